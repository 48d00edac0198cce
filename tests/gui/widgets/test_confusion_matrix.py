from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.confusion_matrix import ConfusionMatrix
from ulmfit_core.evaluation.comparison import Comparison
from ulmfit_core.evaluation.report import EvaluationReport, make_report

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font

LABELS = ("anger", "fear", "joy", "love", "neutral", "sadness", "surprise")


def report(labels: Sequence[str] = LABELS) -> EvaluationReport:
    targets = np.arange(28) % len(LABELS)
    probabilities = np.eye(len(LABELS))[np.roll(targets, 3)]
    return make_report("s", list(range(28)), Comparison(tuple(labels), probabilities, targets, ()))


@pytest.mark.parametrize("width", [360, 350, 200])
def test_it_scrolls_no_further_than_it_must(width: int, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    matrix = ConfusionMatrix(holder)
    matrix.setFixedWidth(900)
    matrix.show_report(report())
    holder.resize(900, 700)
    holder.show()
    qtbot.waitExposed(holder)
    matrix.setFixedWidth(width)  # as a window that becomes narrower
    qtbot.waitUntil(lambda: matrix.width() == width)
    bars = matrix.horizontalScrollBar(), matrix.verticalScrollBar()
    qtbot.waitUntil(lambda: [b.maximum() > 0 for b in bars] == [width == 200, False])


def test_a_heading_says_under_the_mouse_what_it_stands_for(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_report(report())
    sides = (Qt.Orientation.Vertical, Qt.Orientation.Horizontal)
    said = [matrix.table.headerData(0, side, Qt.ItemDataRole.ToolTipRole) for side in sides]
    assert said == ["has the label anger", "was given anger"]


def test_names_with_tags_are_shown_as_they_are(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_report(report(["<b>", *LABELS[1:]]))
    table, tip = matrix.table, Qt.ItemDataRole.ToolTipRole
    shown = table.headerData(0, Qt.Orientation.Vertical, tip), table.index(0, 0).data(tip)
    assert ["&lt;b&gt;" in words for words in shown] == [True, True]
    assert "<b>" in table.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("labels", "cut"),
    [
        (LABELS, Qt.TextElideMode.ElideRight),
        ([f"Topic {n}" for n in range(7)], Qt.TextElideMode.ElideMiddle),
    ],
)
def test_names_that_begin_alike_keep_their_ends(
    qtbot: QtBot, labels: Sequence[str], cut: Qt.TextElideMode
) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_report(report(labels))
    assert matrix.horizontalHeader().textElideMode() is cut
