"""What a narrow column cuts is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.cut_cells import CutCells

LONG = "Standard, from a base model with <a name> that is as long as this"


@pytest.fixture
def table(qtbot: QtBot, studio: Studio) -> QTableWidget:
    made = QTableWidget(1, 3)
    made.setItemDelegate(CutCells(made))
    for column, text in enumerate((LONG, "short", LONG)):
        made.setItem(0, column, QTableWidgetItem(text))
    made.item(0, 2).setToolTip("of its own")
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def asked_about(table: QTableWidget, column: int) -> str:
    """The tool tip of a cell."""
    QToolTip.hideText()
    place = table.visualItemRect(table.item(0, column)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
    QApplication.sendEvent(table.viewport(), event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def test_a_cut_cell_tells_its_words(table: QTableWidget) -> None:
    assert asked_about(table, 0) == f"<p>{LONG.replace('<', '&lt;').replace('>', '&gt;')}</p>"


def test_a_whole_cell_has_nothing_to_tell(qtbot: QtBot, table: QTableWidget) -> None:
    assert asked_about(table, 1) != "<p>short</p>"
    table.setColumnWidth(0, 900)
    assert LONG[:20] not in asked_about(table, 0)


def test_a_tip_of_its_own_goes_before(table: QTableWidget) -> None:
    assert asked_about(table, 2) == "of its own"
    QToolTip.showText(QPoint(), "")
    assert table.item(0, 2).data(Qt.ItemDataRole.DisplayRole) == LONG


def test_a_cell_runs_as_its_words_do(table: QTableWidget) -> None:
    table.item(0, 1).setText("שלום, השירות היה מצוין.")
    cells, option = table.itemDelegate(), QStyleOptionViewItem()
    for column, way in ((1, Qt.LayoutDirection.RightToLeft), (0, Qt.LayoutDirection.LeftToRight)):
        cells.initStyleOption(option, table.model().index(0, column))
        assert option.direction is way
