"""What is pasted while a file is shown takes nothing away."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.operations import history
from app.pages.import_page import ImportPage
from tests.gui.pages.test_import_page import CONTROL, bring_in, look, table


@pytest.fixture
def page(import_page: ImportPage) -> ImportPage:
    return import_page


def paste(qtbot: QtBot, page: ImportPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(page.window(), Qt.Key.Key_V, CONTROL)
    assert page.source.field.isVisible()


def test_a_file_is_still_shown_where_nothing_is_pasted_after_all(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    paste(qtbot, page, "some words")
    page.source.cancel.click()
    assert page.preview.isVisible()
    assert page.preview.table.hasFocus()
    bring_in(qtbot, page)


def test_files_that_were_copied_are_looked_at_from_the_field_for_texts_too(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    page.source.paste.click()
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(table(tmp_path)))])
    QGuiApplication.clipboard().setMimeData(copied)
    qtbot.keyClick(page.source.field, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(page.preview.isVisible)
    QGuiApplication.clipboard().clear()  # Qt would let go of it when Python is gone, and crash
    assert not page.source.field.toPlainText()


def test_a_file_is_still_shown_where_what_is_pasted_is_refused(
    qtbot: QtBot,
    page: ImportPage,
    posted: list[Notice],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    look(qtbot, page, table(tmp_path))
    paste(qtbot, page, "some words")
    monkeypatch.setattr(os, "replace", refuse)
    page.source.take.click()
    assert len(posted) == 1
    assert page.preview.isVisible()


def test_a_report_comes_again_after_a_paste_that_was_cancelled(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    page.more.click()
    look(qtbot, page, table(tmp_path, "more.csv"))
    paste(qtbot, page, "some words")
    assert page.back.isHidden()  # it would leave the file
    page.source.cancel.click()
    page.preview.other.click()
    history.undo(page.studio)
    qtbot.waitUntil(lambda: page.source.isVisible())
    history.redo(page.studio)
    qtbot.waitUntil(lambda: page.go_on.isVisible())
    assert page.report.isVisible()


def test_nothing_leads_back_to_an_import_that_was_undone(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, table(tmp_path))
    bring_in(qtbot, page)
    page.more.click()
    assert page.back.isVisible()
    history.undo(page.studio)
    qtbot.waitUntil(lambda: not page.back.isVisible())
