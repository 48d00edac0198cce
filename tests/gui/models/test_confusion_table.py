from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from app.models.confusion_table import CELL_ROLE, ConfusionTable
from ulmfit_core.evaluation.comparison import compare
from ulmfit_core.evaluation.report import make_report

BILL, LETTER = [0.9, 0.1], [0.1, 0.9]


def test_a_row_is_what_texts_are_and_a_column_what_they_were_taken_for() -> None:
    given = np.array([BILL, LETTER, LETTER, LETTER, LETTER])
    rows = [("bill",)] * 4 + [("letter",)]
    known = ("bill", "letter")
    report = make_report("now", range(1, 6), compare(given, rows, known, task="single"))
    table = ConfusionTable()
    table.show_report(report)
    assert [[table.index(i, j).data() for j in (0, 1)] for i in (0, 1)] == [["1", "3"], ["0", "1"]]
    assert [table.index(0, j).data(CELL_ROLE).share for j in (0, 1)] == [0.25, 0.75]
    words = [table.index(0, j).data(Qt.ItemDataRole.AccessibleTextRole) for j in (0, 1)]
    assert words == ["1 text of bill, rightly given it", "3 texts of bill, given letter"]
    table.show_report(None)
    assert table.rowCount() == table.columnCount() == 0
