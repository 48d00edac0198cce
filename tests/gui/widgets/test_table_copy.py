"""What Ctrl+C makes of a table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from app.models.document_table import DocumentTable
from app.models.judged_table import JudgedTable
from app.widgets import table_copy
from app.widgets.confusion_matrix import ConfusionMatrix
from app.widgets.document_browser import DocumentBrowser
from app.widgets.evaluation_view import EvaluationView
from app.widgets.figures_table import FiguresTable
from tests.gui.models.test_judged_table import report
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font

LONG = "The bill\nof May, again. " + "word " * 100 + "river " + "word " * 100 + "end"


@pytest.fixture(autouse=True)
def _nothing_on_the_clipboard() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()  # Qt would let go of it when Python is gone, and crash


def copied(qtbot: QtBot, table: QTableView) -> list[list[str]]:
    """The cells on the clipboard, after the key was pressed in ``table``."""
    table.window().show()
    table.window().activateWindow()
    qtbot.waitUntil(table.window().isActiveWindow)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


def with_a_long_text(project: Project) -> int:
    """Its document's id."""
    documents = [Document(LONG, ("place",), "", "l.csv", 1)]
    for _ in project.import_documents(documents, ImportSettings("l.csv", test_fraction=0.0)):
        pass
    return int(project.documents.document_ids()[-1])


def test_figures_are_copied_whole(qtbot: QtBot) -> None:
    table = FiguresTable("Each label")
    qtbot.addWidget(table)
    table.show_rows(("Label", "F1"), [("sports", "80%"), ("=1+1", "75%")])
    table.selectRow(1)
    assert copied(qtbot, table) == [["Label", "F1"], ["sports", "80%"], ["'=1+1", "75%"]]


def test_the_matrix_is_copied_with_the_labels_of_both_sides(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_report(report({1: "letter", 2: "bill"}))
    assert copied(qtbot, matrix) == [
        ["", "bill", "letter"],
        ["bill", "1", "0"],
        ["letter", "1", "0"],
    ]


def test_selected_texts_are_copied_whole_whatever_was_searched(
    qtbot: QtBot, project: Project
) -> None:
    found = with_a_long_text(project)
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    browser.show_ids(np.array([3, found, 1], np.int64), "river")
    browser.table.select_rows(0, 1)
    assert copied(qtbot, browser.table) == [
        ["Text", "Labels", "State"],
        ["Which one is number 3?", "place", ""],
        [" ".join(LONG.split()), "place", ""],
    ]


def test_of_a_million_texts_the_first_are_copied(
    qtbot: QtBot, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_copy, "_MOST", 2)
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    browser.show_ids(project.documents.document_ids())
    cells = copied(qtbot, browser.table)
    assert [row[0][-2:] for row in cells[1:3]] == ["1?", "2?"]
    assert cells[3:] == [["… and 4 more rows"]]


def test_mistakes_are_copied_with_all_of_their_texts(qtbot: QtBot, project: Project) -> None:
    made = report({with_a_long_text(project): "letter", 2: "bill"})
    view = EvaluationView(project)
    qtbot.addWidget(view)
    view.show_report(made)
    (row,) = copied(qtbot, view.mistakes)[1:]
    assert row[:3] == [" ".join(LONG.split()), "letter", "bill"]
    table = JudgedTable(project)
    table.show_documents(made, made.mistakes())
    assert table.index(0, 0).data(table_copy.WHOLE_ROLE) == LONG
