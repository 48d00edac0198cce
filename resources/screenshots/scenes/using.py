"""The page Use."""

from __future__ import annotations

from pathlib import Path

from made_up import ASKED, labelled_project, made_up_counts, settle, write_table
from PySide6.QtWidgets import QScrollArea

from app.main_window import MainWindow
from app.pages.use_page import UsePage
from app.workspace import Change
from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training


def use(window: MainWindow, folder: Path) -> None:
    """A model of known words at work on a typed text."""
    labelled_project(window, folder)
    words = {word: label for label, spoken in ASKED.items() for word in spoken.split()}
    bundle = keyword_bundle(words, temperature=0.3, data={"n_train": 24})
    finished_training(window.studio.workspace.project, bundle)
    window.studio.workspace.notify(Change.ALL)
    window.go_to("use")
    page = window.page()
    assert isinstance(page, UsePage)
    page.trial.field.setPlainText("Who was the man that discovered where storks sleep?")
    while not page.trial.field.extraSelections():
        settle()


def use_counts(window: MainWindow, folder: Path) -> None:
    """How many texts have each label, by a column that came along."""
    use(window, folder)
    page = window.page()
    assert isinstance(page, UsePage)
    page.counts.show_counts(made_up_counts())
    page.counts.way.setCurrentIndex(1)
    page.counts.way.activated.emit(1)
    settle()
    page.findChild(QScrollArea).ensureWidgetVisible(page.counts.words)
    settle()


def use_columns(window: MainWindow, folder: Path) -> None:
    """The same, asking in which columns of a file the texts are."""
    use(window, folder)
    page = window.page()
    assert isinstance(page, UsePage)
    page.files.take(write_table(folder))
    while not page.columns.isVisible():
        settle()
