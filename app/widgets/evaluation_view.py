"""A report to look at: scores beside simpler ones, mix-ups, calibration, labels, mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.flat_table import WHOLE_ROLE
from app.models.judged_table import TEXT, JudgedTable
from app.theme import Space, scaled
from app.translation import number, tr
from app.widgets import evaluation_words as words
from app.widgets.abstain_view import AbstainView
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.confusion_matrix import ConfusionMatrix
from app.widgets.figures_table import FiguresTable
from app.widgets.judged_groups import JudgedGroups
from app.widgets.layouts import hbox, turn
from app.widgets.reliability_plot import ReliabilityPlot, reliability_rows
from app.widgets.score_card import ScoreCard
from app.widgets.scrolled import Scrolled
from app.widgets.texts import paragraph
from ulmfit_core.evaluation.abstaining import coverage_of
from ulmfit_core.evaluation.report import EvaluationReport
from ulmfit_core.project.judged_groups import JudgedBy
from ulmfit_core.project.project import Project

_ROOM_FOR_TWO = 800  # pixels: below, what stands side by side goes one under the other
_MOST_BESIDE = 8  # labels whose matrix leaves room beside it
_MISTAKES = 8


class EvaluationView(Scrolled):
    """``cell_opened`` carries the places of two labels, ``label_opened`` of one,
    ``mistake_opened`` a row of the surest mistakes."""

    cell_opened = Signal(int, int)
    label_opened = Signal(int)
    mistake_opened = Signal(int)

    def __init__(self, project: Project) -> None:
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        super().__init__(holder, tr("The report"))
        self.report: EvaluationReport | None = None
        self.scores = ScoreCard()
        self.matrix = ConfusionMatrix()
        self.reliability = ReliabilityPlot()
        self.bins = FiguresTable(self.reliability.accessibleName())
        self.off_by = paragraph("", "muted")
        self.abstain = AbstainView()
        self.classes = FiguresTable(tr("Each label"))
        self.groups = JudgedGroups()
        self.mistakes = FiguresTable(tr("The surest mistakes"), n_words=3)
        self.all_mistakes = button("", "link")
        self.none_wrong = paragraph(tr("None: every labelled test text is right."), "muted")
        self._surest = JudgedTable(project)
        self._lay_out()
        self._connect()

    def show_report(self, report: EvaluationReport) -> None:
        """Show this report."""
        self.report = report
        self.scores.show_report(report)
        self._matrix_card.setVisible(report.task == "single")
        self.matrix.show_report(report)
        self.reliability.show_bins(report.reliability)
        counted = tr("Texts") if report.task == "single" else tr("Answers")  # one a label
        heads = (tr("How sure"), tr("How often right"), counted)
        self.bins.show_rows(heads, reliability_rows(report.reliability))
        self.off_by.setText(words.calibration_words(report.evaluation))
        self._show_abstaining(report)
        self.classes.show_rows(*words.class_table(report))
        self._show_mistakes(report)
        self._place()

    def show_groups(self, ways: Sequence[JudgedBy], report: EvaluationReport) -> None:
        """Show how the report is on each group; where nothing makes groups, nothing."""
        self._groups_card.setVisible(bool(ways))
        self.groups.show_groups(ways, report)

    def forget_groups(self) -> None:
        """Show none until those of this report are found."""
        self._groups_card.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _show_abstaining(self, report: EvaluationReport) -> None:
        self._abstain_card.setVisible(report.task == "single")
        sure = np.array([document.certainty for document in report.documents])
        right = np.array([document.is_right for document in report.documents], bool)
        groups = np.array([document.group for document in report.documents])
        self.abstain.show_curve(coverage_of(sure, right, groups))

    def _show_mistakes(self, report: EvaluationReport) -> None:
        wrong = report.mistakes()
        model = self._surest
        model.show_documents(report, wrong[:_MISTAKES])
        columns = range(model.columnCount())
        self.mistakes.show_rows(
            [str(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns],
            [[str(model.index(row, c).data()) for c in columns] for row in range(model.rowCount())],
            [model.index(row, TEXT).data(WHOLE_ROLE) for row in range(model.rowCount())],
        )
        self.mistakes.setVisible(bool(wrong))
        self.none_wrong.setVisible(not wrong)
        self.all_mistakes.setVisible(len(wrong) > _MISTAKES)
        self.all_mistakes.setText(tr("All {n} mistakes", n=number(len(wrong))))

    def _place(self) -> None:
        """One beside the other where there is room for both."""
        is_wide = self.viewport().width() >= scaled(_ROOM_FOR_TWO)
        is_small = self.report is None or len(self.report.labels) <= _MOST_BESIDE
        turn(self.scores.row, beside=is_wide)
        turn(self._pair, beside=is_wide and is_small)

    def _connect(self) -> None:
        self.matrix.opened.connect(self.cell_opened)
        self.classes.opened.connect(self.label_opened)
        self.mistakes.opened.connect(self.mistake_opened)
        self.all_mistakes.clicked.connect(lambda: self.mistake_opened.emit(0))

    def _lay_out(self) -> None:
        column = self._column
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.L)
        column.addWidget(self.scores)
        self._pair = hbox(spacing=Space.L)
        explained = tr("A row is the label a text has, a column the one it was given.")
        header = SectionHeader(tr("Which label was taken for which"), explained)
        self._matrix_card = _card(header, self.matrix)
        self._pair.addWidget(self._matrix_card, 1)
        chart = ChartOrTable(tr("Are its probabilities honest?"), self.reliability, self.bins)
        self._pair.addWidget(_card(chart, self.off_by), 1)
        column.addLayout(self._pair)
        self._abstain_card = _card(self.abstain)
        column.addWidget(self._abstain_card)
        explained = tr(
            "In brackets: what it most likely is of many more texts. Enter or a double click shows "
            "the texts where the label went wrong."
        )
        column.addWidget(_card(SectionHeader(tr("Each label"), explained), self.classes))
        self._groups_card = _card(self.groups)
        self._groups_card.hide()
        column.addWidget(self._groups_card)
        explained = tr("Often the label is wrong, not the model: read them, and mend it there.")
        header = SectionHeader(tr("The surest mistakes"), explained)
        header.trailing.addWidget(self.all_mistakes)
        column.addWidget(_card(header, self.mistakes, self.none_wrong))
        column.addStretch(1)


def _card(*parts: QWidget) -> Card:
    card = Card()
    for part in parts:
        card.body.addWidget(part)
    card.body.addStretch(1)
    return card
