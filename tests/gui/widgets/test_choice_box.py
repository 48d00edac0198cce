from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.choice_box import ChoiceBox


def test_a_name_that_is_cut_is_told(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["short", "A training whose name is far longer than the box <is>"])
    box.resize(120, 32)
    box.show()
    qtbot.waitExposed(box)
    assert not box.is_cut()
    box.setCurrentIndex(1)
    assert box.is_cut()
    place = QPoint(10, 10)
    event = QHelpEvent(QEvent.Type.ToolTip, place, box.mapToGlobal(place))
    QApplication.sendEvent(box, event)
    assert QToolTip.text().endswith("longer than the box &lt;is&gt;</p>")
    box.resize(900, 32)
    assert not box.is_cut()


def test_its_list_shows_every_entry_whole(qtbot: QtBot, studio: Studio) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["One label a text", "Any number of labels a text may have"])
    box.setCurrentIndex(1)
    box.resize(90, 32)
    box.show()
    qtbot.waitExposed(box)
    box.showPopup()
    view = box.view()
    assert view.verticalScrollBar().maximum() == 0
    assert view.window().height() == view.height()  # no arrows to scroll by, which hide entries
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    box.hidePopup()


def test_whoever_scrolls_past_chooses_nothing(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["A table", "Label Studio"])
    box.setFocus()
    place = QPointF(10, 10)
    event = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert (box.currentIndex(), event.isAccepted()) == (0, False)
    assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus
