"""Labels one below the other, as buttons; of many, those that hold a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QLayout, QToolButton, QWidget

from app.plain_words import cut, wrapped_tip
from app.theme import Space
from app.translation import number, tr
from app.widgets.buttons import tool_button
from app.widgets.emptying import empty
from app.widgets.label_button import LabelButton
from app.widgets.layouts import hbox, vbox
from app.widgets.scrolled import scrolled_rows
from app.widgets.tab_order import tab_through
from app.widgets.texts import ElidedLabel
from ulmfit_core.project.labels import Label

MOST_SHOWN = 60  # more are no labels to choose among, but a column that was mistaken
_FEW = 12  # as many stand on a usual window: nobody has to look for one


class LabelRows(QWidget):
    """``given`` carries a Label, ``menu_wanted`` one and where on the screen. What the document
    has is there even where it is one of too many."""

    given = Signal(Label)
    menu_wanted = Signal(Label, QPoint)

    def __init__(self, *, can_change: bool = True) -> None:
        """``can_change``: whether each label has a menu."""
        super().__init__()
        self._can_change = can_change
        self.buttons: dict[int, LabelButton] = {}
        self.below: Sequence[QWidget] = ()  # where Tab goes from them, though they are made later
        self._labels: Sequence[Label] = ()
        self._word = ""
        self._counts: Mapping[int, int] = {}
        self._had: frozenset[int] = frozenset()
        self._probabilities: Mapping[int, float] = {}
        self._best: int | None = None
        self._beyond: list[Label] = []  # given ones that were too many to show
        self._above, self._rows = vbox(spacing=Space.XS), vbox(spacing=Space.XS)
        self._scroll = scrolled_rows(vbox(self._above, self._rows, spacing=Space.XS))
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._go_to_given)
        self._scroll.verticalScrollBar().rangeChanged.connect(
            lambda *range_: self._laid_out.start()
        )
        vbox(self._scroll, within=self)
        self.setMaximumHeight(0)

    @property
    def are_many(self) -> bool:
        """Whether a word narrows them."""
        return len(self._labels) > _FEW

    @property
    def found(self) -> list[Label]:
        """Those that hold the word, those included that are too many to show."""
        if not (self._word and self.are_many):
            return list(self._labels)
        return [label for label in self._labels if self._word in label.name.casefold()]

    def more(self) -> str:
        """How many of those found are not to be seen, in words; "" where all are."""
        n_more = len(self.found) - MOST_SHOWN - len(self._beyond)
        return tr("and {n} more, too many to show", n=number(n_more)) if n_more > 0 else ""

    def named(self, name: str) -> Label | None:
        """The label of that name, whatever its capitals."""
        wanted = name.casefold()
        return next((label for label in self._labels if label.name.casefold() == wanted), None)

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int]) -> None:
        """Show these labels, and how many documents have each."""
        is_new = list(labels) != list(self._labels)
        self._labels, self._counts = labels, counts
        if is_new:
            self._rebuild()
        for label_id in self.buttons:
            self._dress(label_id)

    def narrow(self, word: str) -> None:
        """Of many labels show those that hold ``word``, whatever its capitals; "" shows all."""
        before = self.found[:MOST_SHOWN]
        self._word = word.strip().casefold()
        if self.found[:MOST_SHOWN] != before:
            self._rebuild()

    def show_given(self, labels: Iterable[int]) -> None:
        """Mark the labels that the document has."""
        self._had = frozenset(labels)
        self._show_beyond()
        for label_id, made in self.buttons.items():
            if label_id in self._had and not made.isChecked():
                self._scroll.ensureWidgetVisible(made)
            made.setChecked(label_id in self._had)

    def show_suggestion(self, probabilities: Mapping[int, float], best: int | None) -> None:
        """Say how likely each label is by its id; {} takes that back."""
        self._probabilities, self._best = probabilities, best
        for label_id, made in self.buttons.items():
            made.set_suggestion(probabilities.get(label_id), label_id == best)

    def _show_beyond(self) -> None:
        beyond = [label for label in self.found[MOST_SHOWN:] if label.id in self._had]
        if beyond == self._beyond:
            return
        for label in self._beyond:
            del self.buttons[label.id]
        empty(self._above)
        for label in beyond:
            self._above.addWidget(self._row(label))
        self._beyond = beyond
        self._order_tabs()
        self._scroll.verticalScrollBar().setValue(0)

    def _go_to_given(self) -> None:
        """The first of them, where there is no room for all."""
        for label_id in reversed(self.buttons):
            if label_id in self._had:
                self._scroll.ensureWidgetVisible(self.buttons[label_id])

    def _dress(self, label_id: int) -> None:
        made = self.buttons[label_id]
        made.set_count(self._counts.get(label_id, 0))
        made.setChecked(label_id in self._had)
        made.set_suggestion(self._probabilities.get(label_id), label_id == self._best)

    def _rebuild(self) -> None:
        self.buttons.clear()
        self._beyond = []
        for rows in (self._above, self._rows):
            empty(rows)
        for label in self.found[:MOST_SHOWN]:
            self._rows.addWidget(self._row(label))
        if not self._word:  # the field stands right below, and stays there while one types
            self.setMaximumHeight(self._height())
        self._show_beyond()
        self._order_tabs()

    def _order_tabs(self) -> None:
        shown = (*self._beyond, *self.found[:MOST_SHOWN])
        rows = [self.buttons[label.id].parentWidget() for label in shown]
        buttons = [row.findChildren(QAbstractButton) for row in rows if row is not None]
        tab_through(*chain(*buttons), *self.below)

    def _height(self) -> int:
        """Of all rows; layouts count none that is not shown yet."""
        rows = (made.parentWidget() for made in self.buttons.values())
        return sum(row.sizeHint().height() + Space.XS for row in rows if row is not None)

    def _row(self, label: Label) -> QWidget:
        row = QWidget()
        key = (label.shortcut or "").upper()
        made = LabelButton(label.name, key, label.colour, definition=label.definition)
        made.clicked.connect(lambda: self.given.emit(label))
        line = hbox((made, 1), *self._menu(label, made), spacing=2)
        vbox(line, *self._meaning(label, made), within=row, spacing=0)
        self.buttons[label.id] = made
        self._dress(label.id)
        return row

    def _menu(self, label: Label, made: LabelButton) -> list[QToolButton]:
        if not self._can_change:
            return []
        more = tool_button("more", tr("Change the label {name}", name=label.name))
        more.clicked.connect(
            lambda: self.menu_wanted.emit(label, more.mapToGlobal(more.rect().bottomLeft()))
        )
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(label, made.mapToGlobal(place))
        )
        return [more]

    def _meaning(self, label: Label, made: LabelButton) -> list[QLayout]:
        """Below the name, where there is room for all of them."""
        if not label.definition or self.are_many:
            return []
        line = ElidedLabel(
            " ".join(label.definition.split()), "small", cut=Qt.TextElideMode.ElideRight
        )
        line.setToolTip(wrapped_tip(cut(label.definition)))
        line.ensurePolished()
        below = hbox((line, 1))
        below.setContentsMargins(made.name_left(), 0, 0, Space.XS)
        return [below]
