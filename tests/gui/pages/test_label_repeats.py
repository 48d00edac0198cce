"""Texts that repeat another are not asked: they count as the one they repeat."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.label_page import LabelPage
from app.steps import steps
from app.workspace import Change
from tests.gui.pages.labelling import press, project_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings


def bring(page: LabelPage) -> int:
    """Three rows of one text; the id of the first."""
    rows = [Document("n/a", (), str(row), "t.csv", row) for row in (1, 2, 3)]
    for _ in project_of(page).import_documents(rows, ImportSettings("t.csv", 0.0)):
        pass
    page.studio.workspace.notify(Change.DOCUMENTS)
    return project_of(page).documents.count() - 2


def test_a_text_says_how_many_are_the_same(label_page: LabelPage) -> None:
    first = bring(label_page)
    label_page.show_document(first)
    assert label_page.reading.about.whole() == "t.csv, row 1 · 2 texts are the same"
    label_page.show_document(first + 1)
    assert label_page.reading.about.whole() == "t.csv, row 2"


def test_a_label_counts_for_all_of_them(qtbot: QtBot, label_page: LabelPage) -> None:
    label_page.show_document(bring(label_page))
    press(qtbot, label_page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: label_page.bar.labelled.text() == "3 labelled")
    assert [made.count for made in label_page.panel.rows.buttons.values()] == [3, 0]
    browser = label_page.browser
    browser.label.setCurrentIndex(1)
    assert project_of(label_page).documents.count(browser.wanted()) == 3
    browser.state.setCurrentIndex(1)
    assert project_of(label_page).documents.count(browser.wanted()) == 0
    _, label, *_ = steps()
    assert label.state(label_page.studio.workspace.counts()) == "3 of 33 labelled"
