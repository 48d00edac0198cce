"""Which columns of a file hold the texts that a model shall label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.plain_words import plain_name, plain_tip
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import add, hbox
from app.widgets.tab_order import tab_through
from app.widgets.texts import paragraph, text_label
from ulmfit_core.corpus.known_columns import own_name
from ulmfit_core.corpus.options import ReadOptions

_ACROSS = 3
_NAME = 180  # px of a column's name


class FileColumns(Card):
    """``wanted`` carries the names of the columns; ``header_said`` whether the first row names
    them, as was set by hand; ``declined``: no file shall be labelled."""

    wanted = Signal(tuple)
    header_said = Signal()
    sheet_said = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = paragraph("", "section")
        self.learnt = paragraph("", "muted")
        self.boxes: list[QCheckBox] = []
        self.header = QCheckBox(tr("The first row names the columns"))
        self.header.clicked.connect(lambda: self.header_said.emit())
        self.sheet = ChoiceBox()
        self.sheet.setAccessibleName(tr("Sheet"))
        self.sheet.setAccessibleDescription(
            tr("The sheet of the workbook whose rows are labelled; one at a time.")
        )
        self.sheet.activated.connect(lambda place: self.sheet_said.emit())
        self._sheet: str | None = None  # whose columns are shown, of several
        self.html = QCheckBox(tr("The cells hold HTML: read only their words"))
        self.damaged = QCheckBox(tr("Read damaged rows all the same"))
        self.damaged.setToolTip(
            tr("Rows that hold invalid bytes or NUL characters; else they get no label.")
        )
        self.go_on = button(tr("Write the labelled rows to…"), "primary")
        self.cancel = button(tr("Cancel"))
        self.go_on.clicked.connect(lambda: self.wanted.emit(self.chosen()))
        self.cancel.clicked.connect(self.declined)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.XL)
        self._grid.setVerticalSpacing(Space.S)
        self._lay_out()

    @property
    def has_header(self) -> bool | None:
        """Whether the first row names the columns; None for a file that cannot be asked."""
        return None if self.header.isHidden() else self.header.isChecked()

    @property
    def options(self) -> ReadOptions:
        """How the file is to be read; of another sheet than the one shown the first row is not
        known."""
        sheet = self.sheet.currentData()
        return ReadOptions(
            has_header=self.has_header if sheet == self._sheet else None,
            sheet=sheet,
            damaged="replace" if self.damaged.isChecked() else "reject",
        )

    def ask(
        self,
        name: str,
        columns: Sequence[str],
        chosen: Sequence[str],
        has_header: bool | None = None,
        *,
        html: bool = False,
        may_be_damaged: bool = False,
        learnt: Sequence[str] = (),
        sheet: str | None = None,
        sheets: Sequence[str] = (),
    ) -> None:
        """Offer the columns of the file ``name``, with those ticked that look like texts; say
        whether those are among them that the model ``learnt`` from."""
        self.learnt.setText(_of_the_model(learnt, columns))
        self.learnt.setVisible(bool(learnt))
        self.html.setChecked(html)
        self.damaged.setVisible(may_be_damaged)
        self.damaged.setChecked(may_be_damaged and self.damaged.isChecked() and self.isVisible())
        self.header.setVisible(has_header is not None)
        self.header.setChecked(bool(has_header))
        self.title.setText(tr("Label {name}", name=name))
        self._offer_sheets(sheet, sheets)
        for old in self.boxes:
            old.hide()
            old.deleteLater()
        self.boxes = [self._box(column, column in chosen) for column in columns]
        for place, box in enumerate(self.boxes):
            self._grid.addWidget(box, *divmod(place, _ACROSS))
        tab_through(self.header, *self.boxes)
        self._show_state()
        self.show()
        if self.header.hasFocus() or self.damaged.hasFocus() or self.sheet.hasFocus():
            return
        (self.go_on if self.chosen() else self.boxes[0]).setFocus()

    def ask_again(self) -> None:
        """The sheet that was chosen cannot be read: what is shown stays."""
        self.sheet.setCurrentIndex(self.sheet.findData(self._sheet))

    def _offer_sheets(self, sheet: str | None, sheets: Sequence[str]) -> None:
        """Where there are several; the one that is shown is chosen."""
        self.sheet.clear()
        for name in sheets if len(sheets) > 1 else ():
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(self.sheet.findData(sheet))
        self._sheet = self.sheet.currentData()
        self._sheet_row.setVisible(self._sheet is not None)

    def chosen(self) -> tuple[str, ...]:
        """The columns that are ticked, in the file's order."""
        return tuple(box.accessibleName() for box in self.boxes if box.isChecked())

    def _box(self, column: str, is_text: bool) -> QCheckBox:
        box = QCheckBox()
        room = scaled(_NAME)
        shown = box.fontMetrics().elidedText(column, Qt.TextElideMode.ElideRight, room)
        box.setText(plain_name(shown))
        box.setAccessibleName(column)
        box.setToolTip(plain_tip(column))
        box.setChecked(is_text)
        box.toggled.connect(lambda on: self._show_state())
        return box

    def _show_state(self) -> None:
        self.go_on.setEnabled(bool(self.chosen()))

    def _lay_out(self) -> None:
        words = tr(
            "In which columns is the text? Take those that the model was trained on; "
            "several are read one after the other."
        )
        caption = text_label(tr("Sheet"), "strong")
        caption.setBuddy(self.sheet)
        self._sheet_row = QWidget()
        hbox(caption, self.sheet, 1, within=self._sheet_row, spacing=Space.M)
        words_above = (self.title, self._sheet_row, paragraph(words, "muted"), self.learnt)
        add(self.body, *words_above, self.header, self._grid, self.html, self.damaged)
        row = hbox(1, self.cancel, self.go_on, spacing=Space.S)
        self.body.addLayout(row)
        self.hide()


def _of_the_model(learnt: Sequence[str], columns: Sequence[str]) -> str:
    missing = _listed(name for name in learnt if own_name(columns, name) is None)
    names = _listed(learnt)
    if not missing:
        return tr("The model learnt from {names}: ticked below.", names=names)
    return tr(
        "The model learnt from {names}; this file has no {missing}.", names=names, missing=missing
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
