"""What goes into a job: the right texts, as they stood when the reading began."""

from __future__ import annotations

from pathlib import Path

from tests.core.project.projects import add, document, new_project
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.splits import every_text, texts, training_label_ids


def test_training_and_test_set(tmp_path: Path) -> None:
    with new_project(tmp_path, task="multi") as project:
        add(project, [document(1, "spam"), document(2, "ham"), document(3), document(4)], 0.0)
        add(project, [document(5, "spam"), document(6)], 1.0)
        project.annotations.label([3], [2, 1])
        project.annotations.skip([2])
        project.annotations.label([4], [])
        assert list(project.training_set()) == [
            (1, "message number 1", ("spam",)),
            (3, "message number 3", ("spam", "ham")),
            (4, "message number 4", ()),
        ]
        assert list(project.test_set()) == [(5, "message number 5", ("spam",))]
        found = list(texts(project.folder / DATABASE_NAME))
        assert found == [f"message number {i}" for i in (1, 2, 3, 4)]


def test_labels_come_in_their_order(tmp_path: Path) -> None:
    with new_project(tmp_path, 1, "multi") as project:
        project.annotations.label([1], [1, 2])
        project.labels.reorder([2, 1])
        assert list(project.training_set()) == [(1, "message number 1", ("ham", "spam"))]


def test_undone_imports_are_out_of_sight(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(1, "spam")])
        add(project, [document(2, "spam")])
        project.commands.undo()
        assert list(project.training_set()) == [(1, "message number 1", ("spam",))]
        assert list(texts(project.folder / DATABASE_NAME)) == ["message number 1"]


def test_repeated_texts_are_read_once_by_a_language_model(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(i, text="the same") for i in range(3)])
        assert list(texts(project.folder / DATABASE_NAME)) == ["the same"]


def test_a_stream_is_frozen_when_it_begins(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(i, "spam") for i in range(1, 501)])
        stream = project.training_set()
        first = next(stream)
        project.annotations.label(range(1, 501), [2])
        project.labels.rename(2, "eggs")
        add(project, [document(501, "spam")])
        labels = {document.labels for document in [first, *stream]}
        assert labels == {("spam",)}
        assert {document.labels for document in project.training_set()} == {("eggs",), ("spam",)}


def test_every_text_stands_at_its_id(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(
            project,
            [document(1, text="one"), document(2, text="ONE"), document(3, text="three")],
            0.5,
        )
        assert list(every_text(tmp_path / DATABASE_NAME)) == ["one", "ONE", "three"]


def test_label_ids_come_in_the_order_of_the_decisions(tmp_path: Path) -> None:
    with new_project(tmp_path, task="multi") as project:
        add(project, [document(i) for i in (1, 2, 3)])
        add(project, [document(4)], 1.0)
        for id_, labels in ((3, [1]), (4, [2]), (1, [2, 1]), (2, [])):
            project.annotations.label([id_], labels)
        file = tmp_path / DATABASE_NAME
        assert list(training_label_ids(file)) == [(3, (1,)), (1, (1, 2)), (2, ())]
        assert list(training_label_ids(file, 2)) == [(1, (1, 2)), (2, ())]
        assert list(training_label_ids(file, 2, last_id=2)) == [(1, (1, 2)), (2, ())]
        assert list(training_label_ids(file, 2, last_id=1)) == [(1, (1, 2))]
