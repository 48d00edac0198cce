from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.texts import text_label
from app.widgets.turning_row import TurningRow


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    """A place that may be narrower than what is in it."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 100)
    return made


@pytest.fixture
def row(holder: QWidget) -> TurningRow:
    made = TurningRow(text_label("some words before it"), (QPushButton("a button"), 1))
    made.setParent(holder)
    made.resize(400, 100)
    holder.show()
    return made


def parts(row: TurningRow) -> tuple[QLabel, QPushButton]:
    label, button = row.findChild(QLabel), row.findChild(QPushButton)
    assert label is not None
    assert button is not None
    return label, button


def test_parts_that_have_no_room_beside_one_another_stand_below(
    qtbot: QtBot, row: TurningRow
) -> None:
    label, button = parts(row)
    qtbot.waitUntil(lambda: button.x() > label.geometry().right())
    row.resize(90, 100)
    qtbot.waitUntil(lambda: button.y() > label.geometry().bottom())
    assert label.wordWrap()
    assert label.heightForWidth(label.width()) <= label.height()
    row.resize(400, 100)
    qtbot.waitUntil(lambda: button.x() > label.geometry().right())
    assert not label.wordWrap()


def test_so_it_is_where_words_become_more(qtbot: QtBot, row: TurningRow) -> None:
    label, button = parts(row)
    qtbot.waitUntil(lambda: button.x() > label.geometry().right())
    label.setText("some words before it " * 3)
    qtbot.waitUntil(lambda: button.y() > label.geometry().bottom())
