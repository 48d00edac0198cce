from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.widgets.abstain_view import AbstainView, abstain_words
from ulmfit_core.evaluation.abstaining import Coverage, coverage_of

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font

SURE = np.linspace(0.5, 0.995, 100)
RIGHT = np.arange(100) % 5 > 0  # every fifth is wrong
RIGHT[70:] = True  # but of the surest ones none


@pytest.fixture
def view(qtbot: QtBot) -> AbstainView:
    made = AbstainView()
    qtbot.addWidget(made)
    made.show()
    made.show_curve(coverage_of(SURE, RIGHT))
    return made


def test_the_sentence_follows_the_slider(qtbot: QtBot, view: AbstainView) -> None:
    heard: list[float] = []
    view.chosen.connect(heard.append)
    assert view.says.text().startswith(
        "With 0.00 it labels 100% of the texts, 14% of these wrongly"
    )
    view.slider.setFocus()
    view.slider.setValue(84)
    qtbot.keyClick(view.slider, Qt.Key.Key_Right)
    assert view.says.text().startswith("With 0.85 it labels 30% of the texts, 0% of these wrongly")
    assert "0% to 11%" in view.says.text()
    assert heard == [0.84, 0.85]


def test_what_was_chosen_before_is_no_choice_of_now(view: AbstainView) -> None:
    heard: list[float] = []
    view.chosen.connect(heard.append)
    view.set_threshold(0.7)
    assert view.threshold == 0.7
    assert "With 0.70" in view.says.text()
    assert heard == []


def test_a_threshold_chosen_by_these_texts_is_said_to_look_better(view: AbstainView) -> None:
    assert not view.flatters.isVisible()
    view.slider.setValue(84)
    assert view.flatters.isVisible()
    assert view.flatters.text().startswith("Chosen by these very texts")
    view.show_curve(coverage_of(SURE[:5], RIGHT[:5]))
    assert not view.flatters.isVisible()
    view.show_curve(coverage_of(SURE, RIGHT))
    assert view.flatters.isVisible()
    view.set_threshold(0.0)
    assert not view.flatters.isVisible()


def test_too_few_texts_have_a_heading_and_no_key(view: AbstainView) -> None:
    view.show_curve(coverage_of(SURE[:5], RIGHT[:5]))
    shown = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    assert "Where it does not know" in shown
    assert not any(words.startswith("Solid") for words in shown)
    view.show_curve(coverage_of(SURE, RIGHT))
    shown = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    assert any(words.startswith("Solid") for words in shown)


def test_the_plot_is_a_table_too(view: AbstainView) -> None:
    view._chart.turn.click()
    assert view.table.isVisible()
    assert not view.plot.isVisible()
    rows = {row[0]: row[1:] for row in view.table.cells()}
    assert rows["0.00"] == ["100%", "14.0%", "9% to 22%"]
    assert rows["0.95"] == ["10%", "–", "–"]  # ten answers say nothing of the error


def test_what_is_drawn_is_what_the_sentence_says(view: AbstainView) -> None:
    view.show_curve([Coverage(0.25, 100, 100, 30), Coverage(0.5, 100, 60, 6)])
    x, y = view._answered.getData()
    assert x.tolist() == [0.0, 0.25, 0.25, 0.5]
    assert y.tolist() == [1.0, 1.0, 0.6, 0.6]
    view.set_threshold(0.3)
    assert "labels 60% of the texts, 10% of these wrongly" in view.says.text()


def test_too_few_texts_give_no_figure(view: AbstainView) -> None:
    view.show_curve(coverage_of(SURE[:49], RIGHT[:49]))
    assert not view.slider.isVisible()
    assert not view.plot.isVisible()
    assert view.says.text() == (
        "49 texts are too few to say what a threshold would save; 50 are needed."
    )
    assert abstain_words([], 0.5).startswith("0 texts are too few")


def test_few_answers_say_nothing_of_the_error() -> None:
    words = abstain_words([Coverage(0.9, 100, 19, 0)], 0.9)
    assert words == "With 0.90 it labels 19% of the texts, too few to say how often wrongly."


@pytest.mark.parametrize(("width", "is_below"), [(200, True), (500, False)])
def test_in_a_narrow_place_the_slider_stands_below_its_name(
    qtbot: QtBot, view: AbstainView, width: int, is_below: bool
) -> None:
    (name,) = (label for label in view.findChildren(QLabel) if label.buddy() is view.slider)
    view.resize(width, 600)
    qtbot.waitUntil(lambda: (view.slider.y() > name.geometry().bottom()) is is_below)
