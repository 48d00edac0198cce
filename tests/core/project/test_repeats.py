"""A repeat that nobody decided about is written and counted as the text it repeats."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import tiny_bundle
from tests.core.project.projects import add, document, new_project, visible
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.codebook import write_codebook
from ulmfit_core.project.exporting import documents_matching
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status
from ulmfit_core.project.predicting import write_predictions
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2
TEXTS = ("none", "rent", "none", "None", "traffic", "NONE", "rent", "rent", "rent")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two of *rent* are decided otherwise: the seventh is skipped, the eighth is ham."""
    with new_project(tmp_path / "project", task="multi") as project:
        add(project, [document(n, text=text) for n, text in enumerate(TEXTS, 1)])
        project.annotations.label([1], [HAM])
        project.annotations.label([2], [SPAM, HAM])
        project.annotations.skip([7])
        project.annotations.label([8], [HAM])
        yield project


def labels_of(project: Project, wanted: DocumentFilter) -> dict[str, tuple[str, ...]]:
    return {found.id: found.labels for found in documents_matching(project, wanted)}


def test_it_goes_out_with_the_labels_of_the_first(project: Project) -> None:
    both = ("spam", "ham")
    expected = {"m1": ("ham",), "m2": both, "m3": ("ham",), "m4": ("ham",), "m6": ("ham",)}
    expected |= {"m8": ("ham",), "m9": both}
    labelled = DocumentFilter(status=Status.LABELLED, with_repeats=True)
    assert labels_of(project, labelled) == expected
    assert project.documents.count(labelled) == len(expected)
    assert labels_of(project, DocumentFilter()) == {**expected, "m5": (), "m7": ()}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (DocumentFilter(label=SPAM), [2, 9]),
        (DocumentFilter(label=HAM), [1, 2, 3, 4, 6, 8, 9]),
        (DocumentFilter(label=HAM, search="rent"), [2, 8, 9]),
        (DocumentFilter(label=HAM, status=Status.LABELLED, is_duplicate=True), [3, 4, 6, 8, 9]),
        (DocumentFilter(label=HAM, status=Status.SKIPPED), []),
        (DocumentFilter(search="traffic", status=Status.UNLABELLED), [5]),
    ],
)
def test_it_is_found_by_the_labels_of_the_first(
    project: Project, wanted: DocumentFilter, expected: list[int]
) -> None:
    wanted = replace(wanted, with_repeats=True)
    assert project.documents.document_ids(wanted).tolist() == expected
    assert project.documents.count(wanted) == len(expected)


def test_what_is_decided_of_the_first_later_holds_for_it_too(project: Project) -> None:
    project.annotations.clear([2])
    open_ = DocumentFilter(status=Status.UNLABELLED, with_repeats=True)
    assert list(labels_of(project, open_)) == ["m2", "m5", "m9"]
    project.annotations.label([2], [])
    assert list(labels_of(project, open_)) == ["m5"]


def test_predictions_stand_beside_the_same_labels(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    list(write_predictions(project, Predictor.from_bundle(tiny_bundle()), path))
    with path.open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    assert labels == ["ham", "spam;ham", "ham", "ham", "", "ham", "", "ham", "spam;ham"]


def test_it_is_counted_with_the_first(project: Project, tmp_path: Path) -> None:
    counts = project.documents.counts()
    assert (counts.n_labelled, counts.n_with_labels) == (3, 7)
    assert counts.by_label == {SPAM: 1, HAM: 3}
    assert counts.by_label_in_all == {SPAM: 2, HAM: 7}
    write_codebook(project, tmp_path / "book.csv")
    with (tmp_path / "book.csv").open(encoding="utf-8", newline="") as file:
        assert [row["texts"] for row in csv.DictReader(file)] == ["2", "7"]


def test_labels_of_a_later_repeat_are_taken_over(project: Project) -> None:
    project.annotations.skip([1])
    texts = ("traffic", "traffic", "none", "new")
    add(project, [document(10, text="new"), document(11, "ham", text="other")])
    labels = (("spam", "ham"), ("ham",), ("spam",), ())
    again = zip(texts, labels, strict=True)
    add(project, [document(n, *given, text=text) for n, (text, given) in enumerate(again, 12)])
    *_, before, record = project.imports.all()
    before_it = visible(project)
    assert [project.imports.labelled_again(each) for each in (before, record)] == [0, 1]
    command = project.annotations.take_over_repeats(record)
    assert (command.n_documents, command.details["created"]) == (1, 0)
    found = project.documents.documents([1, 5])
    assert [(d.status, d.labels) for d in found] == [
        (Status.SKIPPED, ()),
        (Status.LABELLED, (SPAM, HAM)),
    ]
    assert project.imports.labelled_again(record) == 0
    assert 5 not in project.documents.document_ids(QUEUE)
    project.commands.undo()
    assert visible(project) == before_it


def test_that_none_fits_a_later_repeat_is_taken_over(project: Project) -> None:
    add(project, [replace(document(10, text="traffic"), none_fits=True)])
    project.annotations.take_over_repeats(project.imports.all()[-1])
    (first,) = project.documents.documents([5])
    assert (first.status, first.labels) == (Status.LABELLED, ())


def test_one_of_an_undone_import_is_not(project: Project) -> None:
    add(project, [document(9, text="traffic"), document(10, text="none")])
    assert project.documents.repeats(10).n_labelled == 1
    assert [project.documents.n_repeats_of(id_) for id_ in (1, 2, 3, 5)] == [4, 3, 0, 1]
    project.commands.undo()
    assert project.documents.counts().n_with_labels == 7
    assert project.documents.n_repeats_of(1) == 3


def test_those_of_the_test_set_are_not_asked(tmp_path: Path) -> None:
    with new_project(tmp_path / "project") as project:
        add(project, [document(n, text=f"text {n % 4}") for n in range(12)], 0.5)
        assert project.documents.count(DocumentFilter(is_test=True)) == 6
        assert project.documents.counts().n_test_asked == 2
