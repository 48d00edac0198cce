from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import TEXT_LABEL, file_of
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.errors import InputError


def test_texts_and_labels_row_for_row(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\na,x\n,x\nb,\nc,y\nd,x\n")
    corpus = load_corpus(path, TEXT_LABEL)
    assert corpus.texts == ["a", "b", "c", "d"]
    assert corpus.labels == [("x",), (), ("y",), ("x",)]
    assert corpus.ids == ["2", "4", "5", "6"]
    assert corpus.rejected == [RejectedRow("a.csv", 3, "has no text")]
    assert (corpus.n_rejected, len(corpus.labelled()), len(corpus)) == (1, 3, 4)
    assert corpus.label_counts() == {"x": 2, "y": 1}
    assert corpus.labelled().texts == ["a", "c", "d"]
    assert corpus.select([2, 0]).texts == ["c", "a"]
    assert not corpus.is_multi_label


def test_rejected_rows_are_counted_but_not_all_kept(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\na,x\n" + ",x\n" * 1500)
    corpus = load_corpus(path, TEXT_LABEL)
    assert (corpus.n_rejected, len(corpus.rejected)) == (1500, 1000)
    assert str(corpus.rejected[0]) == "a.csv, row 3: has no text"


def test_several_labels(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\na,x|y\nb,y\n")
    corpus = load_corpus(path, ColumnMapping(("text",), ("label",), label_separator="|"))
    assert corpus.is_multi_label
    assert corpus.label_counts() == {"x": 1, "y": 2}


def test_a_file_without_a_usable_row_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"None of the 2 rows of a\.csv .* row 2 has no text"):
        load_corpus(file_of(tmp_path, "a.csv", "text,label\n,x\n ,y\n"), TEXT_LABEL)
    with pytest.raises(InputError, match="holds no texts"):
        load_corpus(file_of(tmp_path, "a.csv", "text,label\n"), TEXT_LABEL)
