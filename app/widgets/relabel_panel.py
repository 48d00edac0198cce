"""The labels of a text that was judged, to be mended by key or by mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.theme import Space, scaled
from app.translation import tr
from app.widgets.label_button import LabelButton
from app.widgets.label_rows import LabelRows
from app.widgets.layouts import add, vbox
from app.widgets.search_field import SearchField
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, show_words, text_label
from ulmfit_core.project.labels import Label

_WIDTH = 210


class RelabelPanel(QWidget):
    """``given`` carries a Label; the buttons show what the text has, not what was pressed."""

    given = Signal(Label)

    def __init__(self, keys_in: QWidget) -> None:
        """The labels' keys answer in ``keys_in`` and all within it."""
        super().__init__()
        self._keys_in = keys_in
        self._labels: list[Label] = []
        self._had: frozenset[int] = frozenset()
        self._shortcuts: list[QShortcut] = []
        self.rows = LabelRows(can_change=False)
        self.rows.given.connect(self._give)
        self.field = SearchField(tr("Find a label"))
        self.field.setAccessibleDescription(tr("Enter gives the label that is called so."))
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self._take)
        self.more = paragraph("", "muted")
        with_text_size(self, lambda: self.setFixedWidth(scaled(_WIDTH)))
        self._lay_out()

    @property
    def buttons(self) -> dict[int, LabelButton]:
        """Those that are shown, by the label's id."""
        return self.rows.buttons

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int]) -> None:
        """Offer these labels, and say how many documents have each."""
        self.rows.show_labels(labels, counts)
        if list(labels) != self._labels:
            self._labels = list(labels)
            self._make_shortcuts()
        self.field.setVisible(self.rows.are_many)
        self._say_more()

    def show_given(self, labels: Iterable[int]) -> None:
        """Mark the labels that the text has."""
        self._had = frozenset(labels)
        self.rows.show_given(self._had)
        self._say_more()

    def _narrow(self, text: str) -> None:
        self.rows.narrow(text)
        self._say_more()

    def _say_more(self) -> None:
        show_words(self.more, self.rows.more())

    def _take(self) -> None:
        label = self.rows.named(self.field.text().strip())
        if label is not None:
            self.field.clear()
            self._give(label)

    def _make_shortcuts(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        self._shortcuts = [self._shortcut(label) for label in self._labels if label.shortcut]

    def _shortcut(self, label: Label) -> QShortcut:
        made = QShortcut(QKeySequence((label.shortcut or "").upper()), self._keys_in)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(lambda: self._give(label))
        return made

    def _give(self, label: Label) -> None:
        self.show_given(self._had)
        self.given.emit(label)

    def _lay_out(self) -> None:
        column = vbox(text_label(tr("Its label"), "section"), within=self, spacing=Space.S)
        words = tr("Mend a label only where the text says so, not because the model does.")
        add(column, self.field, (self.rows, 100), self.more, 1, paragraph(words, "small"))
