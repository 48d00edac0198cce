"""A folder with texts and tables, in the import."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.import_page import ImportPage
from tests.gui.pages.test_import_page import bring_in, project_of


@pytest.fixture
def page(import_page: ImportPage) -> ImportPage:
    return import_page


def test_of_a_folder_with_tables_the_texts_can_be_had(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    folder = tmp_path / "mix"
    folder.mkdir()
    for n in range(2):
        (folder / f"{n}.txt").write_text(f"Text {n}")
        (folder / f"{n}.csv").write_text("text\nA row\n")
    window = page.window()
    assert isinstance(window, MainWindow)
    page.take_files([folder])
    qtbot.waitUntil(lambda: bool(window.toasts.toasts()))
    (toast,) = window.toasts.toasts()
    assert toast.notice.text == "mix holds 2 tables beside texts: 0.csv, 1.csv."
    (link,) = (b for b in toast.findChildren(QPushButton) if b.text() == "Read the texts alone")
    link.click()
    qtbot.waitUntil(page.import_action.isEnabled)
    bring_in(qtbot, page)
    assert [d.text for d in project_of(page).documents.page()] == ["Text 0", "Text 1"]
    assert not page.report.rejected_table.isHidden()
