"""Reading is streamed: memory follows the longest row, not the file."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.core.corpus.corpora import TEXT_LABEL
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents

N_ROWS = 60_000
TEXT = "a film that says, at length, nothing — and says it well; " * 9  # 30 MB in all
LIMIT_BYTES = 24 << 20  # the sample to detect by is 4 MiB, as bytes and as text


def lines_of(suffix: str) -> Iterator[str]:
    if suffix.startswith("csv"):
        yield "text,label\n"
        yield from (f'"{TEXT}\n{i}",x\n' for i in range(N_ROWS))
    elif suffix == "jsonl":
        yield from (json.dumps({"text": f"{TEXT}{i}", "label": "x"}) + "\n" for i in range(N_ROWS))
    elif suffix == "json":
        yield "["
        yield from (json.dumps({"text": f"{TEXT}{i}", "label": "x"}) + "," for i in range(N_ROWS))
        yield '{"text": "end", "label": "x"}]'
    else:
        yield from (f"{TEXT}{i}\n" for i in range(N_ROWS))


def peak_of_reading(path: Path, columns: ColumnMapping, options: ReadOptions) -> tuple[int, int]:
    """(documents, most bytes held at once)."""
    tracemalloc.start()
    n_documents = sum(1 for _ in read_documents(path, columns, options))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return n_documents, peak


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "json", "jsonl", "txt"])
def test_thirty_megabytes_in_bounded_memory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    opener = gzip.open if suffix.endswith("gz") else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.writelines(lines_of(suffix))
    columns = ColumnMapping() if suffix == "txt" else TEXT_LABEL
    n_documents, peak = peak_of_reading(path, columns, ReadOptions())
    assert n_documents == N_ROWS + (suffix == "json")
    assert peak < LIMIT_BYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "content"), [("", "no line ends "), ('"never closed,x\n', "a row that is lost,x\n")]
)
def test_a_row_without_end_is_not_held(tmp_path: Path, start: str, content: str) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("text,label\n" + start)
        file.writelines(content for _ in range((40 << 20) // len(content)))
    options = ReadOptions(max_characters=1_000_000)
    tracemalloc.start()
    first = list(islice(read_documents(path, TEXT_LABEL, options), 2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "1,000,000 characters" in first[0].reason  # type: ignore[union-attr]
    assert peak < LIMIT_BYTES
