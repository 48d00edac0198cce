"""Numbers of tables, there again in what is made of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.core.cli.conftest import Ulmfit
from tests.core.corpus.corpora import file_of
from ulmfit_core import labelled_rows
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.corpus.writing import open_writer

COLUMNS = ("nr", "text", "age", "weight", "zip")


def survey(path: Path, n: int = 3, last_age: object = 40) -> Path:
    """A workbook of answers, one of which has no age."""
    with open_writer(path, COLUMNS) as writer:
        for i in range(n):
            age = None if i == 1 else last_age if i == n - 1 else 30
            writer.write([i, f"Where is {i}?", age, 1 + i / 4, f"0{i}"])
    return path


def read(path: Path) -> list[dict[str, Any]]:
    with open_table(path) as table:
        rows = [row.cells for row in table.rows if isinstance(row, Row)]
    return [{name: None if cell == "" else cell for name, cell in row.items()} for row in rows]


def test_whole_numbers_of_a_workbook_are_numbers_in_parquet(
    ulmfit: Ulmfit, model: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    out = tmp_path / "out.parquet"
    assert ulmfit("predict", model, survey(tmp_path / "in.xlsx"), "--out", out).status == 0
    rows = read(out)
    assert [row["nr"] for row in rows] == [0, 1, 2]
    assert [row["age"] for row in rows] == [30, None, 40]
    assert [row["weight"] for row in rows] == [1.0, 1.25, 1.5]
    assert [row["zip"] for row in rows] == ["00", "01", "02"]


def test_a_column_is_the_same_in_every_shard(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(labelled_rows, "BLOCK_ROWS", 4)
    source, found = survey(tmp_path / "in.xlsx", 8, "n/a"), []
    for i in range(2):
        out = tmp_path / f"{i}.parquet"
        shard = ("--shard", str(i), "--num-shards", "2")
        assert ulmfit("predict", model, source, "--out", out, *shard).status == 0
        found += [row["age"] for row in read(out)]
    assert found == ["30", None, *["30"] * 5, "n/a"]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet", "jsonl"])
def test_kept_numbers_are_converted_as_such(ulmfit: Ulmfit, tmp_path: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    out = tmp_path / f"out.{suffix}"
    columns = ("--text", "text", "--id", "nr")
    assert ulmfit("convert", survey(tmp_path / "in.xlsx"), out, *columns).status == 0
    assert [(row["id"], row["age"], row["weight"], row["zip"]) for row in read(out)] == [
        (0, 30, 1, "00"),
        (1, None, 1.25, "01"),
        (2, 40, 1.5, "02"),
    ]


def german(path: Path, delimiter: str = ";") -> Path:
    rows = [("id", "text", "weight"), *((str(i), f"Where {i}?", f"{i},5") for i in range(9))]
    return file_of(path.parent, path.name, "\n".join(map(delimiter.join, rows)))


@pytest.mark.parametrize(
    ("source", "delimiter", "suffix", "sign"),
    [
        ("in.csv", ";", "csv", ","),
        ("in.csv", ";", "tsv", ","),
        ("in.tsv", "\t", "tsv", ","),
        ("in.tsv", "\t", "csv", "."),  # that would have commas between the cells too
        ("in.csv", ";", "jsonl", "."),
    ],
)
def test_decimals_stand_behind_the_sign_that_the_file_has(
    ulmfit: Ulmfit,
    model: Path,
    tmp_path: Path,
    source: str,
    delimiter: str,
    suffix: str,
    sign: str,
) -> None:
    out = tmp_path / f"out.{suffix}"
    ulmfit("predict", model, german(tmp_path / source, delimiter), "--out", out)
    added = [row["predicted_probability"] for row in read(out)]
    assert all(re.fullmatch(rf"0{re.escape(sign)}\d+", str(cell)) for cell in added)


def test_the_file_s_beginning_tells_it_to_every_shard(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled_rows, "BLOCK_ROWS", 4)
    source, whole = german(tmp_path / "in.csv"), tmp_path / "whole.csv"
    source.write_text(f"{source.read_text('utf-8')}\n9;Where 9?;\n", "utf-8")
    ulmfit("predict", model, source, "--out", whole)
    joined = b""
    for i in range(3):
        out = tmp_path / f"{i}.csv"
        ulmfit(
            *("predict", model, source, "--out", out),
            *("--shard", str(i), "--num-shards", "3"),
        )
        joined += out.read_bytes()
    assert joined == whole.read_bytes()
    assert joined.splitlines()[-1].split(b";")[4].startswith(b"0,")
