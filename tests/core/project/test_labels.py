"""Labels change at any time, with their data, and every change can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.core.project.projects import new_project, status_of, visible
from tests.core.project.turns import before_the_next_command
from ulmfit_core.errors import InputError
from ulmfit_core.project.alike_labels import into_commonest
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.labels import COLOURS, SHORTCUTS
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path, 6, "multi") as project:
        project.annotations.label([1, 2], [SPAM])
        project.annotations.label([3], [HAM])
        project.annotations.label([4], [SPAM, HAM])
        yield project


def test_created_labels_stand_at_the_end(project: Project) -> None:
    command = project.labels.create("  eggs \n and  bacon ")
    label = project.labels.all()[-1]
    assert label.id == command.details["label"]
    assert (label.name, label.colour, label.shortcut) == ("eggs and bacon", COLOURS[2], "3")
    assert project.labels.named("eggs and bacon") == label
    assert project.labels.named("eggs") is None


def test_a_label_created_after_a_change_of_order_stands_at_the_end(project: Project) -> None:
    late = project.labels.create("late").details["label"]
    project.labels.reorder([late, HAM, SPAM])
    project.labels.create("later")
    assert [label.name for label in project.labels.all()] == ["late", "ham", "spam", "later"]


def test_a_freed_key_and_colour_are_used_again(project: Project) -> None:
    project.labels.delete(SPAM)
    project.labels.create("eggs")
    assert [(label.shortcut, label.colour) for label in project.labels.all()] == [
        ("2", COLOURS[1]),
        ("1", COLOURS[0]),
    ]


def test_keys_suffice_for_thirty_labels() -> None:
    assert len(set(SHORTCUTS)) == len(SHORTCUTS) >= 30
    assert "f" not in SHORTCUTS
    assert len(set(COLOURS)) == 10


def test_merging_moves_every_annotation(project: Project) -> None:
    command = project.labels.merge([SPAM], HAM)
    assert command.n_documents == 3
    assert [label.name for label in project.labels.all()] == ["ham"]
    assert [status_of(project, i) for i in (1, 2, 3, 4, 5)] == [(1, (HAM,))] * 4 + [(0, ())]
    assert project.documents.counts().by_label == {HAM: 4}


def test_merging_into_one_of_them_keeps_that_one(project: Project) -> None:
    project.labels.merge([SPAM, HAM], HAM)
    assert [label.id for label in project.labels.all()] == [HAM]


def test_labels_alike_but_for_capitals_become_the_commonest_as_one_command(
    project: Project,
) -> None:
    ids = {name: project.labels.create(name).details["label"] for name in ("SPAM", "Ham", "other")}
    project.annotations.label([4], [SPAM, ids["SPAM"]])
    project.annotations.label([5], [ids["SPAM"]])
    project.annotations.label([6], [HAM, ids["Ham"]])
    project.annotations.label([1, 2], [ids["Ham"]])
    before = project.documents.counts().by_label
    moves = into_commonest(project.labels.all(), before)
    assert moves == {SPAM: ids["SPAM"], HAM: ids["Ham"]}
    command = project.labels.merge_each(moves)
    assert [label.name for label in project.labels.all()] == ["SPAM", "Ham", "other"]
    assert [status_of(project, i)[1] for i in (3, 4, 6)] == [
        (ids["Ham"],),
        (ids["SPAM"],),
        (ids["Ham"],),
    ]
    assert command.n_documents == 3
    project.commands.undo(command)
    assert project.documents.counts().by_label == before


def test_it_is_known_what_merged_labels_are_part_of_now(project: Project) -> None:
    """Also where one was renamed in between, and where one led on to another."""
    eggs, bacon = (project.labels.create(name).details["label"] for name in ("eggs", "bacon"))
    project.labels.merge([SPAM], HAM)
    project.labels.rename(HAM, "spam")
    assert project.labels.merged_into() == {SPAM: HAM}
    last = project.labels.merge_each({HAM: eggs, bacon: eggs})
    assert project.labels.merged_into() == {SPAM: eggs, HAM: eggs, bacon: eggs}
    project.commands.undo(last)
    assert project.labels.merged_into() == {SPAM: HAM}


def test_no_label_is_merged_into_one_that_goes(project: Project) -> None:
    for moves in ({}, {SPAM: HAM, HAM: SPAM}, {SPAM: SPAM}):
        with pytest.raises(ValueError, match="that stay"):
            project.labels.merge_each(moves)


def test_deleting_leaves_others_alone(project: Project) -> None:
    project.labels.delete(SPAM)
    assert [status_of(project, i) for i in (1, 3, 4)] == [(0, ()), (1, (HAM,)), (1, (HAM,))]
    assert 1 not in project.documents.decided_by(Origin)


CHANGES: dict[str, Callable[[Project], object]] = {
    "create": lambda project: project.labels.create("eggs"),
    "rename": lambda project: project.labels.rename(SPAM, "junk"),
    "recolour": lambda project: project.labels.recolour(SPAM, "teal"),
    "key": lambda project: project.labels.set_shortcut(HAM, "z"),
    "no key": lambda project: project.labels.set_shortcut(SPAM, None),
    "reorder": lambda project: project.labels.reorder([HAM, SPAM]),
    "merge": lambda project: project.labels.merge([SPAM, HAM], SPAM),
    "delete": lambda project: project.labels.delete(SPAM),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_undone_and_redone(project: Project, change: str) -> None:
    before = visible(project)
    CHANGES[change](project)
    after = visible(project)
    assert after != before
    project.commands.undo()
    assert visible(project) == before
    project.commands.redo()
    assert visible(project) == after


def test_traded_names_keys_and_places_come_back(project: Project) -> None:
    before = visible(project)
    project.labels.rename(SPAM, "x")
    project.labels.rename(HAM, "spam")
    project.labels.rename(SPAM, "ham")
    project.labels.set_shortcut(SPAM, None)
    project.labels.set_shortcut(HAM, "1")
    project.labels.set_shortcut(SPAM, "2")
    project.labels.reorder([HAM, SPAM])
    after = visible(project)
    assert [(label.name, label.shortcut) for label in project.labels.all()] == [
        ("spam", "1"),
        ("ham", "2"),
    ]
    for _ in range(7):
        project.commands.undo()
    assert visible(project) == before
    for _ in range(7):
        project.commands.redo()
    assert visible(project) == after


def test_names_traded_by_one_command_come_back(project: Project) -> None:
    before = visible(project)
    kind = CommandKind.RENAME_LABEL
    with project.commands.record(kind, {}, has_scheme=True):
        for name, key, label in (("x", "x", SPAM), ("spam", "1", HAM), ("ham", "2", SPAM)):
            project._database.execute(
                "UPDATE labels SET name = ?, shortcut = ? WHERE id = ?", (name, key, label)
            )
    after = visible(project)
    project.commands.undo()
    assert visible(project) == before
    project.commands.redo()
    assert visible(project) == after


REFUSED: dict[str, tuple[Callable[[Project], object], str]] = {
    "same name": (lambda p: p.labels.create("spam"), "There is a label"),
    "same but for spaces": (lambda p: p.labels.create(" spam "), "There is a label"),
    "renamed to another": (lambda p: p.labels.rename(HAM, "spam"), "merge the two"),
    "no name": (lambda p: p.labels.create(" \n"), "needs a name"),
    "long name": (lambda p: p.labels.create("x" * 201), "at most 200"),
    "taken key": (lambda p: p.labels.set_shortcut(HAM, "1"), 'belongs to the label "spam"'),
    "the key that flags": (lambda p: p.labels.set_shortcut(HAM, "f"), "cannot be the key"),
    "two keys": (lambda p: p.labels.set_shortcut(HAM, "12"), "cannot be the key"),
    "no such label": (lambda p: p.labels.rename(9, "x"), "not in this project any more"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_change_leaves_everything(project: Project, what: str) -> None:
    act, reason = REFUSED[what]
    before, history = visible(project), project.commands.history()
    with pytest.raises(InputError) as caught:
        act(project)
    assert reason in str(caught.value)
    assert (visible(project), project.commands.history()) == (before, history)


def test_a_label_may_keep_its_name_and_key(project: Project) -> None:
    project.labels.rename(SPAM, "spam")
    project.labels.set_shortcut(SPAM, "1")


@pytest.mark.parametrize("order", [[SPAM], [SPAM, SPAM], [SPAM, HAM, 3]])
def test_order_names_each_label_once(project: Project, order: list[int]) -> None:
    with pytest.raises(ValueError, match="each label once"):
        project.labels.reorder(order)


@pytest.mark.parametrize("change", ["merge", "delete"])
def test_what_another_thread_labelled_last_goes_with_the_label(
    project: Project, change: str
) -> None:
    def label_more() -> None:
        with project.for_thread() as own:
            own.annotations.label([5, 6], [SPAM])

    before_the_next_command(project, label_more)
    if change == "merge":
        project.labels.merge([SPAM], HAM)
    else:
        project.labels.delete(SPAM)
    expected = (1, (HAM,)) if change == "merge" else (0, ())
    assert [status_of(project, i) for i in (5, 6)] == [expected] * 2
    project.commands.undo()
    assert [status_of(project, i) for i in (5, 6)] == [(1, (SPAM,))] * 2
