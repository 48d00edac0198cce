from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.label_flags import are_flags, flags_of
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping, LabelFlag
from ulmfit_core.corpus.sniffing import Sniffed, sniff

FLAGS = (LabelFlag("toxic", "toxic"), LabelFlag("insult", "insult"))
COLUMNS = ColumnMapping(flags=FLAGS)


def labels_of(folder: Path, rows: str, columns: ColumnMapping = COLUMNS) -> list[Any]:
    """Of each row its labels, None where it has not been labelled, or why it was left out."""
    documents, rejected = read(file_of(folder, "a.csv", rows), columns)
    found = {d.row: d.labels if d.labels or d.none_fits else None for d in documents}
    return [found[n] for n in sorted(found)] + [row.reason for row in rejected]


def sniffed(folder: Path, rows: str) -> Sniffed:
    return sniff(file_of(folder, "a.csv", rows))


@pytest.mark.parametrize(
    ("cells", "are"),
    [
        (["1", "0", ""], True),
        (["1.0", "0.0"], True),
        (["True", "False"], True),
        (["x", "", " "], True),
        (["genannt", "nicht genannt"], True),
        (["Not Selected", "Selected"], True),
        (["", ""], False),
        (["1", "0", "2"], False),
        (["Price", ""], False),
    ],
)
def test_what_says_yes_or_no(cells: list[str], are: bool) -> None:
    assert are_flags(cells) == are


def test_a_text_has_the_labels_that_say_yes(tmp_path: Path) -> None:
    rows = "text,toxic,insult\na,1,0\nb,1,1\nc,0,0\nd,,\ne,,0\nf,x,\n"
    assert labels_of(tmp_path, rows) == [
        ("toxic",),
        ("toxic", "insult"),
        (),  # none fits
        None,  # nobody has said
        (),
        ("toxic",),
    ]


def test_a_cell_that_says_neither_leaves_its_row_out(tmp_path: Path) -> None:
    (reason,) = labels_of(tmp_path, "text,toxic,insult\na,1,99\n")
    assert reason == 'has "99" in the column "insult", neither yes nor no'


def test_labels_of_several_columns_are_joined(tmp_path: Path) -> None:
    columns = ColumnMapping(label=("first", "second"), flags=FLAGS[:1])
    rows = "text,first,second,toxic\na,x,y,1\nb,,y,0\nc,x,x,0\nd,,,0\n"
    assert labels_of(tmp_path, rows, columns) == [("x", "y", "toxic"), ("y",), ("x",), None]


def test_of_several_label_columns_those_that_say_yes_or_no_are_a_label_each(tmp_path: Path) -> None:
    found = sniffed(tmp_path, "text,kind,toxic,given_rude\na,praise,1,0\nb,blame,0,1\n")
    flags = found.label_flags(("kind", "toxic", "given_rude"))
    assert flags == (LabelFlag("toxic", "toxic"), LabelFlag("given_rude", "rude"))
    assert found.label_flags(("toxic",)) == ()  # its labels are called 1 and 0


@pytest.mark.parametrize(
    ("head", "rows", "flags"),
    [
        ("a,b", ["1,0"] * 19 + ["0,99"], ["a", "b"]),
        ("a,b", ["1,0"] * 38 + ["0,99", "maybe,1"], ["a", "b"]),
        ("a,b", ["1,0"] * 18 + ["0,2", "0,3"], ["a"]),  # a scale of some other kind
        ("kind,b", ["praise,0"] * 19 + ["blame,99"], []),
        ("kind,b", ["praise,0"] * 19 + ["blame,1"], ["b"]),
    ],
)
def test_a_stray_cell_makes_no_labels_of_yes_and_no(
    head: str, rows: list[str], flags: list[str], tmp_path: Path
) -> None:
    text = "\n".join([f"text,{head}", *(f"t{n},{row}" for n, row in enumerate(rows))])
    found = sniffed(tmp_path, text)
    made = found.label_flags(head.split(","))
    assert [flag.column for flag in made] == flags


def test_a_survey_s_answers_are_called_as_they_were_asked() -> None:
    asked = {"q1_1": "Why? - Price", "q1_2": "Why? - Poor service", "q1_3": "Why? - Other: what?"}
    assert [flag.label for flag in flags_of(tuple(asked), asked)] == [
        "Price",
        "Poor service",
        "Other: what?",
    ]
    assert flags_of(("q1_1",), asked) == (LabelFlag("q1_1", "q1_1"),)
    assert flags_of(("q1_1", "q2"), asked)[0].label == "q1_1"  # one has no question


@pytest.mark.parametrize(
    ("rows", "several"),
    [
        ("a,1,0\nb,0,1\n", False),
        ("a,1,1\nb,0,1\n", True),
        ("a,1,0\nb,0,0\n", True),
        ("a,1,99\nb,1,1\n", True),
        ("a,1,99\nb,1,0\n", False),
    ],
)
def test_flags_of_which_each_text_has_one_are_one_label(
    tmp_path: Path, rows: str, several: bool
) -> None:
    assert sniffed(tmp_path, f"text,toxic,insult\n{rows}").gives_several(COLUMNS) == several


def test_texts_that_have_none_are_labelled_where_there_may_be_several(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,toxic,insult\na,1,0\nb,0,0\nc,,\n")
    corpus = load_corpus(path, COLUMNS)
    assert corpus.labelled().labels == [("toxic",), ()]
    assert corpus.labelled(several=False).labels == [("toxic",)]


def test_no_document_has_no_label_by_default(tmp_path: Path) -> None:
    (document,), _ = read(file_of(tmp_path, "a.csv", "text,label\na,\n"), ColumnMapping(("text",)))
    assert document == Document("a", (), "2", "a.csv", 2)
