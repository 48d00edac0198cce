from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.operations.import_report import ImportReport
from app.widgets.import_report_view import ImportReportView
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.project.imports import ImportRecord, OtherwiseLabelled
from ulmfit_core.project.labels import Label

RECORD = ImportRecord(1, "letters.csv", 0.0, 1, 1200, 4, 30, 120, 0.1)
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


@pytest.mark.usefixtures("studio")
def test_labels_that_differ_by_capitals_alone_are_told(qtbot: QtBot) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    names = ("Bill", "bill", "letter", "BILL")
    labels = tuple((Label(n, name, "blue", None, n), 3) for n, name in enumerate(names))
    view.show_report(replace(REPORT, labels=labels, n_labelled=12))
    assert view.alike.text().startswith("Alike but for capitals: Bill / bill / BILL. Do they")
    with qtbot.waitSignal(view.merge_wanted):
        view.merge.click()
    view.show_report(replace(REPORT, labels=labels[1:3], n_labelled=6))
    assert view.alike.isHidden()
    assert view.merge.isHidden()


@pytest.mark.usefixtures("studio")
def test_texts_that_were_labelled_otherwise_are_told(qtbot: QtBot) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    view.show_report(replace(REPORT, otherwise_labelled=OtherwiseLabelled(41, 0)))
    assert view.contradicted.text().startswith("41 of these texts are in the project with other")
    assert "undo this import" in view.contradicted.text()
    assert not view.contradicted.isHidden()
    view.show_report(replace(REPORT, otherwise_labelled=OtherwiseLabelled(0, 1)))
    said = "1 of these texts repeats another of this import, with other labels. Nothing was dropped"
    assert view.contradicted.text().startswith(said)
    assert "in the project" not in view.contradicted.text()
    view.show_report(replace(REPORT, otherwise_labelled=OtherwiseLabelled(2, 1)))
    assert view.contradicted.text().count("Nothing was dropped") == 1
    view.show_report(REPORT)
    assert view.contradicted.isHidden()


@pytest.mark.usefixtures("studio")
def test_beside_many_labels_the_lengths_stand_at_the_top(qtbot: QtBot) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    names = [name for n in range(40) for name in (f"some kind, {n}", f"SOME KIND, {n}")]
    labels = tuple((Label(n, name, "blue", None, n), 3) for n, name in enumerate(names))
    view.show_report(replace(REPORT, labels=labels, n_labelled=240))
    qtbot.waitUntil(lambda: view.labels.height() > 300)
    beside = view.lengths.parentWidget()
    assert beside is not None
    qtbot.waitUntil(lambda: beside.height() > 500)
    assert view.histogram.mapTo(beside, QPoint()).y() < 90
    below = view.histogram.mapTo(beside, QPoint(0, view.histogram.height())).y()
    assert view.lengths.y() - below < 30


@pytest.mark.usefixtures("studio")
def test_of_many_labels_alike_the_first_are_named(qtbot: QtBot) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    names = [name for n in range(40) for name in (f"kind {n}", f"KIND {n}")]
    labels = tuple((Label(n, name, "blue", None, n), 3) for n, name in enumerate(names))
    view.show_report(replace(REPORT, labels=labels, n_labelled=240))
    assert "kind 4 / KIND 4 and 35 more. Do they" in view.alike.text()


@pytest.mark.usefixtures("studio")
def test_what_has_to_be_saved_as_text_is_told_above_the_rows(qtbot: QtBot) -> None:
    view = ImportReportView()
    qtbot.addWidget(view)
    reasons = ("is empty", "a.ppt is a presentation. Save it as plain text (.txt).", "b.ppt is so")
    rejected = tuple(RejectedRow("x", n, reason) for n, reason in enumerate(reasons, start=1))
    view.show_report(replace(REPORT, record=replace(RECORD, n_rejected=3), rejected=rejected))
    assert view._rejected_words.text() == f"The rest of the file came in. {reasons[1]}"
