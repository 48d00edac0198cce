from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.score_card import ScoreCard
from ulmfit_core.evaluation.baselines import BaselinePredictions
from ulmfit_core.evaluation.comparison import compare
from ulmfit_core.evaluation.report import make_report


def test_the_names_of_the_figures_have_their_room(qtbot: QtBot, studio: Studio) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = ScoreCard(window)
    rows = [("bill",), ("letter",)] * 60
    said = np.tile([0.6, 0.4], (120, 1))
    ours = compare(said, rows, ("bill", "letter"), task="single")
    others = [BaselinePredictions(name, said, None) for name in ("majority", "tfidf_lr")]
    card.show_report(make_report("now", range(120), ours, [(other, ours) for other in others]))
    card.row.itemAt(1).widget().turn.click()  # type: ignore[union-attr]
    card.resize(930, 400)  # what a window of 1280 leaves
    window.resize(930, 400)
    with qtbot.waitExposed(window):
        window.show()
    table = card.table
    qtbot.waitUntil(lambda: table.columnWidth(0) >= table.sizeHintForColumn(0), timeout=5000)


def test_bars_are_compared_and_no_figure_of_few_texts_looks_sure(
    qtbot: QtBot, studio: Studio
) -> None:
    card = ScoreCard()
    qtbot.addWidget(card)
    rows = [("bill",), ("letter",)] * 2
    right = compare(np.eye(2)[[0, 1, 0, 1]], rows, ("bill", "letter"), task="single")
    card.show_report(make_report("now", range(4), right))
    card.resize(900, 400)
    card.show()
    qtbot.waitExposed(card)
    assert card.accuracy.scores[0].words == "100.0% (51.0 to 100.0)"
    assert card.macro_f1.scores[0].words == "100.0% (span unknown)"
    assert card.table.cells()[1] == ["Macro F1", "100.0% (span unknown)"]
    assert "the mean of all labels" in card.macro_f1.accessibleDescription()
    assert card.accuracy.track() == card.macro_f1.track()
