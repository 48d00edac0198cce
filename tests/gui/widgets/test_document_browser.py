from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from app.models.document_table import LABELS, DocumentTable
from app.models.flat_table import FlatTable, Index
from app.widgets.document_browser import DocumentBrowser
from ulmfit_core.project.project import Project


def test_rows_are_selected_in_one_go(qtbot: QtBot, project: Project) -> None:
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    browser.show_ids(project.documents.document_ids())
    told: list[int] = []
    browser.selection_changed.connect(lambda: told.append(len(browser.selected())))
    browser.table.select_rows(1, 4)
    browser.table.select_rows(0, 2)
    assert told == [4, 3]


class ManyRows(FlatTable):
    """Empty ones; counts how often it is asked how many."""

    n_asked = 0

    def n_rows(self) -> int:
        self.n_asked += 1
        return 100_000

    def data(self, index: Index, role: int = 0) -> None:
        return None


def test_selecting_all_asks_no_row_by_row(qtbot: QtBot, project: Project) -> None:
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    model, table = ManyRows(["text", "labels"], parent=browser), browser.table
    table.setModel(model)
    table.selectAll()
    table.grab()
    assert table.selectionModel().hasSelection()
    assert 0 < model.n_asked < 1000


def test_columns_that_came_along_are_told_of(qtbot: QtBot, project: Project) -> None:
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    assert browser.search.placeholderText() == "Search in texts"
    browser.show_columns(["answered at", "town"])
    assert browser.search.placeholderText() == "Search in texts, or town:…"
    browser.show_columns(["of day"])
    assert 'After "of day": a word' in browser.search.accessibleDescription()
    browser.show_columns(['"a"', "Q1:b"])
    assert browser.search.placeholderText() == 'Search in texts, or "Q1:b":…'
    browser.show_columns(['"a"'])
    assert browser.search.placeholderText() == 'Search in texts, or """a""":…'
    browser.show_columns([])
    assert browser.search.placeholderText() == "Search in texts"


def test_what_was_typed_a_moment_ago_is_not_searched_for_once_it_is_forgotten(
    qtbot: QtBot, project: Project
) -> None:
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    qtbot.keyClicks(browser.search, "river")
    (pause,) = browser.search.findChildren(
        QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly
    )
    assert pause.isActive()
    browser.forget()
    assert (browser.search.text(), pause.isActive()) == ("", False)


def test_labels_take_a_third_of_a_narrow_table_at_most(qtbot: QtBot, project: Project) -> None:
    browser = DocumentBrowser(DocumentTable(project))
    qtbot.addWidget(browser)
    browser.setMinimumWidth(1)  # as in a page that has no more room
    browser.resize(270, 300)
    browser.show()
    assert browser.table.columnWidth(LABELS) == 90
