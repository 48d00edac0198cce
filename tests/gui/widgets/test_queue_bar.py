from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.queue_bar import QueueBar
from app.widgets.queue_order import QueueOrder
from ulmfit_core.fewshot.queue import Strategy

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font


@pytest.mark.parametrize("width", [380, 520, 560, 600, 640, 900])
def test_nothing_is_cut_as_the_counts_grow(width: int, qtbot: QtBot) -> None:
    holder = QWidget()  # a window of its own would grow with the counts
    qtbot.addWidget(holder)
    bar = QueueBar(QueueOrder(Strategy.MIXTURE, 0.5), holder)
    bar.setGeometry(0, 0, width, 80)
    holder.resize(1000, 100)
    holder.show()
    qtbot.waitExposed(holder)
    for n_labelled, n_left in ((3, 27), (12_345, 987_654)):
        bar.show_labelled(n_labelled)
        bar.show_left(n_left)
        bar.layout().activate()  # type: ignore[union-attr]
        for box in bar.findChildren(QComboBox):
            assert box.width() >= box.sizeHint().width()
        assert bar.left.width() >= bar.left.sizeHint().width()


def test_what_is_left_is_explained(qtbot: QtBot) -> None:
    bar = QueueBar(QueueOrder(Strategy.MIXTURE, 0.5))
    qtbot.addWidget(bar)
    bar.show_left(26_653)
    assert "nor are texts that repeat another" in bar.left.toolTip()
    assert bar.left.accessibleDescription() == bar.left.toolTip()
    bar.choice.setCurrentIndex(bar.choice.findData("test"))
    bar.show_left(100)
    assert bar.left.toolTip() == ""
