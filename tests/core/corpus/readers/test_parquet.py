from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.reading import sniff
from ulmfit_core.errors import InputError

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def table_of(path: Path, n_rows: int = 3) -> Path:
    """A table with integer labels, some missing, and a column nobody asks for."""
    table = pyarrow.table(
        {
            "text": [f"text {i}" for i in range(n_rows)],
            "label": [None if i == 1 else i % 3 for i in range(n_rows)],
            "vector": [[0.5] * 10] * n_rows,
        }
    )
    parquet.write_table(table, path)
    return path


def test_rows_count_from_one_across_batches(tmp_path: Path) -> None:
    documents, rejected = read(table_of(tmp_path / "a.parquet", 1500))
    assert [d.row for d in documents] == list(range(1, 1501))
    assert pairs(documents[:3]) == [("text 0", ("0",)), ("text 1", ()), ("text 2", ("2",))]
    assert not rejected


def test_what_sniff_says(tmp_path: Path) -> None:
    sniffed = sniff(table_of(tmp_path / "a.parquet"))
    assert (sniffed.format, sniffed.columns) == (Format.PARQUET, ("text", "label", "vector"))
    assert sniffed.preview_rows[0][:2] == ("text 0", "0")


def test_compressed_as_a_whole(tmp_path: Path) -> None:
    data = gzip.compress(table_of(tmp_path / "a.parquet").read_bytes())
    assert len(read(file_of(tmp_path, "b.parquet.gz", data))[0]) == 3


def test_lists_are_labels(tmp_path: Path) -> None:
    table = pyarrow.table({"text": ["a", "b"], "label": [["x", "y"], []]})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert pairs(read(tmp_path / "a.parquet")[0]) == [("a", ("x", "y")), ("b", ())]


@pytest.mark.parametrize("keep", [20, 300])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, keep: int) -> None:
    data = table_of(tmp_path / "a.parquet").read_bytes()[:keep]
    with pytest.raises(InputError, match="damaged"):
        read(file_of(tmp_path, "b.parquet", data))
