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
    others = [BaselinePredictions(name, said, None, 0, "") for name in ("majority", "tfidf_lr")]
    card.show_report(make_report("now", range(120), ours, [(other, ours) for other in others]))
    card.row.itemAt(1).widget().turn.click()  # type: ignore[union-attr]
    card.resize(930, 400)  # what a window of 1280 leaves
    window.resize(930, 400)
    with qtbot.waitExposed(window):
        window.show()
    table = card.table
    qtbot.waitUntil(lambda: table.columnWidth(0) >= table.sizeHintForColumn(0), timeout=5000)
