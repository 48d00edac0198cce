"""What stands beside a text in its row comes along with it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.kept_cells import kept_cells
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.rows import names_beside
from ulmfit_core.errors import InputError


def read(path: Path, *kept: str) -> list[Document]:
    found = list(read_documents(path, ColumnMapping(("text",), kept=kept)))
    assert all(isinstance(each, Document) for each in found)
    return [each for each in found if isinstance(each, Document)]


def test_kept_columns_come_with_the_text_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("region,text,age\nNorth,Late again,34\n,Thank you,\n", "utf-8")
    late, thanks = read(path, "age", "region")
    assert late.kept == (("age", "34"), ("region", "North"))
    assert thanks.kept == ()


def test_a_kept_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,age\nLate again,34\n", "utf-8")
    with pytest.raises(InputError, match='has no column "region"'):
        read(path, "region")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (34.0, "34"),
        (True, "true"),
        (["a", "b"], '["a", "b"]'),
        ([0.5, float("nan"), float("-inf")], "[0.5, null, null]"),
        ({"on": datetime.date(2024, 1, 2)}, '{"on": "2024-01-02"}'),
        (datetime.date(2024, 1, 2), "2024-01-02"),
        ({"bytes": b"\x89PNG", "path": "a.png"}, '{"bytes": "", "path": "a.png"}'),
        ("ein\udcfc\x00", "ein\ufffd"),
    ],
)
def test_any_cell_is_kept_as_text(cell: object, kept: str) -> None:
    assert kept_cells({"x": cell}, ("x",)) == (("x", kept),)


@pytest.mark.parametrize("cell", [None, float("nan"), "", "  ", b"\x89PNG"])
def test_nothing_to_read_is_not_kept(cell: object) -> None:
    assert kept_cells({"x": cell}, ("x",)) == ()


def test_damage_in_a_kept_cell_leaves_out_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    whole = b"Thank you,K\xc3\xb6ln\n"
    path.write_bytes(b"".join([b"text,town\n", *[whole] * 9, b"Late again,M\xfcnchen\n"]))
    assert read(path, "town")[-1].kept == (("town", "M\ufffdnchen"),)


def test_kept_columns_make_way_for_those_of_the_table() -> None:
    assert names_beside(("id", "text", "label"), ("label", "age")) == ("label_2", "age")
