from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.core.cli.conftest import Ulmfit
from tests.core.corpus.written import pdf
from ulmfit_core.base_build import BaseBuild, all_builds
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.cli.pretraining_run import _share
from ulmfit_core.pretraining_corpus import CorpusSources, prepare_corpus
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.run_folder import RunFolder

FIELDS = {"base", "bits_per_byte", "tokens", "steps", "epochs", "hours", "seconds", "corpus"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "dump.txt"
    articles = (f"= Town {n} =\nThe town {n} lies by the sea.\n" * 2 for n in range(40))
    path.write_text("".join(articles), encoding="utf-8")
    return path


SMALL = ("--vocab-size", "300", "--batch-size", "2")


def test_pretrain_then_go_on(ulmfit: Ulmfit, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    arguments = ("--out", out, "--name", "mine", "--licence", "CC0", *SMALL, "--json")
    arguments = (*arguments, "--set", "cooldown=0.5")
    said = ulmfit("pretrain", corpus, *arguments, "--tokens", "140")
    assert said.status == 0, said.err
    assert said.record.keys() >= FIELDS
    assert said.record["name"] == "mine"
    assert said.record["tokens"] >= 140
    assert said.record["corpus"]["n_train"] + said.record["corpus"]["n_valid"] == 80
    names = sorted(p.name for p in (out / "base").iterdir())
    assert names == ["README.md", "config.json", "tokenizer.model", "weights.safetensors"]
    card = (out / "base" / "README.md").read_text(encoding="utf-8")
    assert "- dump.txt" in card
    assert "CC0" in card
    held_out = said.record["corpus"]["n_valid"]
    assert f"{held_out} of {held_out} held-out documents come back" in card
    assert str(tmp_path) not in card

    refused = ulmfit("pretrain", corpus, *arguments, "--tokens", "280")
    assert refused.status == 2
    assert "Add --resume" in refused.err
    done = ulmfit("pretrain", "--out", out, "--resume")
    assert done.status == 2
    assert "is finished" in done.err
    more = ulmfit("pretrain", "--out", out, "--resume", "--tokens", "420", "--json")
    assert more.status == 0, more.err
    assert more.record["tokens"] >= 420
    card = (out / "base" / "README.md").read_text(encoding="utf-8")
    command = "ulmfit pretrain dump.txt --out mine --name mine --arch compact --tokens"
    assert f"{command} {more.record['tokens']} " in card
    assert "--set cooldown=0.5" in card


def test_a_run_that_outlasts_its_minutes_is_not_told_to_be_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter((0.0, 30.0, 90.0))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("ulmfit_core.cli.pretraining_run.time", clock)
    share = _share(PretrainJob(run_dir="", minutes=1.0))
    assert [share(RunHistory()), share(RunHistory())] == [0.5, 0.99]


def test_files_without_text_in_a_folder_are_told(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    corpus.rename(folder / "dump.txt")
    pdf(folder / "scan.pdf", [])
    said = ulmfit("pretrain", folder, "--out", tmp_path / "base", *SMALL, "--tokens", "140")
    words = "Left out: 1 file without text. scan.pdf is a scan without text. Have a program"
    assert words in " ".join(said.err.split())


def test_what_the_app_has_begun_stays_listed_there(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    made = BaseBuild.create(BuildRequest("mine", (str(corpus),), 0.01, vocab_size=300))
    arguments = ("--resume", corpus, "--vocab-size", "300", "--tokens", "4480")
    done = ulmfit("pretrain", "--out", made.run.path, *arguments)
    assert done.status == 0, done.err
    assert all_builds() == [made]


def test_goes_on_from_a_base(ulmfit: Ulmfit, corpus: Path, tmp_path: Path) -> None:
    first = ulmfit(
        "pretrain", corpus, "--out", tmp_path / "one", *SMALL, "--tokens", "140", "--json"
    )
    assert first.status == 0, first.err
    base = tmp_path / "one" / "base"
    made = tmp_path / "one"  # or its base, which the last one names
    arguments = ("--from", made, "--out", tmp_path / "two", "--batch-size", "2", "--tokens", "140")
    second = ulmfit("pretrain", corpus, *arguments, "--json")
    assert second.status == 0, second.err
    assert second.record["tokens"] >= 280
    own = second.record["tokens"] - first.record["tokens"]
    card = (tmp_path / "two" / "base" / "README.md").read_text(encoding="utf-8")
    assert f"--from one --tokens {own} " in card
    assert (tmp_path / "two" / "base" / "tokenizer.model").read_bytes() == (
        base / "tokenizer.model"
    ).read_bytes()
    # The same command again with --resume added is the usual way to go on.
    again = ulmfit("pretrain", corpus, *arguments[:-1], "280", "--resume")
    assert again.status == 0, again.err
    read = f" tokens and the {first.record['tokens']:,} of the base before."
    assert read in " ".join(again.out.split())


@pytest.fixture(scope="module")
def paused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pretraining that has not ended."""
    out = tmp_path_factory.mktemp("paused")
    RunFolder.create(out, job_to_json(PretrainJob(run_dir=str(out), seed=3, peak_rate=0.01)))
    return out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--name", "other"], "--name would"),
        (["--seed", "0"], "--seed would"),  # its default
        (["--rate", "0.5", "--set", "dropout=0.9"], "--rate, --set dropout would"),
        (["--arch", "full"], "--arch would"),
        (["--backward", "--batch-size", "7"], "--backward, --batch-size would"),
        (["--vocab-size", "300"], "--vocab-size is about the text"),
    ],
)
def test_what_a_resumed_run_would_not_heed_is_refused(
    ulmfit: Ulmfit, paused: Path, arguments: list[str], named: str
) -> None:
    before = RunFolder(paused).job_path.read_bytes()
    said = ulmfit("pretrain", "--out", paused, "--resume", "--tokens", "9", *arguments)
    assert said.status == 2
    assert named in " ".join(said.err.split())
    assert RunFolder(paused).job_path.read_bytes() == before


def test_what_a_resumed_run_was_begun_with_may_be_said_again(ulmfit: Ulmfit, paused: Path) -> None:
    said = ulmfit("pretrain", "--out", paused, "--resume", "--seed", "3", "--rate", "0.01")
    assert "There is no text to train on" in said.err


def test_goes_on_with_another_vocabulary(ulmfit: Ulmfit, corpus: Path, tmp_path: Path) -> None:
    said = ulmfit("pretrain", corpus, "--out", tmp_path / "one", *SMALL, "--tokens", "140")
    assert said.status == 0, said.err
    base = tmp_path / "one" / "base"
    arguments = ("--out", tmp_path / "two", "--batch-size", "2", "--tokens", "140")
    other = tmp_path / "other.txt"
    other.write_text(corpus.read_text(encoding="utf-8").replace("e", "\u00e4"), encoding="utf-8")
    said = ulmfit("pretrain", other, "--from", base, "--new-vocabulary", *arguments)
    assert said.status == 0, said.err
    made = tmp_path / "two" / "base"
    vocabularies = [(folder / "tokenizer.model").read_bytes() for folder in (base, made)]
    assert vocabularies[0] != vocabularies[1]
    assert "--new-vocabulary --vocab-size " in (made / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.txt"], "There is no file or folder"),
        ([], "There is no text to train on"),
        (["--resume"], "holds no run"),
        (["--device", "tpu"], "'tpu' is no device to train on"),
        (["--seed", "4294967296"], "Invalid value for '--seed'"),
        (["--vocab-size", "3000000000"], "Invalid value for '--vocab-size'"),
        (["--minutes", "0"], "Nothing would end this pretraining"),
        (["--minutes", "0", "--resume"], "Nothing would end this pretraining"),
        (["--minutes", "nan"], "Invalid value for '--minutes'"),
        (["--minutes", "inf", "--tokens", "9"], "--minutes inf is no time"),
        (["--set", "cooldown=2"], "it must be from 0 to 1"),
        (["--set", "rate=0.1"], "knows no setting 'rate'"),
    ],
)
def test_bad_input(ulmfit: Ulmfit, tmp_path: Path, arguments: list[str], said: str) -> None:
    outcome = ulmfit("pretrain", *arguments, "--out", tmp_path / "new")
    assert outcome.status == 2
    assert said in outcome.err
    assert not (tmp_path / "new").exists()


def test_a_vocabulary_too_small_for_the_characters(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path
) -> None:
    many = "\n\n".join("".join(map(chr, range(n, n + 9))) for n in range(0x4E00, 0x5200, 8))
    corpus.write_text(many, encoding="utf-8")
    said = ulmfit("pretrain", corpus, "--out", tmp_path / "out", "--vocab-size", "300")
    assert said.status == 2
    assert "300 pieces cannot hold every character" in said.err
    least = int(said.err.replace(",", "").partition("at least ")[2].split()[0])
    said = ulmfit(
        *("pretrain", corpus, "--out", tmp_path / "out", "--vocab-size", str(least)),
        *("--tokens", "9", "--batch-size", "2"),
    )
    assert said.status == 0, said.err


@pytest.mark.parametrize("place", ["mine", "mine/base", "mine/corpus"])
def test_a_file_where_the_folder_would_be(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path, place: str
) -> None:
    file = tmp_path / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("precious")
    for out in (tmp_path / "mine", file / "deeper"):
        said = ulmfit("pretrain", corpus, "--out", out, *SMALL, "--tokens", "9")
        assert said.status == 2
        assert f"{file} is a file" in said.err
    assert file.read_text() == "precious"


@pytest.mark.parametrize(
    "theirs",
    ["base/notes.txt", "trunk/notes.txt", "corpus/train/a.txt", "corpus/a.txt", "events.jsonl"],
)
def test_what_no_pretraining_made_is_left_alone(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path, theirs: str
) -> None:
    out = tmp_path / "mine"
    notes = out / theirs
    notes.parent.mkdir(parents=True)
    notes.write_text("mine")
    before = sorted(out.rglob("*"))
    said = ulmfit("pretrain", corpus, "--out", out, *SMALL, "--tokens", "9")
    assert said.status == 2
    told = " ".join(said.err.split())
    assert f"{out / Path(theirs).parts[0]} is already there; it was left as" in told
    assert (sorted(out.rglob("*")), notes.read_text()) == (before, "mine")


def test_begins_again_with_the_corpus_that_a_kill_left(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mine"
    arguments = ("pretrain", corpus, "--out", out, *SMALL, "--tokens", "140")
    prepare_corpus(CorpusSources((str(corpus),), vocab_size=300), out / "corpus")
    (out / "corpus" / "complete.json").unlink()
    (out / "corpus" / ".DS_Store").touch()
    said = ulmfit(*arguments)
    assert said.status == 0, said.err


@pytest.mark.slow
def test_two_processes_make_one_base(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command = ["--nproc-per-node=2", "-m", "ulmfit_core", "pretrain", str(corpus)]
    options = ["--out", str(out), *SMALL, "--tokens", "280", "--json"]
    done = subprocess.run(
        [*torchrun, *command, *options],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"bits_per_byte"') == 1
    assert (out / "base" / "weights.safetensors").is_file()


def test_each_process_of_several_wants_a_stream(
    ulmfit: Ulmfit, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    said = ulmfit("pretrain", corpus, "--out", tmp_path / "mine", *SMALL, "--tokens", "140")
    assert said.status == 2
    assert "3 processes and 2 streams" in " ".join(said.err.split())
    assert not (tmp_path / "mine").exists()


def test_a_new_vocabulary_wants_a_base(ulmfit: Ulmfit, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One text.\n\nAnother text.\n")
    out = tmp_path / "out"
    said = ulmfit("pretrain", tmp_path / "a.txt", "--new-vocabulary", "--out", out)
    assert said.status == 2
    assert "Name it with --from" in " ".join(said.err.split())
    assert not out.exists()
