"""How good a model is, at a glance and beside simpler ones."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.plain_words import wrapped_tip
from app.theme import Space
from app.translation import tr
from app.widgets import evaluation_words as words
from app.widgets.card import Card
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.figures_table import FiguresTable
from app.widgets.layouts import add, hbox, vbox
from app.widgets.score_bars import Score, ScoreBars
from app.widgets.texts import paragraph, show_words, text_label
from ulmfit_core.evaluation.report import EvaluationReport


class ScoreCard(Card):
    """A headline with what it is worth; accuracy and macro-F1 as bars with their intervals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = text_label("", "display")
        right = tr("Share of the test texts that are right")
        self.value.setAccessibleDescription(right)
        self.counts = paragraph("", "muted")
        self.beside = paragraph("", "strong")
        self.warning = paragraph("", "warning")
        self.accuracy = ScoreBars(tr("Accuracy"), right)
        self.macro_f1 = ScoreBars(tr("Macro F1"), words.what_macro_f1_is())
        for bars in (both := (self.accuracy, self.macro_f1)):
            bars.beside = both
        self.table = FiguresTable(tr("Scores"))
        self.row = hbox(spacing=Space.XL)
        self.row.addLayout(self._headline(), 1)
        self.row.addWidget(ChartOrTable(tr("Beside simpler ones"), self._bars(), self.table), 2)
        self.body.addLayout(self.row)

    def show_report(self, report: EvaluationReport) -> None:
        """Show the scores of a report."""
        self.value.setText(words.headline(report))
        self.counts.setText(words.what_it_counts(report))
        self.beside.setText(words.comparison(report))
        found = (words.doubt(report), words.thinness(report), words.strangeness(report))
        warnings = filter(None, found)
        show_words(self.warning, "\n".join(warnings))
        self.table.show_rows(*words.score_table(report))
        ours, others = report.evaluation, [(b.name, b.evaluation) for b in report.baselines[::-1]]
        for bars, figure in ((self.accuracy, "accuracy"), (self.macro_f1, "macro_f1")):
            bars.show_scores(
                [
                    Score(
                        words.classifier_name(name),
                        getattr(found, figure),
                        getattr(found, f"{figure}_interval"),
                        ours=found is ours,
                    )
                    for name, found in [(words.OURS, ours), *others]
                ]
            )

    def _headline(self) -> QVBoxLayout:
        column = vbox(spacing=Space.S)
        for part in (self.value, self.counts, self.beside, self.warning):
            column.addWidget(part)
        column.addStretch(1)
        return column

    def _bars(self) -> QWidget:
        holder = QWidget()
        column = vbox(within=holder, spacing=0)
        for bars in (self.accuracy, self.macro_f1):
            caption = text_label(bars.accessibleName(), "small")
            caption.setToolTip(wrapped_tip(bars.meaning))
            add(column, caption, bars)
            column.addSpacing(Space.S)
        return holder
