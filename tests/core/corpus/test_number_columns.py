"""What is written of numbers that were kept as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.core.corpus.interchange.test_exporting import ONE
from ulmfit_core.corpus.interchange.exporting import (
    LabelScheme,
    Target,
    export_documents,
    takes_numbers,
)
from ulmfit_core.corpus.number_columns import DocumentNumbers, NumberColumns, number_in
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.corpus.writers.cells import Cell

KEPT = ("weight", "age", "zip", "label")
CELLS = [
    ("0.30000000000000004", "34", "01067", "1"),
    ("2", "", "80331", "0"),
    ("", "-7", "50667", ""),
    ("5e-05", "0", "", ""),
]


def written(path: Path, target: Target = Target.TABLE, start: str = "") -> list[dict[str, Any]]:
    """The documents, with ids from 10 on that begin with ``start``, as they are read again."""
    made = [
        replace(document, id=f"{start}{n}", kept=tuple(zip(KEPT, cells, strict=True)))
        for n, (document, cells) in enumerate(zip(ONE, CELLS, strict=True), 10)
    ]
    numbers = DocumentNumbers(KEPT)
    scheme = LabelScheme.of(numbers.noting(made))
    list(export_documents({"train": made}, path, target, scheme, None, KEPT, numbers))
    with open_table(path) as table:
        return [dict(row.cells) for row in table.rows if isinstance(row, Row)]


def column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    """Its cells; of a workbook empty ones are empty texts."""
    return [None if row[name] == "" else row[name] for row in rows]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet", "jsonl"])
def test_columns_of_numbers_alone_are_numbers(tmp_path: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    rows = written(tmp_path / f"a.{suffix}")
    assert column(rows, "id") == [10, 11, 12, 13]
    assert column(rows, "weight") == pytest.approx([0.30000000000000004, 2, None, 5e-05], abs=1e-15)
    assert column(rows, "age") == [34, None, -7, 0]
    assert column(rows, "label_2") == [1, 0, None, None]
    assert column(rows, "zip")[:3] == ["01067", "80331", "50667"]
    assert {type(cell) for cell in column(rows, "age")} == {int, type(None)}


def test_what_is_text_anyway_stays_as_it_was(tmp_path: Path) -> None:
    rows = written(tmp_path / "a.csv", start="0")
    assert [tuple(row.values())[3:] for row in rows] == CELLS
    assert column(rows, "id") == ["010", "011", "012", "013"]


@pytest.mark.parametrize("target", [Target.HUGGING_FACE, Target.SAVED_DATASET])
def test_datasets_have_them_as_numbers_too(tmp_path: Path, target: Target) -> None:
    pytest.importorskip("pyarrow")
    rows = written(tmp_path / "a", target)
    assert column(rows, "age") == [34, None, -7, 0]
    assert column(rows, "weight") == [0.30000000000000004, 2.0, None, 5e-05]
    assert column(rows, "zip") == ["01067", "80331", "50667", None]
    assert column(rows, "id") == ["10", "11", "12", "13"]


def test_no_others_have_to_be_noted() -> None:
    paths = [Path("a.xlsx"), Path("a.json"), Path("a.csv"), Path("a.tsv.gz"), Path("a.txt")]
    assert [takes_numbers(Target.TABLE, p) for p in paths] == [True, True, False, False, False]
    assert not takes_numbers(Target.PRODIGY, Path("a.jsonl"))
    assert takes_numbers(Target.HUGGING_FACE, Path("a"))


@pytest.mark.parametrize(
    "text",
    [
        *("007", "+1", "1.0", "1.50", "1,5", "1_000", " 1", "1e5", "-0", "٣", "nan", "inf", "-inf"),
        *("1234567890123456", "0.10000000000000000001", "1e400", "true", "0x10", "."),
    ],
)
def test_what_would_come_back_otherwise_is_text(text: str) -> None:
    assert number_in(text) == text


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1, None, 2], int),
        ([1, 0.5], float),
        ([0.5, 2**53], None),
        ([2**53, 2**63 - 1], int),
        ([2**63], None),
        ([1, "n/a"], None),
        ([None], None),
        ([float("inf")], float),
    ],
)
def test_one_cell_decides_for_its_column(cells: list[Cell], kind: type | None) -> None:
    noted = NumberColumns(["x"])
    for cell in cells:
        noted.note("x", cell)
    assert noted.kinds().get("x") is kind
