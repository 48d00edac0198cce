"""The history: what it shows, where undo ends, and that any actions can be taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.core.project.machines import machine
from tests.core.project.projects import add, document, new_project, status_of, visible
from ulmfit_core.errors import InputError
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

SPAM, HAM = 1, 2
SETTINGS = ImportSettings("stopped.csv")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path, 20) as project:
        yield project


def test_history_shows_the_last_first(project: Project) -> None:
    for number in range(1, 13):
        project.annotations.label([number], [SPAM])
    project.labels.rename(HAM, "eggs")
    last = project.commands.history(3)
    assert [(c.kind, c.document_id) for c in last] == [
        (CommandKind.RENAME_LABEL, None),
        (CommandKind.LABEL, 12),
        (CommandKind.LABEL, 11),
    ]
    assert last[1].details == {"labels": [SPAM], "origin": "human", "other": 0}
    assert [c.document_id for c in project.commands.decisions(10)] == list(range(12, 2, -1))


def test_marks_and_keys_change_no_label(project: Project) -> None:
    labelled = project.annotations.label([1], [SPAM])
    project.annotations.flag([2])
    project.rename("Other")
    project.labels.define(SPAM, "What nobody asked for.")
    last = project.commands.last_change_of_labels()
    assert last is not None
    assert last.is_same(labelled)
    project.commands.undo()
    assert project.commands.last_change_of_labels() == last
    skipped = project.annotations.skip([2])
    assert project.commands.last_change_of_labels() == skipped


def test_what_is_undone_leaves_the_history(project: Project) -> None:
    project.annotations.label([1], [SPAM])
    project.annotations.skip([2])
    undone = project.commands.undo()
    assert undone is not None
    assert (undone.kind, undone.undone) == (CommandKind.SKIP, True)
    assert [c.kind for c in project.commands.decisions()] == [CommandKind.LABEL]
    assert project.commands.undone() == [undone]


def test_nothing_else_is_undone_or_redone_than_was_meant(project: Project) -> None:
    meant = project.annotations.label([1], [SPAM])
    later = project.annotations.skip([2])
    with pytest.raises(InputError, match="came in between"):
        project.commands.undo(meant)
    assert project.commands.undo(later) is not None
    with pytest.raises(InputError, match="came in between"):
        project.commands.redo(meant)
    assert [c.id for c in project.commands.undone()] == [later.id]
    project.annotations.skip([3])
    with pytest.raises(InputError, match="came in between"):
        project.commands.redo(later)


def test_what_took_the_place_of_an_undone_command_is_not_taken_for_it(project: Project) -> None:
    meant = project.annotations.label([1], [SPAM])
    project.commands.undo()
    project.annotations.skip([2])
    with pytest.raises(InputError, match="came in between"):
        project.commands.undo(meant)
    assert status_of(project, 2)[0] == 2


def test_both_ends_say_so(project: Project) -> None:
    assert project.commands.redo() is None
    while project.commands.undo():
        pass
    assert project.commands.undo() is None
    assert project.documents.count() == 0


def test_a_new_action_drops_what_was_undone(project: Project) -> None:
    project.annotations.label([1], [SPAM])
    project.annotations.label([2], [SPAM])
    project.commands.undo()
    project.annotations.skip([3])
    assert project.commands.redo() is None
    assert [status_of(project, i)[0] for i in (1, 2, 3)] == [1, 0, 2]
    leftover = project._database.value(
        "SELECT count(*) FROM snapshots WHERE id NOT IN (SELECT snapshot_id FROM commands)"
    )
    assert leftover == 0


def test_a_refused_action_drops_nothing(project: Project) -> None:
    project.annotations.label([1], [SPAM])
    project.commands.undo()
    with pytest.raises(InputError):
        project.annotations.label([999], [SPAM])
    assert project.commands.redo() is not None


def test_a_stopped_import_drops_nothing(project: Project) -> None:
    project.annotations.label([1], [SPAM])
    project.commands.undo()
    stopped = project.import_documents([document(1, "new")], SETTINGS, lambda: True)
    assert list(stopped)[-1].stage == "stopped"
    assert project.commands.redo() is not None


def test_undo_goes_on_after_a_restart(tmp_path: Path) -> None:
    with new_project(tmp_path / "p", 3) as project:
        project.annotations.label([1], [SPAM])
        project.annotations.label([1], [HAM])
    with Project.open(tmp_path / "p") as project:
        project.commands.undo()
        assert status_of(project, 1) == (1, (SPAM,))
    with Project.open(tmp_path / "p") as project:
        project.commands.redo()
        assert status_of(project, 1) == (1, (HAM,))


IDS = st.lists(st.integers(1, 40), min_size=1, max_size=8)
NAMES = st.sampled_from(["spam", "ham", "eggs", "bacon", "tea"])


class AnyActions(RuleBasedStateMachine):
    """After any actions: undo brings back each earlier state in turn, redo each later one."""

    @initialize()
    def create(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self.folder.name), "Mail", "multi")
        self.states = [visible(self.project)]  # before the first command, after each one
        self.place = 0

    def teardown(self) -> None:
        for _ in range(self.place):
            self.undo()
        assert self.project.commands.undo() is None
        for _ in range(len(self.states) - 1):
            self.redo()
        assert self.project.commands.redo() is None
        self.project.close()
        self.folder.cleanup()

    def acted(self) -> None:
        del self.states[self.place + 1 :]
        self.states.append(visible(self.project))
        self.place += 1

    @property
    def labels(self) -> list[int]:
        return [label.id for label in self.project.labels.all()]

    def known(self, ids: list[int]) -> list[int]:
        return [id_ for id_ in ids if id_ <= self.project.documents.count()]

    @invariant()
    def nothing_else_changes(self) -> None:
        if hasattr(self, "states"):
            assert visible(self.project) == self.states[self.place]

    @precondition(lambda self: self.place > 0)
    @rule()
    def undo(self) -> None:
        assert self.project.commands.undo() is not None
        self.place -= 1
        assert visible(self.project) == self.states[self.place]

    @precondition(lambda self: self.place < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        assert self.project.commands.redo() is not None
        self.place += 1
        assert visible(self.project) == self.states[self.place]

    @rule()
    def reopen(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder.name)

    @rule(n=st.integers(1, 6), names=st.lists(NAMES, max_size=2), seed=st.integers(0, 9))
    def import_documents(self, n: int, names: list[str], seed: int) -> None:
        start = self.project.documents.count()
        rows = [document(start + i, *names[: i % 3], text=f"text {i % 4}") for i in range(n)]
        add(self.project, rows, 0.3, seed)
        self.acted()

    @rule()
    def stop_an_import(self) -> None:
        hidden = max(len(state["documents"]) for state in self.states)
        if hidden == self.project.documents.count():  # else it would drop an undone import
            stopped = self.project.import_documents([document(1, "new")], SETTINGS, lambda: True)
            assert list(stopped)[-1].stage == "stopped"

    @rule(ids=IDS, which=st.lists(st.integers(0, 9), max_size=3))
    def label(self, ids: list[int], which: list[int]) -> None:
        if labels := self.labels:
            self.project.annotations.label(
                self.known(ids), [labels[i % len(labels)] for i in which]
            )
            self.acted()

    @rule(ids=IDS, which=st.integers(0, 9))
    def add_label(self, ids: list[int], which: int) -> None:
        if (labels := self.labels) and self.project.task == "multi":
            added = [labels[which % len(labels)]]
            self.project.annotations.add_labels(self.known(ids), added)
            self.acted()

    @rule(ids=IDS, what=st.sampled_from(["skip", "clear", "flag", "unflag"]))
    def decide(self, ids: list[int], what: str) -> None:
        done = getattr(self.project.annotations, what)(self.known(ids))
        if done is not None:  # as where there was nothing to clear
            self.acted()

    @rule(name=NAMES, which=st.integers(0, 9))
    def create_or_rename(self, name: str, which: int) -> None:
        if self.project.labels.named(name) is None:
            if which % 2 and (labels := self.labels):
                self.project.labels.rename(labels[which % len(labels)], name)
            else:
                self.project.labels.create(name)
            self.acted()

    @precondition(lambda self: len(self.labels) > 1)
    @rule(data=st.data(), what=st.sampled_from(["merge", "delete", "reorder", "key", "colour"]))
    def change_labels(self, data: st.DataObject, what: str) -> None:
        first, *others = data.draw(st.permutations(self.labels))
        store = self.project.labels
        match what:
            case "merge":
                store.merge(others[:2], first)
            case "delete":
                store.delete(first)
            case "reorder":
                store.reorder([first, *others])
            case "key":
                store.set_shortcut(first, None)
            case "colour":
                store.recolour(first, "grey")
        self.acted()

    @rule(name=NAMES)
    def rename_project(self, name: str) -> None:
        self.project.rename(name)
        self.acted()


TestAnyActions = machine(AnyActions, 12, 16)
TestManyActions = pytest.mark.slow(machine(AnyActions, 60, 30))
