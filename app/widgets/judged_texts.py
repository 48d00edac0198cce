"""Texts of the test set behind a figure: a list of them, one to read, and its label to mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.models.judged_table import GIVEN, HAS, SURE, TEXT, JudgedTable
from app.models.place_words import place_words
from app.theme import Space, scaled
from app.translation import percent, tr
from app.widgets.buttons import button
from app.widgets.card import Card, separator
from app.widgets.choice_box import ChoiceBox
from app.widgets.figures_table import leave_room
from app.widgets.layouts import add, hbox, vbox
from app.widgets.reader import MOST_SHOWN, Reader
from app.widgets.relabel_panel import RelabelPanel
from app.widgets.scrolled import Scrolled
from app.widgets.spoken_words import SpokenLegend, shades
from app.widgets.table_style import style_table
from app.widgets.text_size import with_text_size
from app.widgets.texts import ElidedLabel, paragraph, text_label
from app.widgets.turning_row import TurningRow
from ulmfit_core.evaluation.attribution import Attribution
from ulmfit_core.evaluation.report import EvaluationReport, JudgedDocument
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

_ROW = 30
_LIST_ROWS = 5


class JudgedTexts(QWidget):
    """``left`` asks to go back, ``chosen`` tells the document shown, ``given`` a Label for it."""

    left = Signal()
    chosen = Signal(int)
    given = Signal(Label)

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.model = JudgedTable(project)
        self.back = button(tr("All figures"), "link")
        self.title = text_label("", "section")
        self.table = _Table()
        self.about = ElidedLabel("", "small")
        self.reader = Reader()
        self.label_shown = ChoiceBox()
        self.label_shown.setAccessibleDescription(
            tr("The words of the text are shaded by what they did for this label.")
        )
        self.legend = SpokenLegend()
        self.panel = RelabelPanel(self)
        self.document: StoredDocument | None = None  # the one that is read
        self._attribution: Attribution | None = None
        self._set_up_table()
        self._lay_out()
        self._connect()

    def show_documents(
        self,
        title: str,
        report: EvaluationReport,
        documents: Sequence[JudgedDocument],
        row: int = 0,
    ) -> None:
        """List these texts and read one of them."""
        self.title.setText(title)
        self.model.show_documents(report, documents)
        if documents:
            self.table.selectRow(row)
        self.table.setFocus()

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int]) -> None:
        """Offer these labels, and say how many documents have each."""
        self.panel.show_labels(labels, counts)

    def show_document(self, document: StoredDocument) -> None:
        """Read this text, or the same with other labels."""
        if self.document is None or document.id != self.document.id:
            self.reader.show_text(document.text)
            self.show_attribution(None)
            self.panel.field.clear()
        self.document = document
        self.about.set_whole(f"{place_words(document)} · {tr('test set')}")
        self.panel.show_given(document.labels)

    def show_attribution(self, attribution: Attribution | None) -> None:
        """Shade the words of the text that is read."""
        before = self.label_shown.currentText()
        self._attribution = attribution
        self.label_shown.clear()
        if attribution is not None:
            ranked = sorted(
                zip(attribution.labels, attribution.probabilities, strict=True), key=lambda p: -p[1]
            )
            for name, probability in ranked:
                self.label_shown.addItem(f"{name} ({percent(probability)})", name)
            self.label_shown.setCurrentIndex(max(0, self.label_shown.findText(before)))
        self._shade()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._shade()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _shade(self) -> None:
        label, found, document = self.label_shown.currentData(), self._attribution, self.document
        is_known = found is not None and document is not None and label is not None
        for widget in (self._choice, self.legend):
            widget.setVisible(is_known)
        self.waits.setVisible(not is_known)
        self.reader.setExtraSelections([])
        if found is not None and document is not None and label is not None:
            parts = found.parts(label)
            inside = [part for part in parts if part.end <= MOST_SHOWN]
            self.reader.setExtraSelections(shades(self.reader.document(), document.text, inside))
            self.legend.show_parts(document.text, parts, label, by_word=found.by_word)

    def _choose(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.documents):
            self.chosen.emit(self.model.documents[row].id)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        style_table(table, tr("Texts"))
        table.setProperty("role", "list")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column in (HAS, GIVEN, SURE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        with_text_size(table, self._fit_table)

    def _fit_table(self) -> None:
        row, heads = scaled(_ROW), self.table.horizontalHeader().sizeHint().height()
        self.table.verticalHeader().setDefaultSectionSize(row)
        self.table.setFixedHeight(heads + row * _LIST_ROWS)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.table.selectionModel().currentRowChanged.connect(lambda now, before: self._choose())
        self.label_shown.activated.connect(self._shade)
        self.panel.given.connect(self._give)

    def _give(self, label: Label) -> None:
        if self.document is not None:
            self.given.emit(label)

    def _lay_out(self) -> None:
        column = vbox(within=self, spacing=Space.M)
        top = hbox(self.back, (self.title, 1), spacing=Space.L)
        column.addLayout(top)
        holder = QWidget()
        below = hbox((self._reading(), 1), self.panel, spacing=Space.XL)
        vbox(self.table, (below, 1), within=holder, spacing=Space.M)
        column.addWidget(Scrolled(holder, tr("The texts, and the one that is read")), 1)

    def _reading(self) -> Card:
        card = Card()
        card.body.setContentsMargins(0, Space.M, 0, Space.M)
        card.body.setSpacing(Space.S)
        self.about.setContentsMargins(Space.L, 0, Space.L, 0)
        add(card.body, self.about, (self.reader, 1), separator())
        told = QVBoxLayout()
        told.setContentsMargins(Space.L, 0, Space.L, 0)
        told.setSpacing(Space.S)
        self.waits = paragraph(tr("Asking which words spoke…"), "small")
        name = text_label(tr("What each word did for"), "small")
        name.setBuddy(self.label_shown)
        self.label_shown.setAccessibleName(name.text())
        self.label_shown.give_way()
        self._choice = TurningRow(name, (self.label_shown, 1))
        add(told, self.waits, self._choice, self.legend)
        card.body.addLayout(told)
        return card


class _Table(QTableView):
    """Leaves most of its room to the texts."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        leave_room(self)
        super().resizeEvent(event)
