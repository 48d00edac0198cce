from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from app.widgets.length_histogram import LengthHistogram, length_rows


def test_every_text_is_in_one_range() -> None:
    lengths = np.concatenate([np.arange(1, 200), [90_000]])
    rows = length_rows(lengths)
    assert len(rows) == 10
    assert sum(int(n) for _, n, _ in rows) == 200
    assert rows[0] == ("0 to 19", "19", "9.5%")
    assert rows[-1][0] == "179 to 90,000"


def test_equal_and_no_lengths_are_ranges_too() -> None:
    assert sum(int(n) for _, n, _ in length_rows(np.full(7, 3))) == 7
    assert length_rows(np.empty(0, np.int64)) == []


def test_nothing_is_said_of_half_a_text(qtbot: QtBot) -> None:
    histogram = LengthHistogram()
    qtbot.addWidget(histogram)
    histogram.show_lengths(np.array([11, 26, 47]))
    axis = histogram.getAxis("left")
    assert axis.labelText == "texts"
    assert axis.tickSpacing(0, 1, 100)[0][0] == 1
