"""What is written for a tool is read back, and looks as the tool documents it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import (
    SUFFIXES,
    LabelScheme,
    Target,
    export_documents,
    words_for,
)
from ulmfit_core.corpus.interchange.label_studio import labelling_config
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.corpus.writing import WriteOptions
from ulmfit_core.errors import InputError


def documents(*rows: tuple[str, tuple[str, ...]]) -> list[Document]:
    return [Document(text, labels, f"id-{n}", "a.csv", n) for n, (text, labels) in enumerate(rows)]


ONE = documents(
    ("=SUM(A1)", ("glad",)),
    ("zwei\nZeilen, „so“", ("sad & sorry",)),
    ("no label", ()),
    ("ど", ("glad",)),
)
KEPT = ("town", "text")
FOLDERS = (Target.HUGGING_FACE, Target.SAVED_DATASET)
MANY = documents(("a b", ("x", "y;z")), ("c d", ()), ("e f", ("x",)))


def export(made: list[Document], path: Path, target: Target) -> int:
    options = WriteOptions(guard_formulas=False)
    steps = export_documents({"train": made}, path, target, LabelScheme.of(made), options)
    return max(steps, default=0)


def read(path: Path, label: str = "label", **columns: str) -> list[tuple[str, tuple[str, ...]]]:
    items = list(read_documents(path, ColumnMapping(label=(label,), **columns)))
    assert all(isinstance(item, Document) for item in items)
    return [(item.text, item.labels) for item in items if isinstance(item, Document)]


def plain(made: list[Document]) -> list[tuple[str, tuple[str, ...]]]:
    return [(document.text, document.labels) for document in made]


@pytest.mark.parametrize("target", list(Target))
def test_one_label_there_and_back(target: Target, tmp_path: Path) -> None:
    if target in FOLDERS:
        pytest.importorskip("pyarrow")
    path = tmp_path / f"out{SUFFIXES[target]}"
    assert export(ONE, path, target) == 4
    assert read(path) == plain(ONE)


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
@pytest.mark.parametrize("target", list(Target))
def test_a_folder_may_be_named_in_other_bytes(target: Target, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff") / f"out{SUFFIXES[target]}"
    path.parent.mkdir()
    assert export(ONE, path, target) == 4
    assert read(path) == plain(ONE)


@pytest.mark.parametrize("target", [t for t in Target if t is not Target.TABLE])
def test_several_labels_there_and_back(target: Target, tmp_path: Path) -> None:
    if target in FOLDERS:
        pytest.importorskip("pyarrow")
    path = tmp_path / f"out{SUFFIXES[target]}"
    export(MANY, path, target)
    assert read(path, "labels" if target in FOLDERS else "label") == plain(MANY)


@pytest.mark.parametrize("target", list(Target))
def test_kept_columns_there_and_back(target: Target, tmp_path: Path) -> None:
    if target in FOLDERS:
        pytest.importorskip("pyarrow")
    beside = [(("town", "Łódź"), ("text", "a title")), (("left out", "x"),), (), (("town", "Ulm"),)]
    made = [replace(document, kept=kept) for document, kept in zip(ONE, beside, strict=True)]
    path = tmp_path / f"out{SUFFIXES[target]}"
    list(export_documents({"train": made}, path, target, LabelScheme.of(ONE), None, KEPT))
    assert "left out" not in sniff(path).columns
    columns = ColumnMapping(label=("label",), id="id", kept=("town", "text_2"))
    back = [item for item in read_documents(path, columns) if isinstance(item, Document)]
    assert [item.id for item in back] == [item.id for item in ONE]
    kept = [item.kept for item in back]
    assert kept == [(("town", "Łódź"), ("text_2", "a title")), (), (), (("town", "Ulm"),)]


def test_prodigy_has_kept_columns_in_its_meta(tmp_path: Path) -> None:
    made = [replace(ONE[0], kept=(("id", "7"), ("town", "Łódź")))]
    path = tmp_path / "tasks.jsonl"
    steps = export_documents(
        {"train": made}, path, Target.PRODIGY, LabelScheme.of(made), None, ("id", "town")
    )
    list(steps)
    assert json.loads(path.read_text("utf-8"))["meta"] == {
        "id": "id-0",
        "id_2": "7",
        "town": "Łódź",
    }


def test_a_table_parts_labels_by_a_sign_that_none_holds(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    export(MANY, path, Target.TABLE)
    assert read(path, label_separator="|") == plain(MANY)
    words = words_for(Target.TABLE, LabelScheme.of(MANY))
    assert words.startswith('In the file written several labels of a text are parted by "|"; its')
    with pytest.raises(InputError, match="every sign"):
        LabelScheme((";|,\t / ",), True).separator()


def test_a_table_for_people_is_guarded_and_marked_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    options = WriteOptions(byte_order_mark=True)
    list(export_documents({"train": ONE}, path, Target.TABLE, LabelScheme.of(ONE), options))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,text,label\r\nid-0,'=SUM(A1),glad\r\n")


def test_label_studio_s_task_and_the_configuration_it_fits(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    export(ONE, path, Target.LABEL_STUDIO)
    task = json.loads(path.read_text(encoding="utf-8"))[1]
    assert task["data"]["text"] == "zwei\nZeilen, „so“"
    (result,) = task["annotations"][0]["result"]
    config = labelling_config(LabelScheme.of(ONE).labels, several=False)
    assert f'<Choices name="{result["from_name"]}" toName="{result["to_name"]}"' in config
    assert '<Choice value="sad &amp; sorry"/>' in config
    assert config in words_for(Target.LABEL_STUDIO, LabelScheme.of(ONE))


def test_prodigy_offers_every_label(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    export(ONE, path, Target.PRODIGY)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [option["id"] for option in lines[0]["options"]] == ["glad", "sad & sorry"]
    assert (lines[0]["accept"], lines[0]["answer"]) == (["glad"], "accept")
    assert "answer" not in lines[2]


def test_no_documents_are_an_empty_list(tmp_path: Path) -> None:
    export([], tmp_path / "tasks.json", Target.LABEL_STUDIO)
    assert json.loads((tmp_path / "tasks.json").read_text()) == []


def test_hugging_face_keeps_splits_and_names_apart(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = tmp_path / "moods"
    scheme = LabelScheme.of(ONE)
    splits = {"train": ONE[:3], "test": ONE[3:]}
    assert list(export_documents(splits, folder, Target.HUGGING_FACE, scheme)) == [3, 4]
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    assert names == [
        "README.md",
        "data/test-00000-of-00001.parquet",
        "data/train-00000-of-00001.parquet",
    ]
    table = parquet.read_table(folder / "data" / "train-00000-of-00001.parquet")
    assert table.column("label").to_pylist() == [0, 1, -1]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "path: data/test-*" in card
    assert "'1': \"sad & sorry\"" in card
    assert read(folder) == plain(ONE[:3])  # train, where nothing is said
    items = list(
        read_documents(folder, ColumnMapping(label=("label",)), ReadOptions(member="test"))
    )
    assert [item.text for item in items if isinstance(item, Document)] == ["ど"]


def test_a_saved_dataset_is_laid_out_as_load_from_disk_wants_it(tmp_path: Path) -> None:
    ipc = pytest.importorskip("pyarrow.ipc")
    folder = tmp_path / "moods"
    splits = {"train": ONE[:3], "test": ONE[3:]}
    scheme = LabelScheme.of(ONE)
    assert list(export_documents(splits, folder, Target.SAVED_DATASET, scheme)) == [3, 4]
    assert json.loads((folder / "dataset_dict.json").read_text()) == {"splits": ["train", "test"]}
    train = folder / "train"
    state, info = (
        json.loads((train / n).read_text("utf-8")) for n in ("state.json", "dataset_info.json")
    )
    assert state["_data_files"] == [{"filename": "data-00000-of-00001.arrow"}]
    assert info["features"]["label"] == {"names": ["glad", "sad & sorry"], "_type": "ClassLabel"}
    table = ipc.open_stream((train / "data-00000-of-00001.arrow").read_bytes()).read_all()
    assert table.column("label").to_pylist() == [0, 1, -1]
    other = json.loads((folder / "test" / "state.json").read_text())
    assert (state["_split"], other["_split"]) == ("train", "test")
    assert state["_fingerprint"] != other["_fingerprint"]


def test_the_parts_of_a_split_are_read_one_after_the_other(tmp_path: Path) -> None:
    for n, texts in enumerate((["a", "b"], ["c"])):
        lines = "".join(f'{{"text": "{text}", "label": "x"}}\n' for text in texts)
        (tmp_path / f"train-0000{n}-of-00002.jsonl").write_text(lines)
    (tmp_path / "test-00000-of-00001.jsonl").write_text('{"text": "d", "label": "x"}\n')
    assert [text for text, _ in read(tmp_path)] == ["a", "b", "c"]


@pytest.mark.parametrize("target", list(Target))
def test_what_is_left_early_leaves_nothing(target: Target, tmp_path: Path) -> None:
    if target in FOLDERS:
        pytest.importorskip("pyarrow")
    steps = export_documents(
        {"train": ONE}, tmp_path / f"out{SUFFIXES[target]}", target, LabelScheme.of(ONE)
    )
    next(iter(steps))
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    precious = tmp_path / "Documents" / "letter.txt"
    precious.parent.mkdir()
    precious.write_text("precious")
    with pytest.raises(InputError, match="already there"):
        export(ONE, precious.parent, Target.HUGGING_FACE)
    assert precious.read_text() == "precious"


@pytest.mark.skipif(os.name != "posix", reason="a folder cannot be claimed there")
@pytest.mark.parametrize("target", FOLDERS)
def test_what_a_kill_left_goes_and_what_is_being_written_stays(
    target: Target, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    left = tmp_path / ".killed.0123abcd.partial"
    (left / "data").mkdir(parents=True)
    (left / "data" / "train.parquet").write_bytes(b"PAR1")
    foreign = tmp_path / ".mine.partial"
    foreign.mkdir()
    at_work = export_documents({"train": ONE}, tmp_path / "a", target, LabelScheme.of(ONE))
    next(at_work)
    assert not left.exists()
    assert export(ONE, tmp_path / "b", target) == 4
    assert list(at_work)[-1:] in ([4], [])
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".mine.partial", "a", "b"]
