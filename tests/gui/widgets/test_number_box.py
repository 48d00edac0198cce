from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.number_box import DecimalBox, NumberBox


@pytest.mark.parametrize("make", [NumberBox, DecimalBox])
def test_whoever_scrolls_past_sets_nothing(
    qtbot: QtBot, make: type[NumberBox] | type[DecimalBox]
) -> None:
    box = make(0, 50, 20)
    qtbot.addWidget(box)
    place, still = QPointF(10, 10), Qt.MouseButton.NoButton
    event = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        still,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert (box.value(), event.isAccepted()) == (20, False)
    assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus
