"""A table's header in which each column says what it is to become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableView

from app.theme import Space, scaled
from app.translation import tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.tab_order import tab_through
from app.widgets.text_size import with_text_size
from ulmfit_core.corpus.column_roles import ColumnRole

_LEAST = 128  # pixels of a column, so that its choice shows its words
_TIP = Qt.ItemDataRole.ToolTipRole
_ONLY_ONE = (ColumnRole.LABEL, ColumnRole.ID)


class RoleHeader(QHeaderView):
    """A choice under each column's name. ``roles_changed`` follows every choice made."""

    roles_changed = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._choices: list[QComboBox] = []
        self._taken: dict[QComboBox, tuple[QComboBox, str]] = {}  # from which column, what
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setStretchLastSection(True)
        with_text_size(self, lambda: self.setMinimumSectionSize(scaled(_LEAST)))
        self.sectionResized.connect(self._place)
        table.horizontalScrollBar().valueChanged.connect(self._place)

    def set_columns(self, columns: Sequence[str], roles: Sequence[ColumnRole]) -> None:
        """Ask for these columns, with a first guess; the model already has them."""
        for choice in self._choices:
            choice.hide()
            choice.deleteLater()
        self._taken.clear()
        self._choices = [
            self._choice(name, role) for name, role in zip(columns, roles, strict=True)
        ]
        tab_through(self._table, *self._choices)
        self.updateGeometry()
        self._place()

    def roles(self) -> tuple[ColumnRole, ...]:
        """What each column is to become."""
        return tuple(ColumnRole(choice.currentData()) for choice in self._choices)

    def take_as_labels(self, places: Iterable[int]) -> None:
        """Have the columns there be labels beside those that are."""
        for place in places:
            _choose(self._choices[place], ColumnRole.MORE_LABELS.value)
        self.roles_changed.emit()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        height = self._choices[0].sizeHint().height() if self._choices else 0
        return QSize(size.width(), self.fontMetrics().height() + height + 2 * Space.S + Space.XS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in self._choices:
            row = max(0, self._table.rowAt(0))
            column = self._choices.index(watched)
            self._table.scrollTo(self._table.model().index(row, column))
        return False

    def _choice(self, name: str, role: ColumnRole) -> QComboBox:
        made = ChoiceBox(self.viewport())
        for value, words in _words().items():
            made.addItem(words, value.value)
        made.setItemData(made.findData(ColumnRole.KEEP.value), _what_is_kept(), _TIP)
        made.setCurrentIndex(made.findData(role.value))
        made.name_itself(
            tr("What the column {name} holds", name=name),
            tr(
                "Columns of texts are joined; what is kept is shown and exported beside the text; "
                "what is ignored is not imported."
            ),
        )
        made.currentIndexChanged.connect(lambda: self._changed(made))
        made.installEventFilter(self)
        made.show()
        return made

    def _changed(self, changed: QComboBox) -> None:
        """A second label or id takes the place of the first, and gives it back where that choice
        was only passed, as the arrow keys do."""
        self._taken = {by: of for by, of in self._taken.items() if of[0] is not changed}
        if changed in self._taken:
            other, role = self._taken.pop(changed)
            _choose(other, role)
        role = changed.currentData()
        holders = [c for c in self._choices if c is not changed and c.currentData() == role]
        if role in _ONLY_ONE and holders:
            self._taken[changed] = holders[0], role
            _choose(holders[0], ColumnRole.KEEP.value)
        self.roles_changed.emit()

    def _place(self) -> None:
        for column, choice in enumerate(self._choices):
            if column >= self.count():
                return
            height = choice.sizeHint().height()
            choice.setGeometry(
                self.sectionViewportPosition(column) + Space.XS,
                self.height() - height - Space.XS,
                max(60, self.sectionSize(column) - 2 * Space.XS),
                height,
            )


def _choose(choice: QComboBox, role: str) -> None:
    """Without a word to anybody."""
    with QSignalBlocker(choice):
        choice.setCurrentIndex(choice.findData(role))


def _what_is_kept() -> str:
    return tr("Shown above the text and exported with it; the model does not read it.")


def _words() -> dict[ColumnRole, str]:
    return {
        ColumnRole.TEXT: tr("Text"),
        ColumnRole.LABEL: tr("Labels"),
        ColumnRole.MORE_LABELS: tr("More labels"),
        ColumnRole.ID: tr("Id"),
        ColumnRole.KEEP: tr("Keep"),
        ColumnRole.IGNORE: tr("Ignore"),
    }
