"""A menu in which several columns of a file are put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.plain_words import plain_name

_CHECK = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ColumnMenu(QMenu):
    """Stays open while columns are checked; ``chosen`` carries their names, in the order of the
    file, once it goes and others are checked than before. None is no choice."""

    chosen = Signal(tuple)

    def __init__(self, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: tuple[str, ...] = ()
        for name in columns:
            action = self.addAction(plain_name(name))
            action.setData(name)
            action.setCheckable(True)
        self.aboutToHide.connect(self._tell)

    def check(self, names: Collection[str]) -> None:
        """These are chosen so far."""
        for action in self.actions():
            action.setChecked(action.data() in names)
        self._before = self.checked()

    def checked(self) -> tuple[str, ...]:
        return tuple(action.data() for action in self.actions() if action.isChecked())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not _turn(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _CHECK or not _turn(self.activeAction()):
            super().keyPressEvent(event)

    def _tell(self) -> None:
        checked = self.checked()
        if checked and checked != self._before:
            self.chosen.emit(checked)


def _turn(action: QAction | None) -> bool:
    """Check it or no longer; whether there was any."""
    if action is not None:
        action.toggle()
    return action is not None
