"""How a file is written, where the user says so: every command that reads tables is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit, questions
from tests.core.corpus.corpora import file_of
from ulmfit_core.cli.options import read_options
from ulmfit_core.errors import InputError

ODD = ("--encoding", "cp437", "--delimiter", "^")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A table whose encoding and delimiter nobody guesses."""
    rows = [f"{text} é ü^{label}" for text, label in questions()]
    content = "\n".join(["text^label", *rows])
    return file_of(tmp_path, "odd.csv", content, "cp437")


def test_what_is_said_is_read_so(ulmfit: Ulmfit, odd: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert ulmfit("convert", odd, out, *ODD).status == 0
    with out.open(encoding="utf-8", newline="") as file:
        texts = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    assert texts == [(f"{text} é ü", label) for text, label in questions()]


def test_what_is_labelled_has_the_delimiter_it_had(
    ulmfit: Ulmfit, model: Path, odd: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    assert ulmfit("predict", model, odd, "--out", out, *ODD).status == 0
    assert out.read_text(encoding="utf-8").startswith("text^label^predicted_label^")


def test_the_other_commands_take_it_as_well(
    ulmfit: Ulmfit, model: Path, base: Path, odd: Path, tmp_path: Path
) -> None:
    quick = ("--preset", "quick", "--base", base, "--out", tmp_path / "new.ulmfit")
    assert ulmfit("evaluate", model, odd, *ODD, "--json").record["n"] == len(questions())
    assert ulmfit("agreement", odd, odd, *ODD, "--json").record["n"] == len(questions())
    assert ulmfit("train", odd, *quick, *ODD, "--json").record["labels"] == ["person", "place"]


def test_a_text_with_a_delimiter_is_a_table(ulmfit: Ulmfit, tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", "text;label\nWhere?;place\nWho?;person\n")
    said = ulmfit("convert", path, tmp_path / "out.csv", "--delimiter", ";", "--json")
    assert said.record["labels"] == ["person", "place"]


@pytest.mark.parametrize("said", ["tab", "\\t", "\t"])
def test_a_tab_has_a_name(said: str) -> None:
    assert read_options(damaged=False, delimiter=said).delimiter == "\t"


@pytest.mark.parametrize("said", ["", ";;", "\n", '"'])
def test_what_is_no_delimiter_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="cannot part cells"):
        read_options(damaged=False, delimiter=said)


def test_what_is_no_encoding_is_refused(ulmfit: Ulmfit, odd: Path, tmp_path: Path) -> None:
    said = ulmfit("convert", odd, tmp_path / "out.csv", "--encoding", "utf-99")
    assert said.status == 2
    assert '"utf-99" is not an encoding.' in said.err
