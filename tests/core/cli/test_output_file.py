"""No command writes over what it reads, however it was told to replace files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit, write_csv
from ulmfit_core.cli.output_file import check_output
from ulmfit_core.errors import InputError, StorageError

OWN_INPUT = "is read by this very command"


def told(err: str) -> str:
    return " ".join(err.split())


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "two.csv", [("text", "label"), ("Where?", "a"), ("Who?", "b")])


def test_predict_leaves_its_texts_and_its_model(ulmfit: Ulmfit, model: Path, texts: Path) -> None:
    for out in (texts, model):
        before = out.read_bytes()
        said = ulmfit("predict", model, texts, "--out", out, "--force")
        assert said.status == 2
        assert OWN_INPUT in said.err
        assert out.read_bytes() == before


def test_convert_leaves_its_texts(ulmfit: Ulmfit, texts: Path) -> None:
    before = texts.read_bytes()
    said = ulmfit("convert", texts, texts, "--force")
    assert (said.status, texts.read_bytes()) == (2, before)
    assert OWN_INPUT in said.err


@pytest.mark.parametrize("out", ["two.csv", "more.csv", "tiny.ulmfit", "book.csv"])
def test_train_leaves_all_that_it_reads(
    ulmfit: Ulmfit, model: Path, texts: Path, tmp_path: Path, out: str
) -> None:
    more = write_csv(tmp_path / "more.csv", [("text",), ("What?",)])
    book = write_csv(tmp_path / "book.csv", [("label", "definition"), ("a", "Where it is.")])
    before = (tmp_path / out).read_bytes()
    inputs = ("--unlabelled", more, "--base", model, "--codebook", book)
    said = ulmfit("train", texts, *inputs, "--out", tmp_path / out, "--force")
    assert (said.status, (tmp_path / out).read_bytes()) == (2, before)
    assert OWN_INPUT in said.err


def test_train_leaves_the_files_of_its_base(ulmfit: Ulmfit, base: Path, texts: Path) -> None:
    weights = base / "weights.safetensors"
    before = weights.read_bytes()
    said = ulmfit("train", texts, "--base", base, "--out", weights, "--force")
    assert (said.status, weights.read_bytes()) == (2, before)
    assert OWN_INPUT in said.err


@pytest.mark.parametrize(
    ("command", "out"),
    [("predict", "out.csv"), ("convert", "a/out.csv"), ("train", "m.ulmfit"), ("pretrain", "base")],
)
def test_nothing_is_written_among_the_texts_of_a_folder(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, command: str, out: str
) -> None:
    folder = tmp_path / "texts"
    for name in ("a/1.txt", "b/2.txt"):  # with its work beside it there were a third label
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("Where is it?")
    before, target = sorted(folder.rglob("*")), folder / out
    arguments = {
        "predict": (model, folder, "--out", target),
        "convert": (folder, target),
        "train": (folder, "--out", target),
        "pretrain": (folder, "--out", target),
    }
    said = ulmfit(command, *arguments[command])
    assert said.status == 2
    assert f"lies in {folder}, whose files are the texts" in said.err
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("command", ["predict", "train"])
def test_a_file_where_the_work_would_lie(
    ulmfit: Ulmfit, model: Path, train_csv: Path, tmp_path: Path, command: str
) -> None:
    out, file = tmp_path / "out.csv", tmp_path / "out.csv.work"
    file.write_text("mine")
    recipe = ("--base", model, "--preset", "quick")
    arguments = {"predict": (model, train_csv), "train": (train_csv, *recipe)}
    said = ulmfit(command, *arguments[command], "--out", out)
    assert said.status == 2
    assert f"{file} is a file; what is not finished lies in a folder of" in told(said.err)
    assert (file.read_text(), out.exists()) == ("mine", False)


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes in a folder")
@pytest.mark.parametrize("command", ["predict", "convert", "train", "agreement"])
def test_what_is_no_file_is_never_replaced(
    ulmfit: Ulmfit, model: Path, texts: Path, tmp_path: Path, command: str
) -> None:
    pipe, link = tmp_path / "pipe.csv", tmp_path / "link.csv"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    arguments = {
        "predict": (model, texts, "--out"),
        "convert": (texts,),
        "train": (texts, "--out"),
        "agreement": (texts, texts, "--out"),
    }
    for out in (pipe, link):
        for force in ((), ("--force",)):
            said = ulmfit(command, *arguments[command], out, *force)
            assert said.status == 2
            assert f"{out} is no file that could be replaced" in told(said.err)
    assert pipe.is_fifo()


@pytest.mark.parametrize("link", ["hardlink_to"] + ["symlink_to"] * (os.name != "nt"))
def test_an_input_is_known_under_another_name(tmp_path: Path, texts: Path, link: str) -> None:
    other = tmp_path / "other.csv"
    getattr(other, link)(texts)
    for force in (False, True):
        with pytest.raises(InputError, match=OWN_INPUT):
            check_output(other, force=force, inputs=[texts])


def test_what_is_no_input_may_be_replaced(tmp_path: Path, texts: Path) -> None:
    out = write_csv(tmp_path / "out.csv", [("text",)])
    check_output(out, force=True, inputs=[texts, tmp_path / "not there", tmp_path])


def test_a_folder_without_permission_is_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(dir: Path) -> None:
        raise PermissionError(13, "Permission denied", f"{dir}/tmp4x")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(StorageError) as refused:
        check_output(tmp_path / "out.csv", force=False)
    assert f"({tmp_path})" in refused.value.message
