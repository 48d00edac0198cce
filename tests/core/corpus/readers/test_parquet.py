from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.sniffing import sniff
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


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("broken", ["name", "a text"])
def test_bytes_that_are_no_text_are_a_sentence(tmp_path: Path, suffix: str, broken: str) -> None:
    table, path = pyarrow.table({"text": ["a text", "b"], "a name": ["x", "y"]}), tmp_path / "a"
    if suffix == ".parquet":
        parquet.write_table(table, path, use_dictionary=False, compression="none")
    else:
        with pyarrow.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    data = path.read_bytes().replace(broken.encode(), broken.encode()[:-1] + b"\xff")
    with pytest.raises(InputError, match="damaged"):
        read(file_of(tmp_path, f"b{suffix}", data), ColumnMapping(("text",)))


def test_times_beyond_python_s_years_are_text(tmp_path: Path) -> None:
    columns = {
        "text": ["a", "b"],
        "seen": pyarrow.array([2**60, 0], pyarrow.timestamp("us")),
        "took": pyarrow.array([2**60, 0], pyarrow.duration("s")),
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    assert sniff(tmp_path / "a.parquet").preview_rows[1][:2] == ("b", "1970-01-01 00:00:00.000000")
    assert len(read(tmp_path / "a.parquet", ColumnMapping(("text",), id="seen"))[0]) == 2


def test_what_points_outside_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    table, path = pyarrow.table({"text": ["a text", "b"]}), tmp_path / "a"
    with pyarrow.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)
    ends, wrong = struct.pack("<3i", 0, 6, 7), struct.pack("<3i", 0, 6, 2**31 - 1)
    data = path.read_bytes()
    assert data.count(ends) == 1
    with pytest.raises(InputError, match="damaged"):
        read(file_of(tmp_path, "b.arrow", data.replace(ends, wrong)), ColumnMapping(("text",)))


@pytest.mark.parametrize("keep", [20, 300])
def test_a_truncated_file_is_a_sentence(tmp_path: Path, keep: int) -> None:
    data = table_of(tmp_path / "a.parquet").read_bytes()[:keep]
    with pytest.raises(InputError, match="damaged"):
        read(file_of(tmp_path, "b.parquet", data))
