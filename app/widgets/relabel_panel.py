"""The labels of a text that was judged, to be mended by key or by mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.theme import Space, scaled
from app.translation import tr
from app.widgets.emptying import empty
from app.widgets.label_button import LabelButton
from app.widgets.layouts import vbox
from app.widgets.scrolled import scrolled_rows
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from ulmfit_core.project.labels import Label

_WIDTH = 210
_MOST_LABELS = 60


class RelabelPanel(QWidget):
    """``given`` carries a Label; the buttons show what the text has, not what was pressed."""

    given = Signal(Label)

    def __init__(self, keys_in: QWidget) -> None:
        """The labels' keys answer in ``keys_in`` and all within it."""
        super().__init__()
        self._keys_in = keys_in
        self.buttons: dict[int, LabelButton] = {}
        self._labels: list[Label] = []
        self._had: frozenset[int] = frozenset()
        self._shortcuts: list[QShortcut] = []
        self._rows = vbox(spacing=Space.XS)
        with_text_size(self, lambda: self.setFixedWidth(scaled(_WIDTH)))
        self._lay_out()

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int]) -> None:
        """Offer these labels, and say how many documents have each."""
        if list(labels) != self._labels:
            self._labels = list(labels)
            self._rebuild()
        for label_id, made in self.buttons.items():
            made.set_count(counts.get(label_id, 0))

    def show_given(self, labels: Iterable[int]) -> None:
        """Mark the labels that the text has."""
        self._had = frozenset(labels)
        for label_id, made in self.buttons.items():
            made.setChecked(label_id in self._had)

    def _rebuild(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        empty(self._rows)
        shown = self._labels[:_MOST_LABELS]
        self.buttons = {label.id: self._button(label) for label in shown}
        self._shortcuts = [self._shortcut(label) for label in shown if label.shortcut]
        self.show_given(self._had)

    def _button(self, label: Label) -> LabelButton:
        key = (label.shortcut or "").upper()
        made = LabelButton(label.name, key, label.colour, definition=label.definition)
        made.clicked.connect(lambda: self._give(label))
        self._rows.addWidget(made)
        return made

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
        column.addWidget(scrolled_rows(self._rows), 1)
        column.addWidget(
            paragraph(
                tr("Mend a label only where the text says so, not because the model does."), "small"
            )
        )
