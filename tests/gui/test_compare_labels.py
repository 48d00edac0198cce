"""A colleague's labels of the same texts, compared with the project's; nothing is changed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.dialogs.compare_labels import CompareLabelsDialog
from app.main_window import MainWindow
from app.notices import Notice
from app.operations import agreement
from app.operations.compare_labels import CodedColumns, Comparison, compare_labels
from app.studio import Studio
from tests.core.project.projects import visible
from ulmfit_core.project.project import Project

THEIRS = ("Place", "Place", "Place", "person", "Place", "")


def table(folder: Path, labels: tuple[str, ...] = THEIRS, heads: str = "text,label,who") -> Path:
    """Labels of the project's six texts, of which the first four are labelled there."""
    path = folder / "theirs.csv"
    rows = [f"WHICH one is number {n}?,{label},anna" for n, label in enumerate(labels, 1)]
    path.write_text("\n".join([heads, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def dialog(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> CompareLabelsDialog:
    """As it opens from the menu."""
    chosen = str(table(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (chosen, ""))
    window.menus.compare.trigger()
    return opened(qtbot, window)


def opened(qtbot: QtBot, window: MainWindow) -> CompareLabelsDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(CompareLabelsDialog)))
    (made,) = window.findChildren(CompareLabelsDialog)
    return made


def compared(
    qtbot: QtBot, studio: Studio, path: Path, chosen: CodedColumns | None = None
) -> Comparison:
    found: list[Comparison] = []
    compare_labels(studio, path, found.append, chosen)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_it_says_how_far_both_agree(dialog: CompareLabelsDialog, project: Project) -> None:
    before = visible(project)
    assert "4 texts have labels from both. 75.0% have the same labels" in dialog.sentence.text()
    assert "Cohen's kappa is 0.50 (" in dialog.sentence.text()
    assert dialog.passed_over.text() == (
        "Labelled in the project alone: 0, in the file alone: 1. 1 row of the file has no label. "
        "Taken for the same label: Place = place."
    )
    rows = {row[0]: row[1:5] for row in dialog.labels.cells()}
    assert rows == {"person": ["2", "1", "1", "0.50"], "place": ["2", "3", "2", "0.50"]}
    assert dialog.differ.title.text() == "1 text has other labels there"
    cells = [dialog.model.index(0, column).data() for column in range(3)]
    assert cells == ["Which one is number 2?", "person", "place"]
    assert visible(project) == before


def test_the_texts_that_differ_are_written(
    qtbot: QtBot,
    dialog: CompareLabelsDialog,
    studio: Studio,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "differ.csv"
    monkeypatch.setattr(agreement, "ask_where", lambda *a: path)
    dialog.save.click()
    qtbot.waitUntil(lambda: not studio.activities.running)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["text", "mine", "theirs"],
            ["Which one is number 2?", "person", "place"],
        ]


def test_another_column_is_compared_at_once(qtbot: QtBot, dialog: CompareLabelsDialog) -> None:
    assert (dialog.text.currentText(), dialog.label.currentText()) == ("text", "label")
    dialog.label.setCurrentIndex(2)
    dialog.label.activated.emit(2)
    qtbot.waitUntil(lambda: " 0.0% have the same labels" in dialog.sentence.text())
    assert dialog.labels.cells()[0][:4] == ["anna", "0", "4", "0"]


def test_labels_of_texts_without_one_are_taken_over(
    qtbot: QtBot, dialog: CompareLabelsDialog, studio: Studio, project: Project
) -> None:
    before, posted = visible(project), list[Notice]()
    studio.notices.posted.connect(posted.append)
    assert dialog.offered.text() == "The file labels 1 text that nobody has decided on here."
    assert dialog.take_over.text() == "Take over the labels of 1 text"
    dialog.take_over.click()
    qtbot.waitUntil(lambda: dialog.take_over.isHidden())
    assert dialog.offered.isHidden()
    assert dialog.sentence.text().startswith("5 texts have labels from both.")
    assert project.documents.counts().n_labelled == 5
    assert [notice.text for notice in posted] == ["1 text has its labels of theirs.csv now."]
    posted[0].actions[0].run()
    assert visible(project) == before


def test_halves_of_two_people_are_put_together(
    qtbot: QtBot, studio: Studio, project: Project, window: MainWindow, tmp_path: Path
) -> None:
    """No text has labels from both."""
    made = compared(qtbot, studio, table(tmp_path, ("", "", "", "", "time", "place;time")))
    dialog = agreement.show_comparison(studio, window, made)
    assert dialog.problem.text().startswith("No text has labels from both")
    assert dialog.offered.text() == (
        "The file labels 1 text that nobody has decided on here. 1 such text has several labels "
        "there, or none of them, where this project has one: it is passed over."
    )
    project.set_task("multi")
    dialog.label.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.take_over.text() == "Take over the labels of 2 texts")
    dialog.take_over.click()
    qtbot.waitUntil(lambda: not dialog.problem.isVisible())
    names = {label.id: label.name for label in project.labels.all()}
    found = [{names[n] for n in d.labels} for d in project.documents.documents([5, 6])]
    assert found == [{"time"}, {"place", "time"}]


def test_it_goes_with_its_project(
    qtbot: QtBot, dialog: CompareLabelsDialog, studio: Studio, window: MainWindow
) -> None:
    studio.workspace.close()
    qtbot.waitUntil(lambda: not window.findChildren(CompareLabelsDialog))
    assert not window.menus.compare.isEnabled()


def test_columns_that_are_not_known_are_asked_for(
    qtbot: QtBot, studio: Studio, project: Project, window: MainWindow, tmp_path: Path
) -> None:
    path = table(tmp_path, ("place", "person", "place", "person"), "text,a,b")
    made = compared(qtbot, studio, path)
    assert made.found is None
    dialog = agreement.show_comparison(studio, window, made)
    assert dialog.problem.text() == "Choose above which columns hold the text and the label."
    assert (dialog.label.currentIndex(), dialog.labels.isHidden()) == (-1, True)
    dialog.label.setCurrentIndex(1)
    dialog.label.activated.emit(1)
    qtbot.waitUntil(lambda: "100.0% have the same" in dialog.sentence.text())
    assert (dialog.problem.isHidden(), dialog.save.isEnabled()) == (True, False)


def test_texts_that_are_not_the_same_are_told(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("text,label\nAnother one,place\n", encoding="utf-8")
    made = compared(qtbot, studio, path)
    assert made.found is None
    assert made.problem.startswith("No text has labels from both; nothing was compared. Check")


def test_several_labels_are_told_by_themselves(
    qtbot: QtBot, studio: Studio, project: Project, window: MainWindow, tmp_path: Path
) -> None:
    labels = ("place;time", "person", "place", "person;time", "time;place", "time")
    made = compared(qtbot, studio, table(tmp_path, labels))
    dialog = agreement.show_comparison(studio, window, made)
    assert "each label is measured by itself" in dialog.sentence.text()
    assert [row[0] for row in dialog.labels.cells()] == ["person", "place", "time"]
    assert dialog.model.index(0, 2).data() == "place, time"


def test_labels_of_the_project_part_the_cells_of_a_file(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    """Too few cells hold a mark to tell by them alone."""
    labels = ("place", "place;person", "place", "person", "", "")
    found = compared(qtbot, studio, table(tmp_path, labels)).found
    assert found is not None
    assert [each.label for each in found.labels] == ["person", "place"]
    assert [each.other for each in found.disagreements] == [("person", "place")]


def test_cells_of_html_are_read_as_they_were_imported(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.csv"
    rows = [f"<p>Which one is number {n}?</p>,place" for n in range(1, 5)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    found = compared(qtbot, studio, path).found
    assert found is not None
    assert found.n == 4


def test_none_on_both_sides_is_the_same(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    project.set_task("multi")
    project.annotations.label([1, 2], [])
    heads = "text,label,given_place,given_thing"
    rows = ("1?,,0,0", "2?,place,1,0", "3?,thing,0,1", "4?,,,")
    lines = (f"Which one is number {row}" for row in rows)
    path = tmp_path / "theirs.csv"
    path.write_text("\n".join([heads, *lines]), encoding="utf-8")
    made = compared(qtbot, studio, path)
    assert made.chosen.label == ("given_place", "given_thing")  # one is no label of ours
    assert made.found is not None
    assert (made.found.n, made.found.n_same, made.n_unlabelled) == (3, 1, 1)
    assert {d.other for d in made.found.disagreements} == {("place",), ("thing",)}
