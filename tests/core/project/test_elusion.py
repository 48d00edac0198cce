"""How many texts of a label are still unfound, told by those drawn at random."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.intervals import count_bounds
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.elusion import Left
from ulmfit_core.project.project import DATABASE_NAME, Project

SPAM, HAM = 1, 2
N = 400


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Of 400 texts, the first ten found by a search and labelled."""
    with new_project(tmp_path / "mail", N) as made:
        made.annotations.label(range(1, 11), [SPAM])
        yield made


def label_drawn(project: Project, n_hits: int = 0) -> None:
    drawn = project.elusion.to_label().tolist()
    for place, id_ in enumerate(drawn):
        project.annotations.label([id_], [SPAM if place < n_hits else HAM])


def test_it_is_drawn_from_all_that_has_no_label(project: Project) -> None:
    project.annotations.skip([11])
    add(project, [document(N + 1, text="message number 1"), document(N + 2, "ham")])
    assert project.elusion.outcome(SPAM).n_unlabelled == N - 10
    project.elusion.draw(SPAM, N)
    assert sorted(project.elusion.to_label()) == list(range(11, N + 1))


def test_the_test_set_is_among_it(tmp_path: Path) -> None:
    with Project.create(tmp_path / "mail", "Mail") as project:
        add(project, [document(i) for i in range(1, 21)], test_fraction=0.5)
        label = project.labels.create("spam").details["label"]
        assert project.elusion.outcome(label).n_unlabelled == 20


def test_the_sample_of_a_merged_label_is_of_the_one_it_is_part_of_now(project: Project) -> None:
    project.elusion.draw(SPAM)
    label_drawn(project, n_hits=2)
    merge = project.labels.merge([SPAM], HAM)
    found = project.elusion.outcome(HAM)
    assert (project.elusion.latest(), found.n_sampled, found.n_hits) == (HAM, 100, 100)
    project.commands.undo(merge)
    project.elusion.draw(HAM, 5)
    project.labels.merge([SPAM], HAM)
    assert project.elusion.outcome(HAM).n_sampled == 5


def test_what_none_among_a_hundred_would_mean_is_known_before(project: Project) -> None:
    found = project.elusion.outcome(SPAM)
    assert (found.n_found, found.n_sampled, found.left) == (10, 0, None)
    assert found.can_draw
    assert found.most_if_none == count_bounds(0, 100, N - 10).high
    project.elusion.draw(SPAM)
    label_drawn(project)
    left = project.elusion.outcome(SPAM).left
    assert left is not None
    assert left.high == found.most_if_none


def test_any_text_is_as_likely_to_be_drawn_as_any_other(project: Project) -> None:
    project.elusion.draw(SPAM, 200)
    drawn = project.elusion.to_label()
    assert len(set(drawn.tolist())) == 200
    assert 80 < (drawn <= N // 2).sum() < 120
    assert abs(np.corrcoef(np.arange(200), drawn)[0, 1]) < 0.2  # nor does the order tell


def test_it_tells_how_many_are_left(project: Project) -> None:
    project.elusion.draw(SPAM)
    label_drawn(project, 3)
    found, bounds = project.elusion.outcome(SPAM), count_bounds(3, 100, N - 10)
    assert (found.n_hits, found.n_found, found.n_unlabelled) == (3, 13, N - 110)
    assert found.left == Left(bounds.low - 3, round(0.03 * (N - 10)) - 3, bounds.high - 3)
    assert found.recall(found.left.about) == pytest.approx(13 / (13 + found.left.about))


def test_what_is_found_afterwards_is_no_longer_left(project: Project) -> None:
    project.elusion.draw(SPAM)
    label_drawn(project, 3)
    before = project.elusion.outcome(SPAM).left
    left = [d.id for d in project.documents.page(limit=N) if not d.labels]
    project.annotations.label(left[:2], [SPAM])
    project.annotations.label(left[2:50], [HAM])
    after = project.elusion.outcome(SPAM).left
    assert before is not None
    assert after == Left(max(0, before.low - 2), before.about - 2, before.high - 2)
    project.annotations.label(left[50:], [HAM])
    assert project.elusion.outcome(SPAM).left == Left(0, 0, 0)


def test_a_correction_of_what_was_labelled_before_changes_nothing_of_it(project: Project) -> None:
    project.annotations.label([11], [HAM])
    project.elusion.draw(SPAM)
    label_drawn(project, 3)
    before = project.elusion.outcome(SPAM)
    project.annotations.label([11], [SPAM])
    after = project.elusion.outcome(SPAM)
    assert (after.left, after.n_found) == (before.left, before.n_found + 1)


def test_nothing_is_said_while_a_drawn_text_is_open_be_it_skipped(project: Project) -> None:
    project.elusion.draw(SPAM)
    first = int(project.elusion.to_label()[0])
    label_drawn(project)
    project.annotations.skip([first])
    found = project.elusion.outcome(SPAM)
    assert (found.n_open, found.left, found.can_draw) == (1, None, False)
    assert project.elusion.to_label().tolist() == [first]


def test_it_outlives_a_restart(project: Project) -> None:
    project.elusion.draw(SPAM)
    before = project.elusion.to_label().tolist()
    project.annotations.label(before[:40], [HAM])
    project.close()
    with Project.open(project.folder) as again:
        assert again.elusion.to_label().tolist() == before[40:]
        assert again.elusion.outcome(SPAM).n_open == 60
        assert again.elusion.latest() == SPAM


def test_undo_takes_it_back_and_brings_no_luckier_one(project: Project) -> None:
    project.elusion.draw(SPAM)
    drawn = project.elusion.to_label().tolist()
    undone = project.commands.undo()
    assert undone is not None
    assert undone.kind is CommandKind.DRAW_SAMPLE
    assert project.elusion.outcome(SPAM).n_sampled == 0
    project.commands.redo()
    assert project.elusion.to_label().tolist() == drawn
    project.commands.undo()
    project.annotations.label([next(i for i in range(11, N) if i not in drawn)], [HAM])
    project.elusion.draw(SPAM)
    assert project.elusion.to_label().tolist() == drawn


def test_one_that_holds_only_grows(project: Project) -> None:
    project.elusion.draw(SPAM, 50)
    label_drawn(project, 2)
    project.elusion.draw(HAM, 50)
    label_drawn(project)
    project.elusion.draw(SPAM, 50)
    found = project.elusion.outcome(SPAM)
    assert (found.n_sampled, found.n_hits) == (100, 2)
    assert found.n_open == 0  # those drawn for ham are the next in the order, and labelled
    bounds = count_bounds(2, 100, N - 10, 2)
    assert found.left == Left(bounds.low - 2, round(0.02 * (N - 10)) - 2, bounds.high - 2)


@pytest.mark.parametrize("change", ["import", "clear"])
def test_it_holds_for_no_text_that_it_could_not_have_drawn(project: Project, change: str) -> None:
    project.elusion.draw(SPAM)
    label_drawn(project)
    if change == "import":
        add(project, [document(N + 1), document(N + 2, "ham")])
    else:
        project.annotations.clear([1])
    found = project.elusion.outcome(SPAM)
    assert (found.n_new, found.left, found.can_draw) == (1, None, True)
    project.commands.undo()
    assert project.elusion.outcome(SPAM).left is not None
    project.commands.redo()
    project.elusion.draw(SPAM)
    assert project.elusion.outcome(SPAM).n_open == 100


def test_where_nothing_is_left_nothing_is_drawn(project: Project) -> None:
    project.elusion.draw(SPAM, N)
    n_commands = len(project.commands.history(N))
    with pytest.raises(InputError, match="none was drawn"):
        project.elusion.draw(SPAM)
    assert len(project.commands.history(N)) == n_commands
    label_drawn(project, 4)
    found = project.elusion.outcome(SPAM)
    assert (found.left, found.can_draw) == (Left(0, 0, 0), False)


@pytest.mark.parametrize("change", ["delete", "merge"])
def test_a_new_label_has_no_sample_of_one_that_is_gone(project: Project, change: str) -> None:
    project.elusion.draw(HAM)
    if change == "delete":
        project.labels.delete(HAM)
    else:
        project.labels.merge([HAM], SPAM)
    new = project.labels.create("eggs").details["label"]
    assert project.elusion.outcome(new).n_sampled == 0
    for _ in range(2):
        project.commands.undo()
    assert project.elusion.outcome(HAM).n_sampled == 100


def test_a_label_that_is_gone_has_no_sample(project: Project) -> None:
    project.elusion.draw(HAM)
    project.elusion.draw(SPAM)
    project.labels.merge([SPAM], HAM)
    assert project.elusion.latest() == HAM
    with pytest.raises(InputError):
        project.elusion.outcome(SPAM)
    with pytest.raises(InputError):
        project.elusion.draw(SPAM)


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"label": "x", "sample": [11], "population": "AAAA"},
        {"label": SPAM, "sample": [[11]], "population": "//8="},
        {"label": SPAM, "sample": [11, 11], "population": "//8="},
        {"label": SPAM, "sample": [99], "population": "//8="},
        {"label": SPAM, "sample": [1], "population": "/" * 400},
        {"label": SPAM, "sample": [], "population": ""},
    ],
)
def test_what_a_stranger_wrote_is_no_sample(project: Project, details: dict[str, object]) -> None:
    project.elusion.draw(SPAM)
    project.close()
    with closing(sqlite3.connect(project.folder / DATABASE_NAME)) as connection, connection:
        written = (json.dumps(details), CommandKind.DRAW_SAMPLE.value)
        connection.execute("UPDATE commands SET details = ? WHERE kind = ?", written)
    with Project.open(project.folder) as again:
        assert again.elusion.outcome(SPAM).n_sampled == 0
        assert again.elusion.to_label().tolist() == []


def test_where_a_text_may_have_several_labels_none_of_them_is_an_answer(tmp_path: Path) -> None:
    with new_project(tmp_path / "several", N, "multi") as project:
        project.elusion.draw(SPAM)
        first, *others = project.elusion.to_label().tolist()
        project.annotations.label([first], [HAM, SPAM])
        project.annotations.label(others, [])
        found = project.elusion.outcome(SPAM)
        assert (found.n_open, found.n_hits, found.n_found) == (0, 1, 1)
        assert found.left is not None
