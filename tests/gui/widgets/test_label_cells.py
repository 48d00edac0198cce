from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.models.document_table import ROW_ROLE, DocumentRow
from app.text_direction import isolated
from app.widgets.document_browser import _LabelPainter
from ulmfit_core.project.filters import Status

NAMES = ("station", "billing and refunds", "breakdown", "account", "praise")


class Drawn:
    """What a painter was told to draw: words, and how far to the right."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.right = 0.0

    def drawText(self, place: QRectF, flags: int, words: str) -> None:
        self.words.append(words)
        self.right = max(self.right, place.right())

    def drawEllipse(self, place: QRectF) -> None:
        self.right = max(self.right, place.right())

    def fontMetrics(self) -> Any:
        return QFontMetrics(QApplication.font())

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


@pytest.mark.parametrize(
    ("width", "ending"), [(90, ["+4"]), (200, ["+3"]), (2000, ["account", "praise"])]
)
def test_labels_that_have_no_room_are_counted(qtbot: QtBot, width: int, ending: list[str]) -> None:
    labels = tuple((name, "blue") for name in NAMES)
    row = DocumentRow(1, "a text", labels, Status.LABELLED, False, False, False, "")
    model, item = QStandardItemModel(), QStandardItem()
    item.setData(row, ROW_ROLE)
    model.appendRow(item)
    option, drawn = QStyleOptionViewItem(), Drawn()
    option.rect = QRect(10, 0, width, 32)
    _LabelPainter().paint(cast(QPainter, drawn), option, model.index(0, 0))
    assert drawn.words[-len(ending) :] == [isolated(words) for words in ending]
    assert drawn.right <= option.rect.right()
