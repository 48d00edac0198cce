from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.cli.conftest import Outcome, Ulmfit, questions, write_csv
from ulmfit_core.predictor import Predictor

FIELDS = {"n", "accuracy", "macro_f1", "log_loss", "ece", "seconds", "baseline"}
QUICK = ("--preset", "quick")


def run_ulmfit(*arguments: str | Path, **changes: object) -> Outcome:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "ulmfit_core", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, **changes)  # type: ignore[call-overload]
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_labels_alike_but_for_capitals_are_told(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    rows = [
        (text, label.upper() if n % 5 else label) for n, (text, label) in enumerate(questions())
    ]
    path, out = write_csv(tmp_path / "in.csv", [("text", "label"), *rows]), tmp_path / "m.ulmfit"
    said = ulmfit("train", path, "--base", base, *QUICK, "--out", out)
    told = " ".join(said.err.split())
    assert "alone are learnt as different ones: PERSON / person, and 1 more. Write them" in told


def test_the_model_knows_the_columns_that_were_joined(
    ulmfit: Ulmfit, base: Path, tmp_path: Path
) -> None:
    rows = [("a ticket", text, label) for text, label in questions()]
    path = write_csv(tmp_path / "in.csv", [("Subject", "Body text", "Category"), *rows])
    out, columns = tmp_path / "m.ulmfit", ("--text", "Subject", "--text", "Body text")
    said = ulmfit("train", path, *columns, "--base", base, *QUICK, "--out", out)
    assert said.status == 0, said.err
    assert Predictor.open(out).config.text_columns == ("Subject", "Body text")
    shown = ulmfit("info", out).out
    assert "Subject, Body text" in shown


def test_a_codebook_teaches_and_goes_along(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.csv"
    book.write_text("label,definition\nplace,Where it is.\nelsewhere,Not here.\n", "utf-8")
    out, recipe = tmp_path / "m.ulmfit", ("--base", base, *QUICK)
    said = ulmfit("train", train_csv, *recipe, "--codebook", book, "--out", out)
    assert said.status == 0, said.err
    assert "book.csv says what 1 of 2 labels mean." in " ".join(said.err.split())
    assert Predictor.open(out).config.definitions == {"place": "Where it is."}
    assert "place means" in ulmfit("info", out).out
    book.write_text("label,definition\nelsewhere,Not here.\n", "utf-8")
    refused = ulmfit(
        "train", train_csv, *recipe, "--codebook", book, "--out", tmp_path / "n.ulmfit"
    )
    assert refused.status == 2
    assert "says of no label of these texts what it means" in refused.err
    assert not (tmp_path / "n.ulmfit").exists()


def test_it_is_told_where_a_codebook_teaches_nothing(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path
) -> None:
    book, out = tmp_path / "book.csv", tmp_path / "m.ulmfit"
    book.write_text("label,definition\nplace,Where it is.\nperson,Who it is.\n", "utf-8")
    short = ("--no-lm", "--set", "epochs=1", "--set", "unfreezing=last", "--base", base)
    recipe = ("--preset", "fastai", *short, "--codebook", book)
    said = ulmfit("train", train_csv, *recipe, "--out", out)
    assert "teaches only regressions on words" in " ".join(said.err.split()), said.err
    assert "which its words learnt from" not in ulmfit("info", out, "--card").out


def test_train_then_evaluate_and_predict(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model.ulmfit"
    with train_csv.open("a", encoding="utf-8") as file:
        file.write("No label here,\r\nNor here,\r\n")
    said = ulmfit("train", train_csv, "--base", base, *QUICK, "--out", out, "--json")
    assert said.status == 0, said.err
    record = said.record
    assert record.keys() >= FIELDS
    assert record["n"] == 6
    assert record["labels"] == ["person", "place"]
    assert set(record["baseline"]) == {"majority", "tfidf_lr"}
    assert record["preset"] == "quick"
    assert "stage 1 of 2: reading every text once, with all layers frozen." in said.err
    assert "stage 2 of 2: training head; " in said.err
    assert "2 rows have no label" in said.err
    assert Predictor.open(out).labels == ("person", "place")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model.ulmfit", "train.csv"]

    again = ulmfit("train", train_csv, "--base", base, *QUICK, "--out", out)
    assert again.status == 2
    assert "already there" in again.err
    evaluated = ulmfit("evaluate", out, train_csv, "--json")
    assert (evaluated.record["n"], evaluated.record["n_seen"]) == (32, 32)
    assert evaluated.record["baseline"] == record["baseline"]
    info = ulmfit("info", out, "--json").record
    assert info["kind"] == "model"
    assert "seen" not in info
    assert info["data"]["n_train"] == 26
    assert info["data"].keys() >= {"learnt_sha256", "held_out_sha256"}
    assert info["versions"].keys() >= {"scikit-learn", "python"}
    assert info["training"]["processor"]
    assert info["words"]["n_words"] > 20

    further = tmp_path / "further.ulmfit"
    said = ulmfit("train", train_csv, "--base", out, *QUICK, "--out", further)
    assert said.status == 0, said.err
    assert "Training on from" in said.err
    assert "may have taught it before" in " ".join(said.err.split())
    assert ulmfit("info", further, "--json").record["base"]["trained_on_from"] == "model.ulmfit"


def test_a_model_to_train_on_that_is_not_there(
    ulmfit: Ulmfit, train_csv: Path, tmp_path: Path
) -> None:
    none, out = tmp_path / "none.ulmfit", tmp_path / "model.ulmfit"
    said = ulmfit("train", train_csv, "--base", none, *QUICK, "--out", out)
    assert said.status == 2
    assert "no model file" in said.err


BAD_INPUT = {
    "missing column": (["text,label", "a,b"], ["--text", "body"], 'has no column "body"'),
    "no obvious column": (["one,two", "a,b"], [], "It is not clear which column"),
    "one class": (["text,label", "a,x", "b,x", "c,x"], [], "have only 'x'"),
    "no label at all": (["text,label", "a,", "b,"], [], "have none"),
    "empty texts": (["text,label", ",x", " ,y"], [], "holds a usable text"),
    "nothing but a header": (["text,label"], [], "holds no texts"),
    "texts as labels": (
        ["text,label", *(f"a,label {i}" for i in range(40))],
        [],
        "does not look like a label",
    ),
    "several labels where one is asked for": (
        ["text,label", "a,x;y", "b,y", "c,x;y", "d,x"],
        ["--label-separator", ";", "--single-label"],
        "2 of 4 texts have several labels",
    ),
    "a seed that is too large": (
        ["text,label", "a,x", "b,y"],
        ["--seed", "4294967296"],
        "Invalid value for '--seed'",
    ),
    "unknown preset": (["text,label", "a,x", "b,y"], ["--preset", "best"], "no preset 'best'"),
    "unknown setting": (["text,label", "a,x", "b,y"], ["--set", "epoch=3"], "Did you mean epochs"),
    "a setting of steps": (
        ["text,label", "a,x", "b,y"],
        [*QUICK, "--set", "epochs=3"],
        "--set epochs means nothing here",
    ),
    "quick from scratch": (
        ["text,label", "a,x", "b,y"],
        [*QUICK, "--base", "none"],
        "builds on a base model",
    ),
    "a device there is not": (
        ["text,label", "a,x", "b,y", "c,x", "d,y"],
        ["--set", "device=tpu"],
        "'tpu' is no device to train on",
    ),
    "the same of both stages": (
        ["text,label", "a,x", "b,y", "c,x", "d,y"],
        ["--device", "tpu"],
        "'tpu' is no device to train on",
    ),
    "a device where no network trains": (
        ["text,label", "a,x", "b,y"],
        [*QUICK, "--device", "cpu"],
        "--device has nothing to set",
    ),
    "unknown base": (["text,label", "a,x", "b,y"], ["--base", "nope"], "base model 'nope'"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_a_sentence(ulmfit: Ulmfit, base: Path, tmp_path: Path, case: str) -> None:
    lines, arguments, expected = BAD_INPUT[case]
    source = tmp_path / "in.csv"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "m.ulmfit"
    said = ulmfit("train", source, "--base", base, "--out", out, *arguments, "--json")
    assert said.status == 2
    assert expected in said.err
    assert "Error: " in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.slow
def test_a_base_for_another_script_is_told_about(
    ulmfit: Ulmfit, base: Path, tmp_path: Path
) -> None:
    rows = [f"{word} これは何ですか {n},{word}" for n in range(6) for word in ("赤い", "三つ")]
    (tmp_path / "train.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    out = tmp_path / "model.ulmfit"
    said = ulmfit("train", tmp_path / "train.csv", "--base", base, *QUICK, "--out", out)
    assert said.status == 0, said.err
    assert "was not made for the script of these texts" in " ".join(said.err.split())


def test_few_labels_are_told_of_the_recipe_for_them(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path
) -> None:
    hint = "--preset adapted learns more"
    out = tmp_path / "model.ulmfit"
    said = ulmfit("train", train_csv, "--base", base, "--out", out)
    assert hint in " ".join(said.err.split())
    said = ulmfit("train", train_csv, "--base", base, *QUICK, "--out", out, "--force")
    assert hint not in " ".join(said.err.split())


def test_held_out_copies_of_a_text_are_told(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    rows = [row for row in questions() for _ in range(3)]
    path = write_csv(tmp_path / "in.csv", [("text", "label"), *rows])
    out = tmp_path / "m.ulmfit"
    told = ulmfit("train", path, "--base", base, *QUICK, "--out", out).out
    metrics = Predictor.open(out).config.metrics
    assert metrics["n"] == 3 * metrics["n_distinct"]
    assert f"On {metrics['n']} texts ({metrics['n_distinct']} different) held out" in told
    card = ulmfit("info", out, "--card").out
    assert f"({metrics['n_distinct']} different texts)" in card


def test_nothing_held_out(ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path) -> None:
    arguments = ("--valid-fraction", "0", "--base", base, *QUICK, "--json")
    said = ulmfit("train", train_csv, *arguments, "--out", tmp_path / "m.ulmfit")
    assert said.record["n"] == 0
    assert said.record["accuracy"] is None
    assert said.record["baseline"] == {}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" * 40, bytes(range(256)) * 40])
def test_binary_file_is_a_sentence(ulmfit: Ulmfit, base: Path, tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(data)
    said = ulmfit("train", source, "--base", base, "--out", tmp_path / "m.ulmfit")
    assert said.status == 2
    assert "not a text file" in said.err


@pytest.mark.parametrize("out", ["missing/m.ulmfit", "."])
def test_output_is_checked_before_the_work(
    ulmfit: Ulmfit, train_csv: Path, tmp_path: Path, out: str
) -> None:
    said = ulmfit("train", train_csv, "--base", "none", "--out", tmp_path / out)
    assert said.status == 2
    assert "Reading" not in said.err


def test_tokenizer_of_another_model(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path
) -> None:
    from ulmfit_core.tokenizer import train_tokenizer

    other = tmp_path / "other"
    other.mkdir()
    for name in ("config.json", "weights.safetensors"):
        (other / name).write_bytes((base / name).read_bytes())
    foreign = train_tokenizer(["Quite another text, of other words."] * 9, 320)
    (other / "tokenizer.model").write_bytes(foreign.to_bytes())
    out = tmp_path / "m.ulmfit"
    said = ulmfit("train", train_csv, "--base", other, *QUICK, "--out", out)
    assert said.status == 2
    assert "is not the one this base model was trained with" in said.err
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files are limited by POSIX means")
def test_full_disk_is_a_sentence(base: Path, train_csv: Path, tmp_path: Path) -> None:
    import resource

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    out = tmp_path / "m.ulmfit"
    said = run_ulmfit(
        *("train", train_csv, "--base", base, *QUICK, "--out", out, "--json"),
        preexec_fn=small_files,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert said.status == 2, said.err
    assert "Error: " in said.err
    assert "Traceback" not in said.err
    assert not out.exists()
    assert not list(tmp_path.glob(".m.ulmfit*"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment", ["language model, forward: stage 1", "classifier, forward: stage 3"]
)
def test_interrupted_equals_uninterrupted(
    base: Path, train_csv: Path, tmp_path: Path, moment: str
) -> None:
    settings = ["--base", base, "--preset", "standard", "--seed", "3"]
    settings += ["--lm-set", "epochs=20", "--lm-set", "batch_size=2", "--lm-set", "bptt=10"]
    settings += ["--set", "epochs=12", "--set", "batch_size=2", "--set", "min_steps=0"]
    whole, parts = tmp_path / "whole.ulmfit", tmp_path / "parts.ulmfit"
    assert run_ulmfit("train", train_csv, *settings, "--out", whole).status == 0
    command = [sys.executable, "-m", "ulmfit_core", "train", train_csv, *settings]
    said = ""
    with subprocess.Popen(
        [*map(str, command), "--out", str(parts)], stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            said += line
            if line.startswith(moment):
                running.send_signal(signal.SIGINT)
    assert running.returncode == 130, said
    assert "Everything so far is kept" in said
    assert not parts.exists()
    again = run_ulmfit("train", train_csv, *settings, "--out", parts)
    assert again.status == 0, again.err
    assert "goes on after step" in again.err
    assert not (tmp_path / "parts.ulmfit.work").exists()
    assert parts.read_bytes() == whole.read_bytes()


@pytest.mark.slow
def test_trec_end_to_end(shared_data: Path, tmp_path: Path) -> None:
    """From scratch on a slice: a chain that runs and measures, not a good classifier."""
    lines = (shared_data / "trec" / "train.csv").read_text(encoding="utf-8").splitlines()
    source = tmp_path / "train.csv"
    source.write_text("\n".join(lines[:801]) + "\n", encoding="utf-8")
    model, predicted = tmp_path / "m.ulmfit", tmp_path / "predicted.csv"
    sizes = ["--set", "hidden_size=64", "--set", "embedding_size=32", "--set", "n_layers=2"]
    arguments = ["--base", "none", "--no-lm", "--set", "unfreezing=full", "--set", "epochs=25"]
    trained = run_ulmfit("train", source, *arguments, *sizes, "--out", model, "--json")
    assert trained.status == 0, trained.err
    baseline = trained.record["baseline"]
    assert trained.record["accuracy"] > baseline["majority"]["accuracy"]
    test = shared_data / "trec" / "test.csv"
    evaluated = run_ulmfit("evaluate", model, test, "--json")
    assert evaluated.record["n"] == 500
    done = run_ulmfit("predict", model, test, "--text", "text", "--out", predicted)
    assert done.status == 0
    rows = predicted.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 501
    assert json.loads(evaluated.out)["accuracy"] > 0.3


def test_a_network_that_no_memory_could_hold_is_refused_before_the_work(
    ulmfit: Ulmfit, train_csv: Path, tmp_path: Path
) -> None:
    huge = ("--lm-set", "hidden_size=100000000", "--base", "none")
    said = ulmfit("train", train_csv, *huge, "--out", tmp_path / "m.ulmfit")
    assert said.status == 2
    assert "GB of memory to train; this computer has" in " ".join(said.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["train.csv"]


def test_a_disk_without_room_is_told_before_the_work(
    ulmfit: Ulmfit, base: Path, train_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10))
    said = ulmfit("train", train_csv, "--base", base, "--out", tmp_path / "m.ulmfit")
    assert said.status == 2
    assert "GB are free in" in " ".join(said.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["train.csv"]
