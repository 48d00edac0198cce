from __future__ import annotations

import pyqtgraph
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.preferences import Preferences
from app.studio import Studio
from app.theme import DARK, LIGHT
from app.widgets.plot_style import PlainAxis, plain_axes, series_pen, style_plot


@pytest.fixture
def plot(qtbot: QtBot, studio: Studio) -> pyqtgraph.PlotWidget:
    made = pyqtgraph.PlotWidget()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_a_plot_wears_the_theme_and_changes_with_it(
    qtbot: QtBot, plot: pyqtgraph.PlotWidget, preferences: Preferences
) -> None:
    restyled: list[str] = []
    style_plot(plot, lambda: restyled.append(theme.colours().window))
    assert plot.backgroundBrush().color() == QColor(LIGHT.surface)
    preferences.update(theme="dark")
    qtbot.waitUntil(lambda: plot.backgroundBrush().color() == QColor(DARK.surface))
    assert plot.getAxis("left").textPen().color() == QColor(DARK.muted)
    assert restyled[0] == LIGHT.window
    assert restyled[-1] == DARK.window


def test_its_numbers_grow_with_the_text(
    qtbot: QtBot, plot: pyqtgraph.PlotWidget, preferences: Preferences
) -> None:
    def size() -> int:
        font = plot.getAxis("left").style["tickFont"]
        return int(font.pixelSize())

    style_plot(plot)
    before = size()
    preferences.update(text_size=150)
    qtbot.waitUntil(lambda: size() > before)
    preferences.update(text_size=100)
    qtbot.waitUntil(lambda: size() == before)


@pytest.mark.parametrize("text_size", [100, 175])
@pytest.mark.parametrize("highest", [0.7, 1.0, 1.3, 1800.0])
def test_numbers_above_one_another_do_not_meet(
    studio: Studio, preferences: Preferences, text_size: int, highest: float
) -> None:
    preferences.update(text_size=text_size)
    axis = PlainAxis("left")
    digits = QFontMetrics(theme.font(theme.Type.SMALL)).tightBoundingRect("0").height()
    for size in (60.0, 107.0, 300.0):
        ((spacing, _),) = axis.tickSpacing(0.0, highest, size)
        assert spacing / highest * size > digits


def test_series_are_told_apart_and_may_stand_back(studio: Studio) -> None:
    assert series_pen(0).color() != series_pen(1).color()
    faint = series_pen("teal", strength=0.3)
    assert faint.color().alphaF() == pytest.approx(0.3, abs=0.01)
    assert faint.isCosmetic()


@pytest.mark.parametrize(
    ("last", "ticks"), [(2.0, ["0", "1", "2"]), (4.0, ["0", "1", "2", "3", "4"])]
)
def test_there_are_no_halves_of_a_step(
    qtbot: QtBot, studio: Studio, last: float, ticks: list[str]
) -> None:
    axis = plain_axes()["bottom"]
    spacing = axis.tickSpacing(0.0, last, 600.0)[0][0]
    values = axis.tickValues(0.0, last, 600.0)[0][1]
    assert axis.tickStrings(values, 1.0, spacing) == ticks


def test_numbers_beside_a_plot_are_written_as_elsewhere() -> None:
    axis = PlainAxis("bottom")
    assert axis.tickStrings([0, 500_000, 1_500_000], 1.0, 500_000) == ["0", "500,000", "1,500,000"]
    assert axis.tickStrings([0.2, 0.4], 100.0, 0.2) == ["20", "40"]
    assert axis.tickStrings([0.5, 1.0], 1.0, 0.5) == ["0.5", "1.0"]


@pytest.mark.parametrize("place", [(150, 80), (150, 192), (8, 80)], ids=["middle", "below", "left"])
def test_the_wheel_scrolls_the_page_on_below_a_plot_that_zooms_nothing(
    qtbot: QtBot, studio: Studio, place: tuple[int, int]
) -> None:
    plot = pyqtgraph.PlotWidget(axisItems=plain_axes())
    qtbot.addWidget(plot)
    plot.setMouseEnabled(x=False, y=False)
    plot.resize(300, 200)
    style_plot(plot)
    plot.show()
    assert not is_taken(plot, QPoint(*place))


def test_the_wheel_over_an_axis_zooms_what_may_be_zoomed(qtbot: QtBot, studio: Studio) -> None:
    plot = pyqtgraph.PlotWidget(axisItems=plain_axes())
    qtbot.addWidget(plot)
    plot.setMouseEnabled(x=True, y=False)
    plot.resize(300, 200)
    plot.show()
    assert is_taken(plot, QPoint(150, 192))
    assert not is_taken(plot, QPoint(8, 80))


def is_taken(plot: pyqtgraph.PlotWidget, place: QPoint) -> bool:
    """Whether a turn of the wheel there ends at the plot."""
    view, none = plot.viewport(), Qt.MouseButton.NoButton
    event = QWheelEvent(
        QPointF(place),
        QPointF(view.mapToGlobal(place)),
        QPoint(),
        QPoint(0, -120),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
    return event.isAccepted()
