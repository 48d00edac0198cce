"""The page Evaluate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from made_up import SPOKEN, TOWNS, settle

from app.main_window import MainWindow
from app.operations.projects import create_project
from app.pages.evaluate_page import EvaluatePage
from app.widgets.chart_or_table import ChartOrTable
from app.workspace import Change
from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.resources import resource_path


def evaluate(window: MainWindow, folder: Path) -> None:
    """A model of known words on the test set of the sample's texts."""
    _evaluated(window, folder)


def evaluate_below(window: MainWindow, folder: Path) -> None:
    """The same, scrolled to its end."""
    view = _evaluated(window, folder).view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())


def evaluate_middle(window: MainWindow, folder: Path) -> None:
    """The same, where the matrix stands."""
    view = _evaluated(window, folder).view
    view.ensureWidgetVisible(view.off_by)


def evaluate_groups(window: MainWindow, folder: Path) -> None:
    """The same, by a column beside the texts."""
    view = _evaluated(window, folder).view
    view.ensureWidgetVisible(view.groups)


def evaluate_tables(window: MainWindow, folder: Path) -> None:
    """The same in numbers."""
    view = _evaluated(window, folder).view
    for part in view.findChildren(ChartOrTable):
        part.turn.setChecked(True)


def evaluate_texts(window: MainWindow, folder: Path) -> None:
    """The texts behind a figure, one of them with its words shaded."""
    page = _evaluated(window, folder)
    page.show_mistakes(1)
    while not page.texts.reader.extraSelections():
        settle()


def evaluate_empty(window: MainWindow, folder: Path) -> None:
    """A test set without labels."""
    page = _evaluated(window, folder)
    project = window.studio.workspace.project
    window.studio.workspace.notify(
        project.annotations.clear([document.id for document in project.test_set()])
    )
    while page.report is not None:
        settle()


def _evaluated(window: MainWindow, folder: Path) -> EvaluatePage:
    create_project(window.studio, folder / "Bike hire", "Bike hire")
    project = window.studio.workspace.project
    table = resource_path("sample", "feedback.csv")
    mapping = ColumnMapping(text=("text",), label=("label",))
    settings = ImportSettings("feedback.csv", test_fraction=0.5, kept_columns=("town",))
    documents = (
        replace(read, kept=(("town", TOWNS[place % 7 % len(TOWNS)]),))
        if isinstance(read, Document)
        else read
        for place, read in enumerate(read_documents(table, mapping))
    )
    for _ in project.import_documents(documents, settings):
        pass
    words = {word: label for label, spoken in SPOKEN.items() for word in spoken.split()}
    finished_training(project, keyword_bundle(words, temperature=0.4))
    window.studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    while page.report is None or not page.view.groups.isVisibleTo(page.view):
        settle()
    settle()
    return page
