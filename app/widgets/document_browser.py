"""Documents found by words and state, as a table to label many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.models.document_table import LABELS, ROW_ROLE, STATE, TEXT, DocumentTable, row_spans
from app.plain_words import plain_tip
from app.text_direction import isolated
from app.theme import Space, colours, label_colour, scaled
from app.translation import number, tr, tr_count
from app.widgets.choice_box import ChoiceBox
from app.widgets.cut_cells import CutCells
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.search_field import SearchField
from app.widgets.table_style import style_table
from app.widgets.text_size import with_text_size
from app.widgets.texts import ElidedLabel
from ulmfit_core.arrays import Ids
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.labels import Label
from ulmfit_core.project.search_terms import typed_column

_ROW = 32
_SEARCH = 180  # px for what is searched, beside the filters
_STATE = 100  # pixels of the column
_ROOM_FOR_STATE = 480  # pixels; below, the texts need the room more
_DOT = 10
_LEAST_NAME = 56  # px for a label beside others; where there is less, they are counted


class DocumentBrowser(QWidget):
    """``wanted_changed`` carries a DocumentFilter, ``opened`` the id of a document."""

    wanted_changed = Signal(DocumentFilter)
    selection_changed = Signal()
    opened = Signal(int)

    def __init__(self, model: DocumentTable) -> None:
        super().__init__()
        self.model = model
        self.search = SearchField(tr("Search in texts"))
        self.show_columns(())
        self.state, self.label = ChoiceBox(), ChoiceBox()
        self.count = ElidedLabel("", "muted", cut=Qt.TextElideMode.ElideRight)
        self.table = _Table()
        self._set_up_table()
        self._set_up_choices()
        self._lay_out()
        self.search.searched.connect(self._changed)
        self.state.activated.connect(self._changed)
        self.label.activated.connect(self._changed)

    def wanted(self) -> DocumentFilter:
        """What is asked for; a repeat counts as the text it repeats."""
        state: DocumentFilter = self.state.currentData()
        label = self.label.currentData()
        is_decision = label is not None or state.status is not None
        return replace(state, search=self.search.text(), label=label, with_repeats=is_decision)

    def show_labels(self, labels: Sequence[Label]) -> None:
        """Offer these labels to filter by."""
        chosen = self.label.currentData()
        self.label.clear()
        self.label.addItem(tr("Any label"), None)
        for label in labels:
            self.label.addItem(label.name, label.id)
        self.label.setCurrentIndex(max(0, self.label.findData(chosen)))

    def show_columns(self, columns: Sequence[str]) -> None:
        """Tell how these columns, which came along with texts, are searched."""
        words = tr("Words in any order; in quotes, just so. Escape empties the field.")
        words += " " + tr("After id: or file: it is searched where a text is from.")
        name = tr("Search in texts")
        typed = min(map(typed_column, columns), key=len, default="")
        if typed:
            name = tr("Search in texts, or {column}…", column=typed)
            words += " " + tr("After {column} a word is searched in that column.", column=typed)
        self.search.setPlaceholderText(name)
        self.search.setAccessibleDescription(words)
        self.search.setToolTip(plain_tip(words))

    def forget(self) -> None:
        """Ask for nothing, and search nothing anew for it."""
        self.search.forget()
        self.state.setCurrentIndex(0)
        self.label.setCurrentIndex(0)

    def show_ids(self, ids: Ids, search: str = "") -> None:
        """Show what was found, by these words."""
        self.model.show_ids(ids, search)
        self._say()

    def selected(self) -> list[int]:
        """The documents whose rows are selected."""
        return self.model.ids_in(self.table.selectionModel().selection())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        filters = self.state.sizeHint().width() + self.label.sizeHint().width() + 2 * Space.S
        is_wide = self.width() >= filters + scaled(_SEARCH)
        turn(self._row, beside=is_wide)
        has_room = self.width() >= scaled(_ROOM_FOR_STATE)
        self.table.setColumnHidden(STATE, not has_room)
        wanted = scaled(150 if has_room else 120)
        self.table.setColumnWidth(LABELS, min(wanted, self.width() // 3))

    def _fit_table(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        self.table.setColumnWidth(STATE, scaled(_STATE))

    def _changed(self) -> None:
        self.wanted_changed.emit(self.wanted())

    def _say(self) -> None:
        spans = row_spans(self.table.selectionModel().selection())
        n_selected = sum(end - top for top, end in spans)
        words = shorter = tr_count("{n} text", "{n} texts", self.model.rowCount())
        if n_selected:
            shorter = tr("{n} selected: a label's key labels them", n=number(n_selected))
            words += " · " + shorter
        self.count.set_whole(words, shorter)
        self.selection_changed.emit()

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row_of(index.row())
        if row is not None:
            self.opened.emit(row.id)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        style_table(table, tr("Texts"))
        table.setItemDelegateForColumn(LABELS, _LabelPainter(table))
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        with_text_size(table, self._fit_table)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(self._say)
        table.doubleClicked.connect(self._open)
        table.entered_row.connect(self._open)

    def _set_up_choices(self) -> None:
        for words, wanted in (
            (tr("All texts"), DocumentFilter()),
            (tr("Not labelled"), DocumentFilter(status=Status.UNLABELLED)),
            (tr("Labelled"), DocumentFilter(status=Status.LABELLED)),
            (tr("Skipped"), DocumentFilter(status=Status.SKIPPED)),
            (tr("Flagged"), DocumentFilter(flagged=True)),
            (tr("Test set"), DocumentFilter(is_test=True)),
            (tr("Repeats"), DocumentFilter(is_duplicate=True)),
        ):
            self.state.addItem(words, wanted)
        self.state.name_itself(tr("Which texts"), tr("The table shows only texts in this state."))
        self.label.name_itself(
            tr("With which label"), tr("The table shows only texts with this label.")
        )
        self.label.setMinimumContentsLength(10)
        self.label.addItem(tr("Any label"), None)

    def _lay_out(self) -> None:
        self._row = hbox((self.search, 1), spacing=Space.S)
        filters = hbox((self.state, 1), (self.label, 1), spacing=Space.S)
        self._row.addLayout(filters)
        vbox(self._row, self.count, (self.table, 1), within=self, spacing=Space.S)


class _Table(QTableView):
    """A table in which Enter opens the current row."""

    entered_row = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """Not the header's: painted, it asks of each column whether all rows are selected, one by
        one, and no column ever is."""
        super().setSelectionModel(selection)
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(selection.model(), self))

    def select_rows(self, first: int, last: int) -> None:
        """Select whole rows, and no others."""
        model, flags = self.model(), QItemSelectionModel.SelectionFlag
        rows = QItemSelection(model.index(first, 0), model.index(last, 0))
        self.selectionModel().select(rows, flags.ClearAndSelect | flags.Rows)


class _LabelPainter(CutCells):
    """A dot in the label's colour before its name."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = index.data(ROW_ROLE)
        names = [name for name, _ in row.labels] if row is not None else []
        words = sum(option.fontMetrics.horizontalAdvance(name) for name in names)
        return QSize(Space.S + words + len(names) * (_DOT + Space.XS + 2 + Space.M), scaled(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().accent_soft))
        left = float(option.rect.left() + Space.S)
        labels = row.labels if row is not None else ()
        for n_left, (name, colour) in zip(range(len(labels), 0, -1), labels, strict=True):
            if n_left < len(labels) and option.rect.right() - left < scaled(_LEAST_NAME):
                self._paint_words(painter, option, left, f"+{n_left}")
                break
            more = painter.fontMetrics().horizontalAdvance(f"+{n_left - 1}") + Space.M
            kept = more if n_left > 1 else 0
            left = self._paint_label(painter, option, left, name, colour, kept)
        painter.restore()

    def _paint_label(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        left: float,
        name: str,
        colour: str,
        kept: int,
    ) -> float:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(colour))
        top = option.rect.center().y() - _DOT / 2 + 0.5
        painter.drawEllipse(QRectF(left, top, _DOT, _DOT))
        return self._paint_words(painter, option, left + _DOT + Space.XS + 2, name, kept)

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        left: float,
        words: str,
        kept: int = 0,
    ) -> float:
        """Cut where the cell ends, ``kept`` pixels before; where the next may begin."""
        rect = option.rect
        room = max(0.0, rect.right() - left - kept)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.setPen(QColor(colours().text))
        place = QRectF(left, rect.top(), room, rect.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, isolated(shown))
        return left + painter.fontMetrics().horizontalAdvance(shown) + Space.M
