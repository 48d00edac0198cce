from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.operations.import_report import ImportReport
from app.widgets.import_report_view import ImportReportView
from ulmfit_core.project.imports import ImportRecord

RECORD = ImportRecord(1, "letters.csv", 0.0, 1, 1200, 4, 30, 120, 0.1, 0)
REPORT = ImportReport(RECORD, (), np.arange(20, 220), 0, (), None, wants_other_base=False)


@pytest.mark.usefixtures("studio")  # for its fonts
@pytest.mark.parametrize("width", [300, 420, 900])
def test_it_is_never_scrolled_sideways(qtbot: QtBot, width: int) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    view.show_report(REPORT)
    view.resize(width, 700)
    view.show()
    area = view.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    tops = {figure.y() for figure in (view.texts, view.test, view.repeated, view.left_out)}
    assert (len(tops) == 1) == (width == 900)
