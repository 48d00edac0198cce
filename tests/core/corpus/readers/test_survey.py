"""Tables as Qualtrics exports them: below the names come the questions, and ids of its own."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from tests.core.corpus.readers.test_workbook import workbook_of
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.sniffing import sniff

NAMES = ["StartDate", "Q1", "Q2"]
QUESTIONS = ["Start Date", "How was it?\nBe frank.", "Which topic?"]
IDS = [
    '{"ImportId":"startDate","timeZone":"UTC"}',
    '{"ImportId":"QID1_TEXT"}',
    '{"ImportId":"QID2"}',
]
ANSWERS = [["2024-01-05", "Too loud", "room"], ["2024-01-06", "Very kind", "staff"]]
COLUMNS = ColumnMapping(("Q1",), ("Q2",))
PAIRS = [("Too loud", ("room",)), ("Very kind", ("staff",))]


def survey(folder: Path, suffix: str, rows: list[list[str]]) -> Path:
    if suffix == "xlsx":
        return workbook_of(folder / "a.xlsx", {"Data": rows})
    written = io.StringIO()
    csv.writer(written, delimiter="\t" if suffix == "tsv" else ",").writerows(rows)
    return file_of(folder, f"a.{suffix}", written.getvalue(), encoding="utf-8-sig")


@pytest.mark.parametrize(("suffix", "number"), [("csv", 5), ("tsv", 5), ("xlsx", 4)])
def test_questions_and_ids_are_no_rows(tmp_path: Path, suffix: str, number: int) -> None:
    path = survey(tmp_path, suffix, [NAMES, QUESTIONS, IDS, *ANSWERS])
    documents, rejected = read(path, COLUMNS)
    assert pairs(documents) == PAIRS
    assert (documents[0].row, rejected) == (number, [])  # a question has two lines


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_was_asked_stands_by_the_names(tmp_path: Path, suffix: str) -> None:
    found = sniff(survey(tmp_path, suffix, [NAMES, QUESTIONS, IDS, *ANSWERS]))
    assert (found.columns, found.has_header) == (tuple(NAMES), True)
    assert found.variable_labels == dict(zip(NAMES, QUESTIONS, strict=True))
    assert [list(row) for row in found.preview_rows] == ANSWERS


def test_ids_alone_are_no_row_either(tmp_path: Path) -> None:
    path = survey(tmp_path, "csv", [NAMES, IDS, *ANSWERS])
    assert pairs(read(path, COLUMNS)[0]) == PAIRS
    assert sniff(path).variable_labels == {}


def test_they_are_rows_where_the_user_says_there_is_no_header(tmp_path: Path) -> None:
    path = survey(tmp_path, "csv", [NAMES, QUESTIONS, IDS, *ANSWERS])
    found = sniff(path, ReadOptions(has_header=False))
    assert found.columns == ("column_1", "column_2", "column_3")
    assert list(found.preview_rows[2]) == IDS


def test_json_in_one_cell_is_a_cell(tmp_path: Path) -> None:
    path = survey(tmp_path, "csv", [NAMES, ["2024-01-04", IDS[1], "bug"], *ANSWERS])
    assert pairs(read(path, COLUMNS)[0]) == [(IDS[1], ("bug",)), *PAIRS]
