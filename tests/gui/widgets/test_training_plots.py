"""Plots, layers and numbers of a training, from events written by formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.preferences import Preferences
from app.studio import Studio
from app.widgets.layer_stack import Layer, LayerStack, rate_words
from app.widgets.learning_rate_plot import LearningRatePlot, RateAxis
from app.widgets.live_plot import LivePlot
from app.widgets.run_charts import RunCharts
from app.widgets.run_view import RunView
from tests.gui.training_events import (
    GROUPS,
    READING,
    SORTING,
    classifier,
    instant_head,
    language_model,
    record,
    whole,
)
from ulmfit_core.project.training import WHOLE
from ulmfit_core.training.events import EpochFinished, RunStarted, StepFinished
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.run_words import describe_run

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font


def history(events: object, n_events: int | None = None) -> RunHistory:
    made = RunHistory()
    for event in list(events)[:n_events]:  # type: ignore[call-overload]
        made.apply(event)
    return made


def test_thawing_is_marked_and_every_other_stage_shaded(qtbot: QtBot) -> None:
    plot = LearningRatePlot()
    qtbot.addWidget(plot)
    plot.show_history(history(classifier(250)))
    assert plot.thawings() == [51, 101, 151, 201]
    assert [mark.label.format for mark in plot._marks] == [
        "+ layer 3",
        "+ layer 2",
        "+ layer 1",
        "+ embedding",
    ]
    assert [shade.getRegion() for shade in plot._shades] == [(51, 100), (151, 200)]


def test_the_accuracy_says_what_its_curve_counts(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    for events, counts in ((classifier(250), True), (language_model(300), False)):
        charts.show_history(history(events))
        told = charts.figure.toolTip(), charts.figure.plot.accessibleDescription()
        assert ["the network alone" in words for words in told] == [counts] * 2


def test_what_arrives_is_painted_a_plot_at_a_time(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    events = list(classifier(250))
    seen = record([(SORTING, event) for event in events[:20]])
    view.show_record("Training 1", seen, live=False)
    for event in events[20:40]:
        seen.apply(SORTING, event)
    view.mark_dirty()
    n_steps = len(seen.histories[SORTING].steps)
    painted = []
    for _ in range(3):
        view._paint_next()
        curves = view.charts.loss._raw, view.charts.rates._curves[-1]
        painted.append([len(curve.xData) == n_steps for curve in curves])
    assert painted == [[True, False], [True, False], [True, True]]


def test_what_the_language_model_writes_stands_below_its_figures(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    seen = record([(READING, event) for event in language_model(30)])
    view.show_record("Training 1", seen, live=False)
    assert view.written.isHidden()
    for epoch in (4, 5):
        seen.apply(READING, EpochFinished(epoch, 30, {}, written=f"The <b>crew</b> {epoch}"))
    view.mark_dirty()
    view.repaint_if_dirty()
    assert not view.written.isHidden()
    assert view.written.text() == "After pass 5 it writes: The <b>crew</b> 5"


@pytest.mark.parametrize("width", [300, 900])
def test_the_figures_are_whole_in_a_narrow_window(qtbot: QtBot, studio: Studio, width: int) -> None:
    studio.preferences.update(text_size=150)
    view = RunView()
    qtbot.addWidget(view)
    view.resize(width, 700)
    events = list(language_model(3000))[:500]
    view.show_record("Training 1", record([(READING, event) for event in events]), live=True)
    view.show()
    qtbot.waitExposed(view)
    figures, bar = view.figures, view.bar
    assert figures.geometry().right() <= view.width()
    assert figures.heightForWidth(figures.width()) <= figures.height()
    assert (figures.y() > bar.geometry().bottom()) == (width == 300)


@pytest.mark.parametrize("height", [110, 400])
def test_the_words_of_a_thawing_stand_below_the_curves(qtbot: QtBot, height: int) -> None:
    plot = LearningRatePlot()
    qtbot.addWidget(plot)
    trained = history(classifier(250))
    plot.show_history(trained)
    plot.resize(420, height)
    plot.show()
    qtbot.waitExposed(plot)
    box = plot.plot.getPlotItem().getViewBox()
    (lowest, highest), rates = box.viewRange()[1], trained.learning_rates
    for mark in plot._marks:
        top = mark.label.orthoPos + plot._line() / 2
        assert lowest + top * (highest - lowest) < math.log10(rates[rates > 0].min())
        assert mark.label.orthoPos * box.height() >= 7  # not cut at the bottom
    assert len({mark.label.orthoPos for mark in plot._marks}) == 2  # the last has no room beside


def test_plots_and_layers_are_as_high_as_their_words_are_large(
    qtbot: QtBot, studio: Studio
) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show_history(history(classifier(250)))
    charts.show()

    def least_heights() -> list[int]:
        plots = (charts.loss.plot, charts.figure.plot, charts.rates.plot)
        return [*(p.minimumHeight() for p in plots), charts.layers.minimumSizeHint().height()]

    before = least_heights()
    studio.preferences.update(text_size=175)
    qtbot.waitUntil(
        lambda: all(now > 1.5 * was for now, was in zip(least_heights(), before, strict=True))
    )


def test_a_frozen_layer_has_no_line(qtbot: QtBot) -> None:
    plot = LearningRatePlot()
    qtbot.addWidget(plot)
    plot.show_history(history(classifier(250), 80))
    drawn = [0 if curve.xData is None else len(curve.xData) for curve in plot._curves]
    assert drawn[:3] == [0, 0, 0]
    assert drawn[4] > 50
    assert np.isnan(plot._curves[3].yData[:50]).all()


def test_another_history_takes_its_own_number_of_curves(qtbot: QtBot) -> None:
    plot = LearningRatePlot()
    qtbot.addWidget(plot)
    plot.show_history(history(classifier(50)))
    plot.show_history(history(language_model(30)))
    assert len(plot._curves) == 4
    plot.show_history(None)
    assert plot._curves == []
    assert plot._marks == []


@pytest.mark.parametrize(
    ("lowest", "highest", "size", "ticks"),
    [
        (1e-4, 1e-2, 300, ["1.0e-4", "2.0e-4", "5.0e-4", "1.0e-3", "2.0e-3", "5.0e-3", "1.0e-2"]),
        (1e-4, 1e-2, 100, ["1.0e-4", "1.0e-3", "1.0e-2"]),
        (1e-4, 1e-2, 70, ["1.0e-4", "1.0e-2"]),
        (1.5e-3, 6e-3, 40, ["3.0e-3"]),
    ],
)
def test_ticks_are_as_many_as_fit(
    qapp: QApplication, lowest: float, highest: float, size: float, ticks: list[str]
) -> None:
    axis = RateAxis("left")
    ((spacing, values),) = axis.tickValues(np.log10(lowest), np.log10(highest), size)
    assert axis.tickStrings(values, 1.0, spacing) == ticks


def test_layers_are_lit_as_they_thaw(qtbot: QtBot) -> None:
    stack = LayerStack()
    qtbot.addWidget(stack)
    stack.show_history(history(classifier(250), 60))
    by_name = {layer.name: layer.rate for layer in stack.layers}
    assert tuple(by_name) == GROUPS
    assert [name for name, rate in by_name.items() if rate is None] == [*GROUPS[:3]]
    assert by_name["head"] == pytest.approx(2 * (by_name["layer 3"] or 0))
    words = stack.accessibleDescription()
    assert words.startswith("head: ")
    assert words.endswith("embedding: frozen")


def test_before_the_first_stage_nothing_is_lit(qtbot: QtBot) -> None:
    stack = LayerStack()
    qtbot.addWidget(stack)
    stack.show_history(history([RunStarted("finetune_classifier", 9, ("embedding", "head"))]))
    assert stack.layers == (Layer("embedding", None), Layer("head", None))


def test_rates_are_written_short() -> None:
    assert [rate_words(rate) for rate in (0.004, 1e-2, 3.14e-5)] == ["4.0e-3", "1.0e-2", "3.1e-5"]


def test_a_loss_that_is_no_number_disturbs_nothing(qtbot: QtBot) -> None:
    plot = LivePlot("Loss")
    qtbot.addWidget(plot)
    steps = np.arange(1.0, 4.0)
    plot.show_series((steps, np.full(3, np.nan)), best=(2.0, 0.5))
    assert len(plot._raw.yData if plot._raw.yData is not None else ()) == 0
    assert list(plot._best.xData) == [2.0]


def test_the_best_point_is_marked_and_the_figure_fits_the_stage(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    trained = history(classifier(250))
    charts.show_history(trained)
    assert charts.figure.title.text() == "Held-out accuracy"
    assert list(charts.figure._best.xData) == [200]
    charts.show_history(history(language_model(300)))
    assert charts.figure.title.text() == "Perplexity"
    assert len(charts.figure._smooth.xData) == 300


def test_the_table_tells_the_same(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show_table(True)
    trained = history(classifier(250))
    charts.show_history(trained)
    cells = [charts.table.item(1, column).text() for column in range(6)]
    newest = trained.validations[-1]
    assert cells[:2] == ["Pass 5", "250"]
    assert cells[3] == f"{newest.metrics['valid_loss']:.3f}"
    assert cells[4] == f"{newest.metrics['valid_accuracy']:.1%}"
    assert charts.table.rowCount() == 6
    assert charts.table.item(5, 5).text() == "3.1e-4"  # the others are frozen


@pytest.mark.parametrize("name", ["dark", "light"])
def test_plots_follow_the_theme(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, name: str
) -> None:
    plot = LivePlot("Loss")
    qtbot.addWidget(plot)
    plot.show()
    preferences.update(theme=name)
    qapp.sendPostedEvents()
    wanted = theme.DARK if name == "dark" else theme.LIGHT
    assert plot.plot.backgroundBrush().color() == QColor(wanted.surface)
    assert plot._smooth.opts["pen"].color() == QColor(wanted.labels["blue"])


def test_a_head_fitted_in_one_go_has_few_things_to_show(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show()
    read = history(instant_head(), 4)
    charts.show_history(read)
    said = "Stage 1 of 2: reading every text once, with all layers frozen."
    assert describe_run(read) == said
    assert read.eta_seconds == pytest.approx(1.2)
    done = history(instant_head())
    charts.show_history(done)
    assert charts.figure.value.whole() == "80.0%"
    assert charts.loss.value.whole() == "held out 0.70"
    assert charts.layers.accessibleDescription().startswith("head: trained; layer 3: frozen")
    charts.show_table(True)
    charts.show_history(done)
    assert charts.table.item(1, 4).text() == "80.0%"  # type: ignore[union-attr]


def test_a_plot_without_anything_to_draw_says_what_is_to_come(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show()
    charts.show_history(None)
    assert not charts.loss.isVisible()
    charts.show_history(history(language_model(30)))
    charts.show_history(history(instant_head(), 4))
    assert not charts.loss.plot.isVisible()
    assert charts.loss.nothing.text().startswith("It is fitted in one go")
    assert charts.figure.nothing.text() == "Measured on held-out texts once it is fitted."
    assert not charts.rates.isVisible()
    charts.show_history(history(instant_head()))
    assert "thresholds" not in charts.figure.toolTip()  # it is the finished model's figure
    assert charts.loss.nothing.isVisible()
    charts.show_history(history(classifier(250), 20))
    assert charts.loss.plot.isVisible()
    assert charts.figure.nothing.isVisible()
    assert charts.figure.nothing.text() == "Measured on held-out texts after each pass."


def test_a_training_that_came_to_nothing_is_not_said_to_be_reading(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    view.show_record("Training 1", record([]), live=True)
    assert view.sentence.text().startswith("Reading the texts")
    view.end()
    assert view.sentence.text() == "It ended before its first step."


def test_bar_and_figures_are_those_of_the_part_at_work(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    reading = [(READING, event) for event in language_model(30)]
    fitting = [(SORTING, event) for event in list(instant_head())[:4]]
    view.show_record("Training 1", record([*reading, *fitting]), live=True)
    assert view.sentence.text().startswith("Classifier")
    assert view.figures.text().startswith("step 1 of 3")
    assert view.charts.figure.title.text() == "Perplexity"


def test_parts_of_the_measuring_are_not_counted_as_steps(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    measured = (WHOLE, StepFinished(15, math.nan, (), 0.0, 0, 1.0))
    view.show_record("Training 1", record([*whole()[:-1], measured]), live=True)
    assert view.figures.text() == "this part: nearly done"


def test_of_a_head_fitted_in_one_go_there_are_no_rates(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show()
    charts.show_history(history(instant_head()))
    assert not charts.rates.isVisible()
    charts.show_history(history(classifier(250)))
    assert charts.rates.isVisible()


def test_the_time_left_is_said_to_be_of_the_part_at_work(qtbot: QtBot) -> None:
    view = RunView()
    qtbot.addWidget(view)
    events = list(language_model(300))[:30]
    view.show_record("Training 1", record([(READING, event) for event in events]), live=True)
    assert view.figures.text().endswith(" · this part: less than a minute left")


def test_the_first_step_s_loss_is_a_single_point_though_smoothing_rounds_it(qtbot: QtBot) -> None:
    plot = LivePlot("Loss")
    qtbot.addWidget(plot)
    x = np.array([1.0])
    plot.show_series((x, np.array([5.4])), (x, np.array([5.4 + 1e-14])))
    assert plot.plot.viewRange() == [[0.0, 2.0], [0.0, pytest.approx(10.8)]]


def test_a_single_point_stands_in_the_middle_of_what_can_be(qtbot: QtBot) -> None:
    plot = LivePlot("Held-out accuracy")
    qtbot.addWidget(plot)
    one = (np.array([3.0]), np.array([0.4]))
    plot.show_series(measured=one, best=(3.0, 0.4))
    assert plot.plot.viewRange() == [[0.0, 6.0], [0.0, 0.8]]
    plot.show_series(measured=(np.array([3.0, 9.0]), np.array([0.4, 0.7])))
    assert plot.plot.getViewBox().autoRangeEnabled() == [True, True]


def test_accuracy_is_in_per_cent(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    for part in (SORTING, READING):
        charts.show_history(history(classifier(250) if part == SORTING else language_model()))
        ticks = charts.figure.plot.getAxis("left").tickStrings([0.5], 1.0, 0.25)
        assert ticks == (["50%"] if part == SORTING else ["0.5"])


def test_a_plot_names_its_steps_where_it_has_room(qtbot: QtBot) -> None:
    plot = LivePlot("Loss")
    qtbot.addWidget(plot)
    plot.show()
    axis = plot.plot.getAxis("bottom")
    assert axis.labelText == "step"
    for height in (120, 400):
        plot.resize(300, height)
        assert axis.label.isVisible() == (height == 400)


def test_of_a_head_fitted_in_one_go_the_figure_itself_is_shown(qtbot: QtBot) -> None:
    charts = RunCharts()
    qtbot.addWidget(charts)
    charts.show()
    charts.show_history(history(instant_head()))  # one measurement, no curve
    assert (charts.figure.single.isVisible(), charts.figure.single.text()) == (True, "80.0%")
    assert not charts.figure.plot.isVisible()
    charts.show_history(history(classifier(250)))
    assert charts.figure.plot.isVisible()


def test_a_rate_is_written_as_the_language_writes_numbers() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert rate_words(0.004) == "4,0e-3"
        assert RateAxis("left").tickStrings([-3.0], 1.0, 1.0) == ["1,0e-3"]
    finally:
        QLocale.setDefault(before)
