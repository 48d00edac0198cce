"""The public data sets, as they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import read
from ulmfit_core.corpus.options import ColumnMapping, Compression, Format
from ulmfit_core.corpus.sniffing import sniff

COUNTS = {
    "emotion/train.csv.xz": (16_000, 6),
    "emotion/test.csv.xz": (2_000, 6),
    "gnad10_de/train.csv.xz": (514, 9),
    "gnad10_de/test.csv.xz": (514, 9),
    "imdb_small/train.csv.xz": (1_000, 2),
    "imdb_small/test.csv.xz": (2_000, 2),
    "imdb_small/unlabelled.csv.xz": (5_000, 0),
    "sib200_deu/train.csv": (701, 7),
    "sib200_deu/test.csv": (204, 7),
    "sib200_fra/train.csv": (701, 7),
    "sib200_fra/test.csv": (204, 7),
    "sib200_jpn/train.csv": (701, 7),
    "sib200_jpn/test.csv": (204, 7),
    "sib200_zho/train.csv": (701, 7),
    "sib200_zho/test.csv": (204, 7),
    "sms_spam/train.csv": (4_101, 2),
    "sms_spam/test.csv": (1_025, 2),
    "subj/train.csv.xz": (7_998, 2),
    "subj/test.csv.xz": (2_000, 2),
    "trec/train.csv": (5_452, 6),
    "trec/test.csv": (500, 6),
}


@pytest.mark.parametrize("name", COUNTS)
def test_every_set_is_read_to_the_last_row(shared_data: Path, name: str) -> None:
    n_documents, n_labels = COUNTS[name]
    path = shared_data / name
    sniffed = sniff(path)
    columns = ColumnMapping(("text",), ("label",) if "label" in sniffed.columns else ())
    documents, rejected = read(path, columns)
    assert not rejected
    assert len(documents) == n_documents
    assert len({label for d in documents for label in d.labels}) == n_labels
    assert (sniffed.format, sniffed.encoding, sniffed.has_header) == (Format.CSV, "utf-8", True)
    assert sniffed.columns == (("text", "label") if n_labels else ("text",))


def test_the_encyclopaedia_is_read_as_lines(shared_data: Path) -> None:
    path = shared_data / "wikipedia_test.txt.xz"
    sniffed = sniff(path)
    assert (sniffed.format, sniffed.compression) == (Format.TXT, Compression.XZ)
    documents, rejected = read(path, ColumnMapping())
    assert sum(len(d.text.encode()) for d in documents) > 2_000_000
    assert not rejected
