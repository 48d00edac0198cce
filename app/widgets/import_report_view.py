"""What came of an import, for the eye."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QTableView,
    QWidget,
)

from app.core_sentences import said
from app.models.language_words import language_words
from app.models.rejected_rows import RejectedRows
from app.operations.import_report import ImportReport
from app.theme import Space, scaled
from app.translation import number, tr, tr_count
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.choice_box import ChoiceBox
from app.widgets.figure import Figure
from app.widgets.figures_table import FiguresTable
from app.widgets.label_shares import LabelShares
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.length_histogram import LengthHistogram, length_rows, length_words
from app.widgets.scrolled import scrolled_column
from app.widgets.table_style import style_table
from app.widgets.texts import paragraph
from ulmfit_core.corpus.encoding import is_damage
from ulmfit_core.corpus.label_cells import alike_names
from ulmfit_core.corpus.saved_as_text import says_what_to_do
from ulmfit_core.project.imports import ImportRecord, OtherwiseLabelled

_MOST_ALIKE = 5  # labels that are named: of forty the page would be one list
_TWO_CARDS = 640  # pixels at the usual size of text


class ImportReportView(QWidget):
    """``record_chosen`` carries the import to be reported on; ``merge_wanted``: the labels that
    differ by capitals alone shall be one each; ``take_over_wanted`` carries the import of which
    unlabelled texts shall have the labels of their repeats, and how many there are."""

    record_chosen = Signal(ImportRecord)
    merge_wanted = Signal()
    take_over_wanted = Signal(ImportRecord, int)

    def __init__(self) -> None:
        super().__init__()
        self.records = ChoiceBox()
        self.records.name_itself(
            tr("Imports of this project"), tr("The import that is reported on below.")
        )
        self.records.activated.connect(lambda: self.record_chosen.emit(self.records.currentData()))
        self.texts = Figure(tr("texts"), tr("text"))
        self.labelled = Figure(tr("labelled by now"))
        self.test = Figure(tr("in the test set"))
        self.repeated = Figure(tr("repeat another"), tr("repeats another"))
        self.left_out = Figure(tr("rows left out"), tr("row left out"))
        self.contradicted = paragraph("", "warning")
        self.again = paragraph("", "warning")
        self.take_over = button(tr("Take over their labels"))
        self.take_over.clicked.connect(self._take_over)
        self.histogram = LengthHistogram()
        self.length_table = FiguresTable(self.histogram.accessibleName())
        self.lengths = paragraph("", "muted")
        self.labels = LabelShares()
        self.alike = paragraph("", "warning")
        self.merge = button(tr("Merge those alike"))
        self.merge.clicked.connect(self.merge_wanted)
        self.rejected = RejectedRows(self)
        self.rejected_table = QTableView()
        self.copy = button(tr("Copy"), icon_name="copy")
        self.copy.clicked.connect(self.copy_rejected)
        self._lay_out()

    def show_records(self, records: list[ImportRecord], current: ImportRecord) -> None:
        """Offer the imports of the project, the last one first."""
        self.records.clear()
        for record in reversed(records):
            words = tr_count("{n} text", "{n} texts", record.n_documents)
            self.records.addItem(f"{record.source} · {words}", record)
        self.records.setCurrentIndex(len(records) - 1 - records.index(current))
        self.records.setVisible(len(records) > 1)

    def show_report(self, report: ImportReport) -> None:
        """Show one import."""
        record = report.record
        self.texts.show_value(record.n_documents)
        self.test.show_value(record.n_test)
        self.repeated.show_value(record.n_duplicates)
        self.left_out.show_value(record.n_rejected)
        self.labelled.show_value(report.n_labelled)
        self.histogram.show_lengths(report.lengths)
        heads = (tr("Characters"), tr("Texts"), tr("Share"))
        self.length_table.show_rows(heads, length_rows(report.lengths))
        self.lengths.setText(f"{length_words(report.lengths)} {_language(report)}".strip())
        self.labels.show_shares([(label.name, label.colour, n) for label, n in report.labels])
        self.alike.setText(_alike_words([label.name for label, _ in report.labels]))
        for shown in (self.alike, self.merge):
            shown.setVisible(bool(self.alike.text()))
        self._labels_card.setVisible(bool(report.labels))
        self.labelled.setVisible(bool(report.labels))
        self.contradicted.setText(_contradicted_words(report.otherwise_labelled))
        self.contradicted.setVisible(any(report.otherwise_labelled))
        self._show_again(report)
        self._place_figures()
        self._show_rejected(report)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= scaled(_TWO_CARDS)
        turn(self._charts, beside=is_wide)
        self._figures.setHorizontalSpacing(Space.XXL if is_wide else Space.L)
        self._place_figures()

    def _place_figures(self) -> None:
        """As many beside one another as have room."""
        gap, shown = self._figures.horizontalSpacing(), [f for f in self._all if not f.isHidden()]
        widths = [figure.sizeHint().width() + gap for figure in shown]
        room = self.width() - 2 * Space.S
        across = len(shown) if sum(widths) <= room else max(1, (room + gap) // max(widths))
        for place, figure in enumerate(shown):
            self._figures.addWidget(figure, *divmod(place, across))

    def copy_rejected(self) -> None:
        """Put the rows that were left out on the clipboard."""
        QGuiApplication.clipboard().setText(self.rejected.as_text())

    def _show_again(self, report: ImportReport) -> None:
        self._again = (report.record, report.n_labelled_again)
        self.again.setText(_again_words(report.n_labelled_again))
        for shown in (self.again, self.take_over):
            shown.setVisible(report.n_labelled_again > 0)

    def _take_over(self) -> None:
        self.take_over_wanted.emit(*self._again)

    def _show_rejected(self, report: ImportReport) -> None:
        self.rejected.show_rows(report.rejected)
        self.rejected_table.resizeColumnToContents(0)
        self._rejected_card.setVisible(bool(report.rejected))
        total = report.record.n_rejected
        shown = len(report.rejected)
        words = tr("The rest of the file came in.")
        if shown < total:
            words += " " + tr("The first {n} are listed.", n=number(shown))
        for row in filter(says_what_to_do, report.rejected):
            words += " " + said(row.reason)
        if any(is_damage(row.reason) for row in report.rejected):
            words += " " + tr(
                "Damaged rows are read all the same where you undo this import and say so above "
                "the first rows of the file."
            )
        self._rejected_head.title.setText(
            tr_count("{n} row was left out", "{n} rows were left out", total)
        )
        self._rejected_words.setText(words)

    def _lay_out(self) -> None:
        self._all = (self.texts, self.labelled, self.test, self.repeated, self.left_out)
        self._figures = QGridLayout()
        for place, figure in enumerate(self._all):
            self._figures.addWidget(figure, 0, place)
        self._figures.setColumnStretch(len(self._all), 1)
        self._charts = charts = hbox(spacing=Space.L)
        charts.addWidget(self._lengths_card(), 3)
        self._labels_card = Card()
        heading = SectionHeader(tr("Labels of these texts"))
        add(self._labels_card.body, heading, self.labels, self.alike, hbox(self.merge, 1), 1)
        charts.addWidget(self._labels_card, 2)
        again = hbox(self.take_over, 1)
        top = vbox(self._figures, self.contradicted, self.again, again, spacing=Space.S)
        parts = (self.records, top, charts, self._make_rejected_card())
        column = vbox(*parts, 1, spacing=Space.L)
        vbox(scrolled_column(tr("What came of the import"), column), within=self)

    def _lengths_card(self) -> Card:
        card = Card()
        title = tr("How long the texts are")
        add(card.body, ChartOrTable(title, self.histogram, self.length_table), self.lengths, 1)
        return card

    def _make_rejected_card(self) -> Card:
        self._rejected_card = Card()
        self._rejected_head = SectionHeader("")
        self._rejected_head.trailing.addWidget(self.copy)
        self._rejected_words = paragraph("", "muted")
        table = self.rejected_table
        table.setModel(self.rejected)
        style_table(table, tr("Rows that were left out"))
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.setColumnWidth(1, 420)
        table.setMinimumHeight(160)
        add(self._rejected_card.body, self._rejected_head, self._rejected_words, table)
        return self._rejected_card


def _contradicted_words(found: OtherwiseLabelled) -> str:
    words = ((_before_words, found.before), (_within_words, found.within))
    parts = [words_of(n) for words_of, n in words if n]
    kept = tr("Nothing was dropped: a training learns from both.")
    return " ".join((*(counted for counted, _ in parts), kept, *(advice for _, advice in parts)))


def _again_words(n: int) -> str:
    return tr_count(
        "{n} unlabelled text came again with labels. Until they are taken over, it is asked, and "
        "exported without.",
        "{n} unlabelled texts came again with labels. Until they are taken over, these are "
        "asked, and exported without.",
        n,
    )


def _before_words(n: int) -> tuple[str, str]:
    counted = tr_count(
        "{n} of these texts is in the project with other labels.",
        "{n} of these texts are in the project with other labels.",
        n,
    )
    return counted, tr(
        "To see how far two people agree instead, undo this import and choose Compare labels "
        "with a file…, in the menu File."
    )


def _within_words(n: int) -> tuple[str, str]:
    counted = tr_count(
        "{n} of these texts repeats another of this import, with other labels.",
        "{n} of these texts repeat another of this import, with other labels.",
        n,
    )
    return counted, tr(
        "Where two people labelled them, put the rows of each in a file: import the one instead, "
        "and compare it with the other (Compare labels with a file…, in the menu File)."
    )


def _alike_words(names: list[str]) -> str:
    """Of labels that differ by capitals alone; empty where none do."""
    alike = [" / ".join(same) for same in alike_names(names)]
    if not alike:
        return ""
    words = ", ".join(alike[:_MOST_ALIKE])
    if more := len(alike[_MOST_ALIKE:]):
        words = f"{words} {tr_count('and {n} more', 'and {n} more', more)}"
    return tr("Alike but for capitals: {labels}. Do they mean the same?", labels=words)


def _language(report: ImportReport) -> str:
    words = language_words(report.language)
    sentence = tr("The language is {words}.", words=words) if words else ""
    if not report.wants_other_base:
        return sentence
    return f"{sentence} {_advice()}"


def _advice() -> str:
    return tr(
        "The base models here have read English only; they know few words of these texts. With "
        "few labels the recipe Quick serves them well, as it goes by words besides, and Train "
        "suggests it. A base model that you build from text of the language (Build a base model…, "
        "in the menu File) may read them better."
    )
