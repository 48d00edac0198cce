from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.widgets.review_view import ReviewView
from ulmfit_core.fewshot.learning_curve import CurvePoint, LearningCurve

POINTS = tuple(CurvePoint(n, 0.5, 0.4, 0.6) for n in (20, 40))


@pytest.fixture
def view(qtbot: QtBot) -> ReviewView:
    made = ReviewView()
    qtbot.addWidget(made)
    return made


def test_the_key_names_the_marks_that_are_drawn(view: ReviewView) -> None:
    view.show_curve(LearningCurve(POINTS, POINTS, 0.1, None))
    assert view.key.text() == (
        "Circles: quick model with its band. Squares: words alone. Dotted: guessing."
    )
    view.show_curve(LearningCurve(POINTS, POINTS, 0.1, None, POINTS))
    view.show_trainings([(90, 0.8)], [])
    assert "Triangles" in view.key.text()
    assert "Diamonds" in view.key.text()
    assert "Stars" not in view.key.text()
    view.show_trainings([], [(90, 0.8)])
    assert "Diamonds" not in view.key.text()
    assert view.key.text().endswith("Stars: full trainings from scratch, likewise.")


def test_its_headline_explains_itself(view: ReviewView) -> None:
    assert "a rare one counts as much as a common one" in view.headline.toolTip()
