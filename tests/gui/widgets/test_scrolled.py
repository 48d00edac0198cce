from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.scrolled import Scrolled
from app.widgets.texts import paragraph


def test_the_keyboard_is_seen_there(qtbot: QtBot, studio: Studio) -> None:
    inside = QWidget()
    QVBoxLayout(inside).addWidget(paragraph("Some words"))
    area = Scrolled(inside, "Words")
    qtbot.addWidget(area)
    area.resize(300, 200)
    with qtbot.waitExposed(area):
        area.show()
    area.clearFocus()
    before = area.grab().toImage()
    area.activateWindow()
    area.setFocus()
    qtbot.waitUntil(lambda: area.grab().toImage() != before)
    assert area.viewport().x() <= 1  # what is inside stands below what is above


def test_it_scrolls_only_what_cannot_be_lower(qtbot: QtBot) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.addWidget(paragraph("Some words that are wrapped. " * 3))
    field = QPlainTextEdit()
    field.setMinimumHeight(100)  # it would like to have twice that
    column.addWidget(field)
    area = Scrolled(inside, "A field")
    qtbot.addWidget(area)
    area.resize(300, 240)
    area.show()
    qtbot.waitExposed(area)
    assert inside.height() == area.viewport().height()
    area.resize(300, 120)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert inside.height() < 240
    field.setMinimumHeight(400)
    qtbot.waitUntil(lambda: inside.height() > 400)
