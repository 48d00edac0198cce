"""Whether a cell with labels is one label, or is split into several."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.plain_words import plain_name
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import hbox, turn
from app.widgets.texts import text_label
from ulmfit_core.corpus.label_cells import AS_LIST
from ulmfit_core.corpus.sniffing import Sniffed

_MARKS = (";", ",", "|", " ")
_NAME = 110  # px of a column's name


class LabelCells(QWidget):
    """A choice, with a first guess for each column."""

    def __init__(self) -> None:
        super().__init__()
        self.separator = ChoiceBox()
        self.words = text_label(tr("A label cell holds"))
        self._guess: str | None = None  # what parts the labels of a cell
        self._guessed_of: tuple[Path, str, bool] | None = None
        self.words.setBuddy(self.separator)
        self.separator.addItem(tr("one label"), None)
        for mark in _MARKS:
            shown = tr("a space") if mark == " " else mark
            self.separator.addItem(tr("several, split at {mark}", mark=shown), mark)
        self.separator.setAccessibleName(self.words.text())
        self.separator.setAccessibleDescription(
            tr("Whether a cell with labels is one label or is split into several.")
        )
        self._row = hbox(self.words, self.separator, within=self, spacing=Space.M)
        self.separator.currentIndexChanged.connect(self._name_cells)

    def offer(
        self, path: Path, sniffed: Sniffed, columns: tuple[str, ...], known: Collection[str]
    ) -> None:
        """Ask about the first of these columns, with a guess that goes by labels that are
        ``known``, once for each: what was chosen instead stays."""
        self.setVisible(bool(columns))
        if not columns:
            return
        column = columns[0]
        is_list = column in sniffed.lists
        if self._guessed_of == (of := (path, column, is_list)):
            return
        self._guessed_of = of
        self._guess = sniffed.label_separator(column, known)
        self._offer_list(is_list=is_list)
        self.separator.setCurrentIndex(self.separator.findData(self._guess))
        self._name_cells()

    def width_beside(self) -> int:
        """Pixels that the words and the choice need side by side."""
        return sum(part.sizeHint().width() + Space.M for part in (self.words, self.separator))

    def place(self, width: int) -> None:
        """Words and choice beside one another where ``width`` has room, else below."""
        turn(self._row, beside=self.width_beside() <= width)

    def _offer_list(self, *, is_list: bool) -> None:
        """Lists need no mark to be split at."""
        if is_list == (self.separator.findData(AS_LIST) >= 0):
            return
        if is_list:
            self.separator.insertItem(1, tr("several, as a list"), AS_LIST)
        else:
            self.separator.removeItem(1)

    def _name_cells(self) -> None:
        """With the column, which may lie out of sight, and whether the choice is a guess."""
        column = self._guessed_of[1] if self._guessed_of else ""
        metrics = self.words.fontMetrics()
        shown = metrics.elidedText(column, Qt.TextElideMode.ElideRight, scaled(_NAME))
        words = tr("A label cell in “{column}” holds", column=plain_name(shown))
        is_guess = self._guess is not None and self.separator.currentData() == self._guess
        self.words.setText(tr("{name} (detected)", name=words) if is_guess else words)
