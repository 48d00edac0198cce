from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.layouts import vbox
from app.widgets.probability_bars import LabelProbability
from app.widgets.try_text import TryText
from ulmfit_core.evaluation.attribution import Attribution

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font

LABELS = tuple(f"label {n}" for n in range(5))
WORDS = tuple(f"word{n}" for n in range(6))


def attribution() -> Attribution:
    """Six words that speak, so many that they are told in two lines."""
    spans = tuple((6 * n, 6 * n + 5) for n in range(len(WORDS)))
    weights = np.tile(np.linspace(1, 2, len(WORDS))[:, None], (1, len(LABELS)))
    return Attribution(LABELS, spans, weights, (0.8, 0.05, 0.05, 0.05, 0.05), by_word=True)


def test_what_stands_below_stays_in_its_place(qtbot: QtBot) -> None:
    trial, below, holder = TryText(), QWidget(), QWidget()
    vbox(trial, (below, 1), within=holder)
    qtbot.addWidget(holder)
    trial.expect(len(LABELS))
    holder.resize(700, 700)
    holder.show()
    qtbot.waitExposed(holder)
    before = below.y()
    trial.field.setPlainText(" ".join(WORDS))
    shares = zip(LABELS, attribution().probabilities, strict=True)
    rows = [LabelProbability(name, share, 0, share > 0.5) for name, share in shares]
    trial.show_answer(rows, trial.text)
    trial.show_spoken(attribution(), trial.text)
    qtbot.waitUntil(lambda: trial.legend.isVisible() and trial.legend.height() > 20)
    assert trial.legend.told.height() > 1.5 * trial.legend.told.fontMetrics().lineSpacing()
    assert below.y() == before > trial.field.height()
