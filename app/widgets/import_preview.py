"""A file before it comes in: its first rows, what each column is, and the test set."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.models.preview_table import PreviewTable
from app.models.preview_words import FEW_COLUMNS, about_file, column_heads
from app.operations.preview import Preview
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.flag_columns import FlagColumns
from app.widgets.label_cells import LabelCells
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.number_box import NumberBox
from app.widgets.read_options import ReadOptionsBar
from app.widgets.role_header import RoleHeader
from app.widgets.scrolled import Scrolled
from app.widgets.table_style import style_table
from app.widgets.text_size import with_text_size
from app.widgets.texts import ElidedLabel, paragraph, show_words, text_label
from ulmfit_core.corpus.column_roles import ColumnRole, columns_of, label_columns, mapping_of
from ulmfit_core.corpus.earlier_roles import roles_like
from ulmfit_core.corpus.html_cells import words_of_cell
from ulmfit_core.corpus.label_flags import without_flags
from ulmfit_core.corpus.language import guess_language
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions, TextCells
from ulmfit_core.corpus.sniffing import Sniffed

_FIRST_SHARE = 10  # percent
_MOST_SHARE = 50
_NARROW, _WIDE = 150, 460
_SHARE_WIDTH = 90
_BESIDE = (ColumnRole.KEEP, ColumnRole.IGNORE)
_STRETCH, _BY_HAND = QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Interactive


class ImportPreview(QWidget):
    """``options_changed`` asks for another look; ``changed`` says that it can, or no longer can,
    be imported; ``cancelled`` that it shall not."""

    options_changed = Signal()
    changed = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None  # what is shown
        self.name = ElidedLabel("", "section")
        self.about = ElidedLabel("", "muted")
        self.other = button(tr("Another file"))
        self.bar = ReadOptionsBar()
        self.table = QTableView()
        self.model = PreviewTable(self)
        self.header = RoleHeader(self.table)
        self.problem = paragraph("", "warning")
        self.share = NumberBox(0, _MOST_SHARE, _FIRST_SHARE, suffix=" %")
        self.label_cells = LabelCells()
        self.flags = FlagColumns()
        self._html_guess = False
        self._html_of: tuple[Path, tuple[str, ...]] | None = None
        self.known_cells: list[TextCells] = []  # of earlier imports, the newest first
        self.known_roles: list[dict[str, ColumnRole]] = []  # of their columns
        self.known_labels: frozenset[str] = frozenset()  # names of the project's
        self._lay_out()
        self.label_cells.separator.currentIndexChanged.connect(self._place_foot)
        self.bar.changed.connect(self.options_changed)
        self.other.clicked.connect(self.cancelled)
        self.header.roles_changed.connect(self._show_roles)
        self.flags.wanted.connect(self._take_flags)

    def show_preview(self, preview: Preview) -> None:
        """Show a file; columns of the same names keep what was chosen for them."""
        sniffed, before = preview.sniffed, self.preview
        kept = before is not None and before.path == preview.path
        same = kept and before is not None and before.sniffed.columns == sniffed.columns
        roles = self.header.roles() if same else _first_roles(sniffed, self.known_roles)
        self.preview = preview
        self.name.set_whole(preview.path.name)
        self.bar.show_options(sniffed, preview.options)
        heads = column_heads(sniffed)
        self.model.show_rows(heads, sniffed.preview_rows)
        self.header.set_columns(heads, roles)
        self._size_columns(roles)
        self._show_roles()
        if not same:
            self._show_text_column(roles)

    def roles(self) -> dict[str, ColumnRole]:
        """What each column is, of a table that names them."""
        if self.preview is None or not self.preview.sniffed.names_columns:
            return {}
        return dict(zip(self.preview.sniffed.columns, self.header.roles(), strict=True))

    def options(self) -> ReadOptions:
        """How the file is to be read, as chosen."""
        return self.bar.options(self.preview.options if self.preview else ReadOptions())

    def mapping(self) -> ColumnMapping | None:
        """What each column is; None as long as none is the text."""
        if self.preview is None:
            return None
        sniffed, roles = self.preview.sniffed, self.header.roles()
        said = self.bar.html.currentData()
        html = self._html_guess if said is None else bool(said)
        flags = sniffed.label_flags(label_columns(sniffed.columns, roles))
        mark = self.label_cells.separator.currentData()
        return mapping_of(sniffed.columns, roles, mark, html=html, flags=flags)

    @property
    def test_fraction(self) -> float:
        return self.share.value() / 100

    def _show_roles(self) -> None:
        roles = self.header.roles()
        self._offer_several(roles)
        self._offer_html(roles)
        self._show_rows()
        self.model.show_roles(roles)
        self._show_about(roles)
        show_words(self.problem, self._problem_with(roles))
        self.changed.emit()

    def _problem_with(self, roles: tuple[ColumnRole, ...]) -> str:
        if ColumnRole.TEXT not in roles:
            return tr("Say above which column holds the text.")
        if self.preview is not None and not self.preview.sniffed.preview_rows:
            return tr("None of the first rows can be read as a text.")
        return ""

    def _offer_several(self, roles: tuple[ColumnRole, ...]) -> None:
        """What the label columns hold, and which others seem to be labels as well."""
        if self.preview is None:
            return
        sniffed = self.preview.sniffed
        columns = label_columns(sniffed.columns, roles)
        flags = sniffed.label_flags(columns)
        named = without_flags(columns, flags)
        self.label_cells.offer(self.preview.path, sniffed, named, self.known_labels)
        others = [sniffed.columns[place] for place in self._other_flags()]
        self.flags.show_flags(flags, others)
        self._place_foot()

    def _other_flags(self) -> list[int]:
        """The places of those beside the texts, where a label column says yes or no as they do."""
        if self.preview is None:
            return []
        sniffed, roles = self.preview.sniffed, self.header.roles()
        if set(sniffed.flags).isdisjoint(label_columns(sniffed.columns, roles)):
            return []
        named = enumerate(zip(sniffed.columns, roles, strict=True))
        return [place for place, (name, role) in named if name in sniffed.flags and role in _BESIDE]

    def _take_flags(self) -> None:
        self.header.take_as_labels(self._other_flags())

    def _offer_html(self, roles: tuple[ColumnRole, ...]) -> None:
        """A guess, unless an earlier import of the same columns tells; what was chosen stays."""
        if self.preview is None:
            return
        sniffed = self.preview.sniffed
        columns = columns_of(sniffed.columns, roles, ColumnRole.TEXT)
        said = self.bar.html.currentData()
        if self._html_of != (of := (self.preview.path, columns)):
            same = (cells.html for cells in self.known_cells if cells.columns == columns)
            self._html_of, said = of, next(same, None)
        self._html_guess = sniffed.holds_html(columns)
        self.bar.offer_html(self._html_guess if sniffed.has_cells else None, said)

    def _show_rows(self) -> None:
        """As they come in."""
        mapping = self.mapping()
        if self.preview is None:
            return
        sniffed = self.preview.sniffed
        read = set(mapping.text) if mapping is not None and mapping.html else set()
        rows = [
            tuple(
                words_of_cell(cell) if name in read else cell
                for name, cell in zip(sniffed.columns, row, strict=True)
            )
            for row in sniffed.preview_rows
        ]
        self.model.change_rows(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_foot()

    def _place_foot(self) -> None:
        """Side by side what has room for its words so."""
        both = self._share_row.sizeHint().width() + self.label_cells.width_beside()
        turn(self._foot_row, beside=both <= self.width())
        self.label_cells.place(self.width())

    def _show_about(self, roles: tuple[ColumnRole, ...]) -> None:
        """What is known of the file; its language by the columns that are text."""
        if self.preview is not None:
            rows = self.preview.sniffed.preview_rows
            texts = [place for place, role in enumerate(roles) if role is ColumnRole.TEXT]
            cells = (row[place] for row in rows for place in texts)
            self.about.set_whole(about_file(self.preview, roles, guess_language(cells)))

    def _show_text_column(self, roles: tuple[ColumnRole, ...]) -> None:
        """Where many columns stand before it."""
        if ColumnRole.TEXT in roles:
            self.table.doItemsLayout()
            place = self.model.index(0, roles.index(ColumnRole.TEXT))
            self.table.scrollTo(place, QTableView.ScrollHint.PositionAtCenter)

    def _size_columns(self, roles: tuple[ColumnRole, ...]) -> None:
        few = len(roles) <= FEW_COLUMNS
        self.header.setStretchLastSection(not (few and ColumnRole.TEXT in roles))
        for column, role in enumerate(roles):
            is_text = role is ColumnRole.TEXT
            self.table.setColumnWidth(column, _WIDE if is_text else _NARROW)
            self.header.setSectionResizeMode(column, _STRETCH if is_text and few else _BY_HAND)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        scrolled = Scrolled(inside, tr("How the file is read"))
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has the keyboard is scrolled to
        vbox(scrolled, within=self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        top = QHBoxLayout()
        words = vbox(self.name, self.about, spacing=2)
        top.addLayout(words, 1)
        top.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        add(column, top, self.bar)
        self._set_up_table()
        add(column, (self.table, 1), self.problem, self.flags, self._foot())

    def _set_up_table(self) -> None:
        table = self.table
        style_table(table, tr("The first rows"))
        table.setModel(self.model)
        table.setHorizontalHeader(self.header)
        table.setAlternatingRowColors(True)
        table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.setMinimumHeight(170)

    def _foot(self) -> QVBoxLayout:
        self.share.setAccessibleName(tr("Share of the test set"))
        with_text_size(self.share, lambda: self.share.setFixedWidth(scaled(_SHARE_WIDTH)))
        self.share.lineEdit().setTextMargins(Space.S, 0, 0, 0)  # a stylesheet's do not get there
        caption = text_label(tr("Lock away as test set"), "strong")
        caption.setBuddy(self.share)
        self._share_row = hbox(caption, self.share, 1, spacing=Space.M)
        self._foot_row = row = hbox(self._share_row, self.label_cells, spacing=Space.M)
        words = tr(
            "Drawn at random now and never trained on, so that Evaluate can measure honestly. "
            "It cannot be changed later."
        )
        self.share.setAccessibleDescription(words)
        column = vbox(row, paragraph(words, "muted"), spacing=Space.S)
        return column


def _first_roles(sniffed: Sniffed, known: list[dict[str, ColumnRole]]) -> tuple[ColumnRole, ...]:
    """As in an earlier table like it, or a guess. Who packs a folder of texts packs its name with
    them: the only one labels nothing until a person says so."""
    earlier = known if sniffed.names_columns else []
    roles = roles_like(sniffed.columns, sniffed.preview_rows, earlier, sniffed.given)
    if sniffed.one_label is None:
        return roles
    return tuple(ColumnRole.KEEP if role is ColumnRole.LABEL else role for role in roles)
