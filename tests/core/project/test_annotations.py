"""Decisions about one document and about many."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.project.projects import new_project, status_of, visible
from ulmfit_core.errors import InputError
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2


@pytest.fixture
def single(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "single", 6) as project:
        yield project


@pytest.fixture
def multi(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "multi", 6, "multi") as project:
        yield project


def test_a_decision_says_when_and_by_what(single: Project) -> None:
    single.annotations.label([3], [HAM], Origin.SUGGESTION_ACCEPTED)
    (document,) = single.documents.documents([3])
    assert (document.status, document.labels) == (Status.LABELLED, (HAM,))
    assert single.documents.decided_by([Origin.SUGGESTION_ACCEPTED]).tolist() == [3]
    decided_at = single._database.value("SELECT decided_at FROM documents WHERE id = 3")
    assert abs(decided_at - time.time()) < 60


def test_a_new_label_replaces_the_old(single: Project) -> None:
    single.annotations.label([3], [HAM])
    single.annotations.label([3], [SPAM])
    assert status_of(single, 3) == (1, (SPAM,))


def test_skipping_and_clearing_take_labels_off(single: Project) -> None:
    single.annotations.label([1, 2], [HAM], Origin.BULK)
    single.annotations.skip([1])
    single.annotations.clear([2])
    assert [status_of(single, i) for i in (1, 2)] == [(2, ()), (0, ())]
    assert single.documents.decided_by(Origin).tolist() == [1]


def test_clearing_what_has_no_label_is_no_step_of_the_history(single: Project) -> None:
    single.annotations.label([1], [HAM])
    single.annotations.label([2], [SPAM])
    single.commands.undo()
    assert single.annotations.clear([2, 3]) is None
    assert [command.kind for command in single.commands.undone()] == ["label"]
    cleared = single.annotations.clear([1, 2])
    assert cleared is not None
    assert cleared.details == {"decided": 1}


def test_a_flag_stands_beside_a_decision(single: Project) -> None:
    single.annotations.label([1], [HAM])
    single.annotations.flag([1])
    single.annotations.clear([1])
    (document,) = single.documents.documents([1])
    assert (document.flagged, document.labels) == (True, ())
    single.annotations.unflag([1])
    assert not single.documents.documents([1])[0].flagged


def test_labels_are_added_beside_others(multi: Project) -> None:
    multi.annotations.label([1], [SPAM])
    multi.annotations.add_labels([1, 2], [HAM])
    assert [status_of(multi, i) for i in (1, 2)] == [(1, (SPAM, HAM)), (1, (HAM,))]


def test_none_of_the_labels_is_a_decision_too(multi: Project) -> None:
    multi.annotations.label([1], [])
    assert multi.documents.document_ids(DocumentFilter(status=Status.LABELLED)).tolist() == [1]


DECISIONS: dict[str, Callable[[Project], object]] = {
    "label": lambda project: project.annotations.label([1, 2], [HAM]),
    "add labels": lambda project: project.annotations.add_labels([1, 2], [HAM]),
    "clear": lambda project: project.annotations.clear([1, 2]),
    "skip": lambda project: project.annotations.skip([1, 2]),
    "flag": lambda project: project.annotations.flag([1, 2]),
    "unflag": lambda project: project.annotations.unflag([1, 2]),
}


@pytest.mark.parametrize("kind", DECISIONS)
def test_decision_is_undone_and_redone(multi: Project, kind: str) -> None:
    multi.annotations.label([1], [SPAM])
    multi.annotations.flag([1])
    before = visible(multi)
    DECISIONS[kind](multi)
    after = visible(multi)
    assert after != before
    assert multi.commands.history(1)[0].kind == kind
    multi.commands.undo()
    assert visible(multi) == before
    multi.commands.redo()
    assert visible(multi) == after


REFUSED: dict[str, Callable[[Project], object]] = {
    "two labels": lambda project: project.annotations.label([1], [SPAM, HAM]),
    "no label": lambda project: project.annotations.label([1], []),
    "one more": lambda project: project.annotations.add_labels([1], [SPAM]),
    "unknown label": lambda project: project.annotations.label([1], [9]),
    "unknown document": lambda project: project.annotations.label([1, 7], [SPAM]),
    "document zero": lambda project: project.annotations.flag([0]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_decision_leaves_everything(single: Project, what: str) -> None:
    before, history = visible(single), single.commands.history()
    with pytest.raises(InputError):
        REFUSED[what](single)
    assert (visible(single), single.commands.history()) == (before, history)


def test_the_same_label_named_twice_is_one(single: Project) -> None:
    single.annotations.label([1, 1], [HAM, HAM])
    assert status_of(single, 1) == (1, (HAM,))


def test_many_are_changed_and_undone_as_one(single: Project) -> None:
    single.annotations.label([2], [SPAM])
    before = visible(single)
    command = single.annotations.label(single.documents.document_ids(), [HAM], Origin.BULK)
    assert (command.n_documents, command.document_id) == (6, None)
    assert single.documents.counts().by_label == {SPAM: 0, HAM: 6}
    single.commands.undo()
    assert visible(single) == before


def test_numpy_ids_are_taken(single: Project) -> None:
    command = single.annotations.label([np.int64(2)], [SPAM])  # type: ignore[list-item]
    assert command.document_id == 2


def test_a_label_given_again_blind_keeps_the_one_before_in_the_history(tmp_path: Path) -> None:
    with new_project(tmp_path / "p", 3) as project:
        spam, ham = (label.id for label in project.labels.all())
        project.annotations.label([1, 2], [spam])
        project.annotations.label_again(1, [ham])
        project.annotations.label_again(2, [spam])
        again = project.commands.asked_again()
        assert [(c.details["before"], c.details["labels"]) for c in again] == [
            ([spam], [ham]),
            ([spam], [spam]),
        ]
        assert project.documents.decided_by([Origin.ASKED_AGAIN]).tolist() == [1, 2]
        project.commands.undo()
        assert len(project.commands.asked_again()) == 1
        assert status_of(project, 1) == (1, (ham,))
