from __future__ import annotations

import errno
import gc
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.corpus.corpora import TEXT_LABEL, pairs, read
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.corpus.writers.cells import guarded, unguarded
from ulmfit_core.corpus.writing import WriteOptions, check_size, open_writer, output_format
from ulmfit_core.errors import InputError, StorageError

AS_IS = WriteOptions(guard_formulas=False)
COLUMNS = ("text", "label", "probability")
ROWS: list[list[Any]] = [
    ['=1+1, "quoted"; and\r\nnext', "x", 0.25],
    ["plain\nline", None, 1.0],
    ["-é 日本 😀", "a\tb", 1e-9],
]
TABLES = ["csv", "tsv", "json", "jsonl", "xlsx", "parquet"]
# What texts hold: any character but NUL and lone surrogates, and at least one letter.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])).map(
    lambda text: f"{text}a"
)


def write(path: Path, rows: list[list[Any]], options: WriteOptions | None = AS_IS) -> Path:
    with open_writer(path, COLUMNS, options) as writer:
        for row in rows:
            writer.write(row)
    return path


def write_and_fail(path: Path) -> None:
    with open_writer(path, COLUMNS) as writer:
        for n_left in range(2000, -1, -1):
            writer.write([f"{1 // n_left}", "x", 0.5])


def write_until_full(path: Path) -> None:
    with atomic_file(path) as stream:
        stream.write(b"new")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("suffix", [*TABLES, "csv.gz", "jsonl.bz2", "tsv.xz", "csv.zst"])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", ROWS)
    documents, rejected = read(path)
    expected = [(row[0], (row[1],) if row[1] else ()) for row in ROWS]
    assert pairs(documents) == expected
    assert not rejected
    with open_table(path) as table:
        cells = [row.cells["probability"] for row in table.rows]  # type: ignore[union-attr]
    assert [float(cell) for cell in cells] == [0.25, 1.0, 1e-9]
    assert os.listdir(tmp_path) == [path.name]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl"])
def test_any_text_survives(tmp_path: Path, suffix: str, rows: list[tuple[str, str]]) -> None:
    path = write(tmp_path / f"a.{suffix}", [[text, label, 0.5] for text, label in rows])
    # Told the format, reading does not ask whether so many control characters can be text.
    documents, rejected = read(path, TEXT_LABEL, ReadOptions(format=Format(suffix)))
    assert not rejected
    assert [d.text for d in documents] == [text for text, _ in rows]
    assert [d.labels for d in documents] == [(label.strip(),) for _, label in rows]


def test_a_spreadsheet_gets_texts_never_formulas(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["=1+1", "https://example.org", 0.5]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_formulas_are_guarded_for_people(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [["=1+1", "@x", -0.5], ["-", "＝1", 1]], WriteOptions())
    assert path.read_bytes() == (
        "text,label,probability\r\n'=1+1,'@x,-0.5\r\n'-,'＝1,1\r\n".encode()
    )


NUMBERS = ["-1", "-0.5", "+1.000,5", "-1,5 %", "-3e-05", "+.5", "+49 30 123", "-12%"]
FORMULAS = ["-1+1", "-1+cmd|'/C calc'!A1", "+A1", "=1", "@1", "-", "-.", "\t1", "+1\n", "－1"]


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_no_formulas(text: str) -> None:
    assert guarded(text) == unguarded(text) == text
    assert unguarded(f"'{text}") == text  # as files of before have it


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_computes_is_guarded_and_given_back(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


def test_a_parquet_column_of_numbers_stays_one_where_some_are_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [["a", "x", 1], ["b", 7, 0.5]])
    with open_table(path) as table:
        cells = [tuple(row.cells.values()) for row in table.rows]  # type: ignore[union-attr]
    assert cells == [("a", "x", 1.0), ("b", "7", 0.5)]


def test_a_parquet_column_that_is_told_to_hold_numbers_has_them(tmp_path: Path) -> None:
    path, numbers = tmp_path / "a.parquet", {"label": int, "probability": float}
    with open_writer(path, COLUMNS, AS_IS, numbers) as writer:
        for row in [["1", None, 1], ["2", 2**62, None], ["3", 3, 0.5]]:
            writer.write(row)
    with open_table(path) as table:
        cells = [tuple(row.cells.values()) for row in table.rows]  # type: ignore[union-attr]
    assert cells == [("1", None, 1.0), ("2", 2**62, None), ("3", 3, 0.5)]
    assert [type(row[2]) for row in cells] == [float, type(None), float]


@pytest.mark.parametrize("late", [2**53 + 1, "many"])
def test_a_parquet_column_of_numbers_takes_no_others(tmp_path: Path, late: Any) -> None:
    rows = [["a", "x", 0.5]] * 2000
    with pytest.raises(InputError, match='"probability" holds numbers and texts'):
        write(tmp_path / "a.parquet", [*rows, ["b", "y", late]])
    path = write(tmp_path / "b.parquet", [["a", "x", 0.5], ["b", "y", late]])
    with open_table(path) as table:
        cells = [row.cells["probability"] for row in table.rows]  # type: ignore[union-attr]
    assert cells == ["0.5", str(late)]


def test_a_byte_order_mark_on_request(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ROWS, WriteOptions(byte_order_mark=True))
    assert path.read_bytes().startswith(b"\xef\xbb\xbftext")
    assert sniff(path).encoding == "utf-8-sig"


@pytest.mark.parametrize(
    ("name", "delimiter", "written"),
    [
        ("a.csv", ";", ["a;7;0,000053", "b;8;-0,25", "c;9;1,0"]),
        ("a.tsv", None, ["a\t7\t0,000053", "b\t8\t-0,25", "c\t9\t1,0"]),
        ("a.csv", None, ["a,7,0.000053", "b,8,-0.25", "c,9,1.0"]),
        ("a.txt", None, ["a\t7\t0.000053", "b\t8\t-0.25", "c\t9\t1.0"]),
    ],
)
def test_decimals_have_no_exponent_and_the_comma_that_was_asked_for(
    tmp_path: Path, name: str, delimiter: str | None, written: list[str]
) -> None:
    options = WriteOptions(delimiter=delimiter, decimal_comma=True)
    path = write(tmp_path / name, [["a", 7, 5.3e-05], ["b", 8, -0.25], ["c", 9, 1.0]], options)
    assert path.read_text("utf-8").splitlines()[-3:] == written


def test_plain_text_is_a_line_a_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", [["two\nlines", "x\ty", 0.5], [None, "", 1]])
    assert path.read_text() == "two lines\tx y\t0.5\n\t\t1\n"


@pytest.mark.parametrize("suffix", TABLES)
def test_no_rows_make_a_table_all_the_same(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", [])
    if suffix not in ("json", "jsonl"):
        assert sniff(path).columns == COLUMNS
    assert path.read_bytes() == {"json": b"[]\n", "jsonl": b""}.get(suffix, path.read_bytes())


def test_a_cell_over_what_a_spreadsheet_holds_is_cut_and_counted(tmp_path: Path) -> None:
    with open_writer(tmp_path / "a.xlsx", COLUMNS) as writer:
        writer.write(["é" * 32_767, "😀" * 32_767, 1.0])
    assert writer.n_shortened == 1
    with open_table(tmp_path / "a.xlsx") as table:
        cells = next(table.rows).cells  # type: ignore[union-attr]
    assert cells["text"] == "é" * 32_767
    assert cells["label"] == "😀" * 16_383 + "…"


def test_numbers_that_a_spreadsheet_would_change_are_texts_there(tmp_path: Path) -> None:
    numbers: list[Any] = [1234567890123456789, -(2**53), float("inf")]
    path = write(tmp_path / "a.xlsx", [numbers, [2**53 - 1, 0.5, 7]])
    with open_table(path) as table:
        rows = [list(row.cells.values()) for row in table.rows]  # type: ignore[union-attr]
    assert rows == [["1234567890123456789", "-9007199254740992", "inf"], [2**53 - 1, 0.5, 7]]


def test_a_table_larger_than_a_sheet_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    check_size(path, 16_384, 1_048_575)  # the header is a row
    with pytest.raises(InputError, match="no more than 1,048,576 rows"):
        check_size(path, 3, 1_048_576)
    with pytest.raises(InputError, match="no more than 16,384 columns"):
        check_size(path, 16_385, 1)
    with pytest.raises(InputError, match="columns"), open_writer(path, ("a",) * 16_385):
        pass
    check_size(tmp_path / "a.csv", 16_385, 1_048_576)
    check_size(path, 16_385, 1_048_576, WriteOptions(format=Format.PARQUET))
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_json_has_no_number_that_is_none(tmp_path: Path, suffix: str) -> None:
    inf, nan = float("inf"), float("nan")
    path = write(tmp_path / f"a.{suffix}", [[{"x": [nan, 1.5]}, [(-inf, "y"), 1], inf]])
    text = path.read_text().strip("[]\n")
    expected = {"text": {"x": [None, 1.5]}, "label": [[None, "y"], 1], "probability": None}
    assert json.loads(text, parse_constant=pytest.fail) == expected


def test_a_list_in_a_cell_is_json_that_any_program_reads(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [["a", [1.0, float("nan")], float("inf")]])
    assert path.read_text().splitlines()[1] == 'a,"[1.0, null]",inf'


def test_cells_no_format_takes_are_repaired(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [["a\x00b\ud800", ["x", {"y": 1}], float("nan")]])
    assert path.read_bytes().decode().splitlines()[1] == 'ab\ufffd,"[""x"", {""y"": 1}]",'


@pytest.mark.parametrize("suffix", [*TABLES, "txt", "csv.gz", "csv.zst"])
def test_a_failure_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        write_and_fail(path)
    gc.collect()
    assert os.listdir(tmp_path) == [path.name]
    assert path.read_bytes() == b"old"


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(StorageError, match="No space left on device"):
        write_until_full(path)
    assert os.listdir(tmp_path) == ["a.csv"]
    assert path.read_bytes() == b"old"


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError), open_writer(tmp_path / "no" / "a.csv", COLUMNS):
        pass


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write(tmp_path / "link.csv", ROWS)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes().startswith(b"text,")


@pytest.mark.parametrize("name", ["a", "a.pdf", "a.zip", "a.gz"])
def test_a_name_without_a_format_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="which format"):
        output_format(tmp_path / name)


def test_a_format_that_cannot_be_written(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="zip is not possible"),
        open_writer(tmp_path / "a", COLUMNS, WriteOptions(format=Format.ZIP)),
    ):
        pass
    assert not os.listdir(tmp_path)
