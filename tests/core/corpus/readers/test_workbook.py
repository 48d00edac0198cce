from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def workbook_of(path: Path, sheets: dict[str, Any]) -> Path:
    """An .xlsx with texts kept as texts."""
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell)
    return path


def test_rows_have_the_numbers_the_spreadsheet_shows(tmp_path: Path) -> None:
    rows = [
        ["text", "label"],
        ["one\ntwo", 1],
        [],
        ["NA", 2.5],
        ["=1+1", "01"],
        ["none", None],
        [None, 3],
        [4, True],
    ]
    path = workbook_of(tmp_path / "a.xlsx", {"Data": rows})
    documents, rejected = read(path)
    assert [(d.text, d.labels, d.row) for d in documents] == [
        ("one\ntwo", ("1",), 2),
        ("NA", ("2.5",), 4),
        ("=1+1", ("01",), 5),
        ("none", (), 6),
        ("4", ("true",), 8),
    ]
    assert [(r.row, r.reason) for r in rejected] == [(7, "has no text")]
    sniffed = sniff(path)
    assert (sniffed.format, sniffed.has_header) == (Format.XLSX, True)


def test_a_table_that_starts_further_down(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Data": [[], [], ["text", "label"], ["a", "x"]]})
    assert [(d.text, d.row) for d in read(path)[0]] == [("a", 4)]


TITLED = [
    ["Reviews of the third quarter"],
    ["As of", date(2025, 9, 30)],
    [],
    ["No.", "Customer", "Day", "Size", "Impression"],
    [1, "Groß", date(2025, 7, 1), "S", "A fine thing"],
    [2, "Jäger", date(2025, 7, 2), "M", "Broke after two weeks"],
]


def test_titles_above_a_header_are_passed_over(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Data": TITLED})
    documents, rejected = read(path, ColumnMapping(("Impression",)))
    assert [(d.text, d.row) for d in documents] == [
        ("A fine thing", 5),
        ("Broke after two weeks", 6),
    ]
    assert rejected == []
    assert sniff(path).columns == ("No.", "Customer", "Day", "Size", "Impression")


def test_titles_are_rows_where_the_user_says_there_is_no_header(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Data": TITLED})
    columns = ColumnMapping(("column_1",))
    assert read(path, columns, ReadOptions(has_header=False))[0][0].row == 1


def test_rows_without_a_label_are_no_titles(tmp_path: Path) -> None:
    rows = [["a fine thing"], ["a bad one"], ["it broke", "x"], ["it came late", "y"]]
    path = workbook_of(tmp_path / "a.xlsx", {"Data": rows})
    assert [d.row for d in read(path, ColumnMapping(("column_1",)))[0]] == [1, 2, 3, 4]


def test_dates_become_text(tmp_path: Path) -> None:
    rows = [["text", "label"], ["a", date(2020, 1, 31)]]
    documents, _ = read(workbook_of(tmp_path / "a.xlsx", {"Data": rows}))
    assert documents[0].labels == ("2020-01-31",)


def test_whole_numbers_are_whole(tmp_path: Path) -> None:
    rows = [["text", "id", "share"], ["a", 1000, 0.5], ["b", -3, 1], ["c", 2**53, 1e300]]
    with open_table(workbook_of(tmp_path / "a.xlsx", {"Data": rows})) as table:
        cells = [row.cells for row in table.rows if isinstance(row, Row)]
    numbers = [(each["id"], each["share"]) for each in cells]
    assert numbers == [(1000, 0.5), (-3, 1), (2.0**53, 1e300)]
    assert [[type(n) for n in pair] for pair in numbers] == [[int, float], [int, int], [float] * 2]


def test_a_workbook_without_a_sheet_is_a_sentence(tmp_path: Path) -> None:
    whole, path = workbook_of(tmp_path / "a.xlsx", {"Data": [["text"], ["a"]]}), tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as read_from, zipfile.ZipFile(path, "w") as archive:
        for name in read_from.namelist():
            content = read_from.read(name)
            archive.writestr(name, re.sub(b"<sheets>.*</sheets>", b"<sheets/>", content))
    with pytest.raises(InputError, match="has no sheets"):
        sniff(path)


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"One": [["text"], ["a"]], "Two": [["text"], ["b"]]})
    documents, _ = read(path, ColumnMapping(), ReadOptions(sheet="Two"))
    assert [d.text for d in documents] == ["b"]
    with pytest.raises(InputError, match='no sheet "Three"; it has: One, Two'):
        read(path, ColumnMapping(), ReadOptions(sheet="Three"))


TWO_SHEETS = {"Empty": [], "One": [["text"], ["a"]], "Two": [["text"], ["b"], ["c"]]}


def test_of_several_sheets_the_first_that_is_filled_is_read_and_all_are_named(
    tmp_path: Path,
) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TWO_SHEETS)
    found = sniff(path)
    assert (found.sheet, found.sheets) == ("One", ("Empty", "One", "Two"))
    assert sniff(path, ReadOptions(sheet="Two")).preview_rows == (("b",), ("c",))
    for options in (ReadOptions(sheet="Two"), ReadOptions(member="Two")):
        documents, _ = read(path, ColumnMapping(), options)
        assert [(d.text, d.source) for d in documents] == [("b", "a.xlsx/Two"), ("c", "a.xlsx/Two")]
    with pytest.raises(InputError, match=r"The sheet Empty of a\.xlsx is empty"):
        sniff(path, ReadOptions(sheet="Empty"))


def test_an_empty_sheet_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty"):
        read(workbook_of(tmp_path / "a.xlsx", {"Data": []}))


@pytest.mark.parametrize("n_bytes_lost", [40, 3000])
def test_a_truncated_workbook_is_a_sentence(tmp_path: Path, n_bytes_lost: int) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Data": [["text", "label"], ["a", "x"]]})
    path.write_bytes(path.read_bytes()[:-n_bytes_lost])
    with pytest.raises(InputError, match=r"a\.xlsx"):
        read(path)


def test_a_foreign_ole_file_is_a_sentence(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    with pytest.raises(InputError, match="cannot be opened as a spreadsheet"):
        read(file_of(tmp_path, "a.xls", data))


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.csv", {"Data": [["text", "label"], ["a", "x"]]})
    assert pairs(read(path)[0]) == [("a", ("x",))]


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (999_999, 150)])
def test_cells_too_far_apart_to_load_are_refused(tmp_path: Path, place: tuple[int, int]) -> None:
    path = workbook_of(tmp_path / "a.xlsx", {"Data": [["text", "label"], ["one", "x"]]})
    assert len(read(path)[0]) == 1
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["text", "label"])
        sheet.write(*place, "far")
    words = f"a sheet of {place[0] + 1:,} rows and {place[1] + 1:,} columns, almost all of it empty"
    with pytest.raises(InputError, match=words):
        read(path)


def test_far_cells_that_are_only_coloured_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["text", "label"])
        sheet.write_row(1, 0, ["one", "x"])
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))
    assert pairs(read(path)[0]) == [("one", ("x",))]
