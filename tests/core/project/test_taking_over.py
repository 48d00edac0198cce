"""Labels of a colleague's half, given to the texts that nobody here has decided on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.project.projects import document, new_project, status_of, visible
from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.two_coders import MOST_LABELS
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.taking_over import offered_labels

SPAM, HAM = 1, 2


@pytest.fixture
def single(tmp_path: Path) -> Iterator[Project]:
    """Six texts: the first two are labelled, the third is skipped."""
    with new_project(tmp_path / "single", 6) as project:
        project.annotations.label([1, 2], [HAM])
        project.annotations.skip([3])
        yield project


@pytest.fixture
def multi(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "multi", 6, "multi") as project:
        yield project


def take_over(project: Project, *theirs: Document) -> int:
    """How many texts were labelled."""
    offered = offered_labels(project, theirs)
    return project.annotations.take_over(offered.labels, "theirs.csv").n_documents


def test_what_is_decided_here_stays_and_missing_labels_are_made(single: Project) -> None:
    theirs = [document(n, "spam") for n in range(1, 6)]
    before = visible(single)
    assert take_over(single, *theirs, document(6, "scam"), document(7, "other")) == 3
    found = [status_of(single, n) for n in range(1, 7)]
    assert found == [(1, (HAM,))] * 2 + [(2, ())] + [(1, (SPAM,))] * 2 + [(1, (3,))]
    assert [label.name for label in single.labels.all()] == ["spam", "ham", "scam"]
    assert single.commands.history(1)[0].details["created"] == 1
    assert 6 in single.documents.decided_by([Origin.IMPORT])
    single.commands.undo()
    assert visible(single) == before


def test_texts_and_labels_are_the_same_but_for_case_and_spaces(single: Project) -> None:
    assert take_over(single, document(0, "SPAM", text="Message  number 4"), document(4, "ham")) == 1
    assert status_of(single, 4) == (1, (SPAM,))  # the first counts, as in a comparison
    assert len(single.labels.all()) == 2


def test_a_repeat_is_left_to_the_first_of_its_kind(single: Project) -> None:
    again = [document(n, text=f"message number {text}") for n, text in ((7, 1), (8, 4))]
    for _ in single.import_documents(again, ImportSettings("more.csv", 0.0)):
        pass
    assert take_over(single, document(1, "spam"), document(4, "spam")) == 1
    assert [status_of(single, n)[0] for n in (7, 4, 8)] == [0, 1, 0]


def test_several_labels_are_for_projects_that_take_them(single: Project, multi: Project) -> None:
    nothing = replace(document(6), none_fits=True)
    theirs = [document(4, "spam", "ham"), document(5, "spam"), nothing]
    offered = offered_labels(single, theirs)
    assert (len(offered.labels), offered.n_unfit) == (1, 2)
    assert take_over(multi, *theirs) == 3
    found = [status_of(multi, n) for n in (4, 5, 6)]
    assert found == [(1, (SPAM, HAM)), (1, (SPAM,)), (1, ())]


def test_what_was_decided_since_it_was_offered_stays(single: Project) -> None:
    offered = offered_labels(single, [document(4, "spam"), document(5, "spam")])
    single.annotations.label([4], [HAM])
    assert single.annotations.take_over(offered.labels, "theirs.csv").n_documents == 1
    with pytest.raises(InputError, match="nothing was changed"):
        single.annotations.take_over(offered.labels, "theirs.csv")
    assert status_of(single, 4) == (1, (HAM,))


def test_a_project_that_takes_one_label_since_refuses_several(multi: Project) -> None:
    offered = offered_labels(multi, [document(4, "spam", "ham")])
    multi.set_task("single")
    before = visible(multi)
    with pytest.raises(InputError, match="exactly one label"):
        multi.annotations.take_over(offered.labels, "theirs.csv")
    assert visible(multi) == before


def test_a_column_of_something_else_is_not_offered(tmp_path: Path) -> None:
    n = MOST_LABELS + 1
    with new_project(tmp_path / "many", n) as project:
        offered = offered_labels(project, [document(i, f"kind {i}") for i in range(1, n + 1)])
        assert (offered.labels, offered.n_unfit) == ({}, 0)
