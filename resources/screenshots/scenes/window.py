"""The window around the pages, its dialogs and the parts that pages are made of."""

from __future__ import annotations

from pathlib import Path

from made_up import TEXTS, labelled_project
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.dialogs.new_project import NewProjectDialog
from app.main_window import MainWindow
from app.notices import NoticeAction
from app.operations.projects import create_project
from app.operations.view import show_preferences
from app.tasks.activity import Activity
from app.theme import Space, label_colour
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.label_button import LabelButton
from app.widgets.search_field import SearchField
from app.widgets.texts import paragraph
from app.workspace import Workspace
from ulmfit_core.errors import StorageError
from ulmfit_core.project.labels import COLOURS


def start(window: MainWindow, folder: Path) -> None:
    """The start screen of someone who came back."""
    assert isinstance(window.studio.workspace, Workspace)
    for name in ("Letters to the editor", "Support requests 2024", "Film reviews"):
        create_project(window.studio, folder / name, name)
    window.studio.preferences.update(
        recent=(*window.studio.preferences.values.recent, str(folder / "An old survey"))
    )
    window.studio.workspace.close()


def first_start(window: MainWindow, folder: Path) -> None:
    """The start screen of someone new."""


def empty_project(window: MainWindow, folder: Path) -> None:
    """A project without texts, at the step that waits for them."""
    create_project(window.studio, folder / "Film reviews", "Film reviews")
    window.go_to("train")


def busy(window: MainWindow, folder: Path) -> None:
    """A project with labels, two pieces of work and three notices."""
    labelled_project(window, folder)
    training = Activity("Training run 3", clock=iter([0.0, *[95.0] * 1000]).__next__)
    importing = Activity("Importing reviews.csv")
    for activity in (importing, training):
        window.studio.activities.add(activity)
    importing.progress(0, 0, "12,000 texts")
    training.progress(34, 100, "Language model, epoch 1 of 3")
    window.sidebar.panel.fold_button.setChecked(True)
    notices = window.studio.notices
    notices.success("6 texts labelled at once", NoticeAction("Undo", lambda: None))
    notices.warning("12 rows had no text and were left out.", "The others are in the project.")
    error = StorageError(
        "The model could not be written; the run it came from is kept.",
        "Free some disk space and export it again.",
    )
    notices.error(error, details="OSError: [Errno 28] No space left on device")
    window.go_to("evaluate")


def palette(window: MainWindow, folder: Path) -> None:
    """The command palette over a project."""
    labelled_project(window, folder)
    window.go_to("use")
    window.activateWindow()
    window.palette_box.open()
    window.palette_box.field.setText("t")


def new_project(window: MainWindow, folder: Path) -> None:
    """The dialog that asks for a name, in place of the window."""
    NewProjectDialog(window, "Film reviews").show()


def preferences(window: MainWindow, folder: Path) -> None:
    """The preferences."""
    show_preferences(window.studio, window)


def menu(window: MainWindow, folder: Path) -> None:
    """A menu, opened."""
    menu = window.menuBar().actions()[0].menu()
    menu.popup(window.menuBar().mapToGlobal(window.menuBar().rect().bottomLeft()))


def widgets(window: MainWindow, folder: Path) -> None:
    """The parts that pages are made of, side by side."""
    sheet = QDialog(window)
    _fill_sheet(sheet)
    sheet.show()


def _fill_sheet(sheet: object) -> None:

    assert isinstance(sheet, QDialog)
    sheet.resize(720, 620)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
    column.setSpacing(Space.L)
    head = SectionHeader("Labels", "Press the key on a label to give it.")
    head.trailing.addWidget(button("Add label", icon_name="plus"))
    head.trailing.addWidget(button("Train", "primary", "train"))
    column.addWidget(head)
    card = Card()
    card.body.addWidget(paragraph(TEXTS[0][0], "reading"))
    column.addWidget(card)
    for left in range(0, len(COLOURS), 2):
        row = QHBoxLayout()
        for place in (left, left + 1):
            name = COLOURS[place]
            label = LabelButton(name.capitalize(), str((place + 1) % 10), name, 37 * place)
            assert label_colour(name).isValid()
            label.setChecked(place in (2, 5))
            row.addWidget(label)
        column.addLayout(row)
    column.addWidget(SearchField("Search in texts"))
    column.addStretch(1)
