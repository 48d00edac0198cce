from __future__ import annotations

from pathlib import Path

from tests.core.cli.conftest import write_csv
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.training_labels import read_definitions
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping


def test_labels_of_the_texts_tell_which_column_of_a_codebook_holds_labels(tmp_path: Path) -> None:
    rows = [("text", "label"), *((f"Answer {n}", 1 + n % 2) for n in range(6))]
    corpus = load_corpus(write_csv(tmp_path / "in.csv", rows), ColumnMapping(label=("label",)))
    book = write_csv(tmp_path / "book.csv", [("Code", "Label"), (1, "Rent"), (2, "Traffic")])
    found = read_definitions(book, corpus, Screen(as_json=True))
    assert found == {"1": "Rent", "2": "Traffic"}
