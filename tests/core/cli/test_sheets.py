"""A workbook with several filled sheets: which one is read is said, and --part chooses."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.cli.conftest import PEOPLE, PLACES, Ulmfit, questions, write_csv
from tests.core.corpus.readers.test_workbook import workbook_of
from ulmfit_core.predictor import Predictor

LABELLED = [["text", "label"], *map(list, questions())]
FIRST = [["text", "label"], ["Where is Riga?", "place"], ["Who was Ada?", "person"]]
SHEETS = {"Notes": [], "First": FIRST, "More": LABELLED, "Blank": []}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook_of(tmp_path / "book.xlsx", SHEETS)


Command = Callable[[Path, Path], list[str | Path]]


def told(err: str) -> str:
    return " ".join(err.split())


COMMANDS: dict[str, Command] = {
    "predict": lambda book, model: ["predict", model, book, "--out", book.with_name("out.csv")],
    "evaluate": lambda book, model: ["evaluate", model, book],
    "agreement": lambda book, model: ["agreement", book, book],
    "convert": lambda book, model: ["convert", book, book.with_name("out.jsonl")],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_which_it_read_and_reads_another(
    ulmfit: Ulmfit, model: Path, book: Path, name: str
) -> None:
    command = COMMANDS[name](book, model)
    said = ulmfit(*command, "--json")
    assert said.record["n"] == 2
    sentence = 'Taking the sheet "First" of book.xlsx; filled as well: More. Choose one with --part'
    assert sentence in told(said.err)
    book.with_name("out.csv").unlink(missing_ok=True)
    book.with_name("out.jsonl").unlink(missing_ok=True)
    said = ulmfit(*command, "--part", "More", "--json")
    assert said.record["n"] == len(questions())
    assert "Taking the sheet" not in told(said.err)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "txt", "jsonl"])
def test_whole_numbers_come_back_without_a_point(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, suffix: str
) -> None:
    book = workbook_of(tmp_path / "book.xlsx", {"One": [["id", "text"], [1000, "Where?"]]})
    out = tmp_path / f"out.{suffix}"
    ulmfit("predict", model, book, "--out", out)
    written = out.read_text(encoding="utf-8")
    assert "1000" in written
    assert "1000.0" not in written


def test_a_sheet_there_is_not_is_refused(ulmfit: Ulmfit, model: Path, book: Path) -> None:
    said = ulmfit("evaluate", model, book, "--part", "Moer")
    assert said.status == 2
    assert 'book.xlsx has no sheet "Moer"; it has: Notes, First, More, Blank.' in told(said.err)


def test_of_one_filled_sheet_nothing_is_said(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    book = workbook_of(tmp_path / "book.xlsx", {"Notes": [], "First": FIRST, "Blank": []})
    assert "Taking the sheet" not in ulmfit("evaluate", model, book).err


def test_in_a_zip_the_name_is_the_workbook_s(
    ulmfit: Ulmfit, model: Path, book: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "book.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(book, book.name)
    for part in ((), ("--part", "book.xlsx")):
        said = told(ulmfit("evaluate", model, packed, *part).err)
        assert 'Taking the sheet "First" of book.zip; filled as well: More. Give the work' in said


def test_a_training_learns_from_the_sheet_and_reads_another(
    ulmfit: Ulmfit, base: Path, book: Path, tmp_path: Path
) -> None:
    sheets = {**SHEETS, "Unread": [["body"], *([f"Where is {name}?"] for name in PLACES + PEOPLE)]}
    sheets["More"] = [["question", "label"], *LABELLED[1:]]
    workbook_of(book, sheets)
    out = tmp_path / "m.ulmfit"
    command = ("train", book, "--base", base, "--preset", "quick", "--out", out)
    more = ("--unlabelled", book, "--unlabelled-part", "Unread")
    said = ulmfit(*command, "--part", "More", *more)
    assert said.status == 0, said.err
    assert 'Taking the column "body" of book.xlsx' in told(said.err)
    predictor = Predictor.open(out)
    assert predictor.config.text_columns == ("question",)
    assert predictor.labels == ("person", "place")


def test_two_people_may_have_a_sheet_each(ulmfit: Ulmfit, book: Path) -> None:
    mended = [FIRST[0], FIRST[1], [FIRST[2][0], "place"]]
    workbook_of(book, {"Ada": FIRST, "Ben": mended})
    command = ("agreement", book, book, "--part", "Ben", "--json")
    assert ulmfit(*command).record["n_same"] == 2
    record = ulmfit(*command, "--other-part", "Ada").record
    assert record["disagreements"] == [
        {"text": "Who was Ada?", "one": ["place"], "other": ["person"]}
    ]


def test_of_several_tables_in_a_folder_one_is_labelled(
    ulmfit: Ulmfit, model: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "corpus", tmp_path / "out"
    folder.mkdir()
    for name, text in (("one.csv", "Where?"), ("two.csv", "Who?")):
        write_csv(folder / name, [("text",), (text,)])
    said = ulmfit("predict", model, folder, "--part", "two.csv", "--out", out)
    assert said.status == 0, said.err
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == ["Who?"]


@pytest.mark.parametrize(("n_others", "fits"), [(16_378, True), (16_379, False)])
def test_what_no_sheet_holds_is_refused_before_the_work(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, n_others: int, fits: bool
) -> None:
    names = ["text", *(f"c{n}" for n in range(n_others))]  # and five of ours
    source = write_csv(tmp_path / "in.csv", [names, ["Where?", *names[1:]]])
    said = ulmfit("predict", model, source, "--out", tmp_path / "out.xlsx")
    assert (said.status, (tmp_path / "out.xlsx").exists()) == (0 if fits else 2, fits)
    assert ("holds no more than 16,384 columns" in said.err) is not fits
    assert not (tmp_path / "out.xlsx.work").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_what_was_killed_goes_on_with_its_own_sheet_alone(model: Path, tmp_path: Path) -> None:
    n_rows, out = 8_000, tmp_path / "out.csv"
    sheets = {
        name: [["text"], *([f"{name} {n}: where is it?"] for n in range(n_rows))]
        for name in ("One", "Two")
    }
    book = workbook_of(tmp_path / "book.xlsx", sheets)
    start = [sys.executable, "-m", "ulmfit_core", "predict", str(model), str(book)]
    start += ["--out", str(out), "--threads", "1", "--part"]
    killed = subprocess.Popen([*start, "One"], stderr=subprocess.DEVNULL)
    work = tmp_path / "out.csv.work"
    while not any(path.stat().st_size > 12_000 for path in work.glob("[0-9a-f]*")):
        assert killed.poll() is None
        threading.Event().wait(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    for name, goes_on in (("Two", False), ("One", True)):
        done = subprocess.run([*start, name], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert ("Going on after" in done.stderr) == goes_on
        with out.open(encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        assert texts == [f"{name} {n}: where is it?" for n in range(n_rows)]
        out.unlink()
    assert not work.exists()
