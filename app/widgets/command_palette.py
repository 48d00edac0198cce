"""Every command of the app, found by typing a few letters of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAction,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QStyle, QWidget
from shiboken6 import isValid

from app.key_words import key_words
from app.theme import Radius, Space, colours, font, scaled
from app.translation import tr
from app.widgets.card import separator
from app.widgets.key_cap import key_cap_size, paint_key_cap
from app.widgets.layouts import add, vbox
from app.widgets.painted_list import PaintedList, Row, RowPainter
from app.widgets.texts import paragraph

_WIDTH = 560
_MOST_SHOWN = 10
_TOP = 56  # pixels above it


@dataclass(frozen=True)
class Found:
    """An action that matches, as the palette shows it."""

    action: QAction
    text: str
    key: str


def commands(window: QWidget) -> list[QAction]:
    """Every action of the window that does something now, each once, menus themselves not.

    What belongs to a page that is not in front is not among them.
    """
    there = [a for a in window.findChildren(QAction) if a.text() and not a.isSeparator()]
    able = [a for a in there if a.isEnabled() and a.isVisible() and not _is_menu(a)]
    able = [a for a in able if _is_shown(a, window)]
    return list({plain_text(action): action for action in able}.values())


def _is_menu(action: QAction) -> bool:
    return isinstance(action.menu(), QMenu)


def _is_shown(action: QAction, window: QWidget) -> bool:
    """Those that plots bring with them belong to no widget."""
    owner = action.parent()
    return isinstance(owner, QWidget) and (owner is window or owner.isVisibleTo(window))


def plain_text(action: QAction) -> str:
    """An action's text without the marks of mnemonics; the tool tip where that says more."""
    said = action.property("command") or action.text()
    return str(said).replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def match(typed: str, actions: list[QAction]) -> list[Found]:
    """The actions that have every typed word in them, those that begin with it first."""
    words = typed.casefold().split()
    found = []
    for action in actions:
        text = plain_text(action)
        folded = text.casefold()
        if all(word in folded for word in words):
            begins = bool(words) and folded.startswith(words[0])
            inside = bool(words) and any(part.startswith(words[0]) for part in folded.split())
            found.append(((not begins, not inside, folded), action, text))
    found.sort(key=lambda entry: entry[0])
    return [Found(action, text, key_words(action.shortcut())) for _, action, text in found]


class CommandPalette(QWidget):
    """Opens over the top of the window; Escape, or a click elsewhere, closes it again."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._came_from: QWidget | None = None
        self.field = QLineEdit(placeholderText=tr("What do you want to do?"))
        self.field.setAccessibleDescription(
            tr("Some letters of a command are enough; Enter runs the one that is marked.")
        )
        self.field.setProperty("role", "bare")
        self.field.setAccessibleName(tr("Find a command"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = PaintedList(_CommandPainter, tr("Commands"))
        self.list.setProperty("role", "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.picked.connect(self._run)
        self.nothing = paragraph(tr("No command has these letters. Try fewer, or others."), "muted")
        self.nothing.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column = vbox(self.field, separator(), spacing=Space.S, margin=Space.S, within=self)
        add(column, self.list, self.nothing)
        self.hide()

    def open(self) -> None:
        """Show all commands and wait for letters."""
        self._came_from = self._window.focusWidget()
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_palette(self) -> None:
        """Put it away and give the keyboard back."""
        self.hide()
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus()

    def close_if_open(self) -> None:
        """Put it away when the window under it changes."""
        if self.isVisible():
            self.close_palette()

    def shown(self) -> list[str]:
        """The texts in the list, in their order."""
        return [found.text for found in self.list.items()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and self.isVisible():
            self.setVisible(event.reason() is Qt.FocusReason.PopupFocusReason)  # the field's menu
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(QColor(theme.surface))
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, Radius.CARD, Radius.CARD)
        painter.end()

    def _handle_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._run(self.list.current())
            case _:
                return False
        return True

    def _search(self, typed: str) -> None:
        found = match(typed, commands(self._window))
        self.list.show_rows(Row(entry, entry.text, entry.key) for entry in found)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self._fit(len(found))
        if not found:  # the field keeps the keyboard: a screen reader has to be told
            alert = QAccessibleEvent(self.nothing, QAccessible.Event.Alert)
            QAccessible.updateAccessibility(alert)
        self._place()

    def _move(self, by: int) -> None:
        rows = self.list.model().rowCount()
        if rows:
            row = (self.list.currentIndex().row() + by) % rows
            self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _run(self, found: Found | None) -> None:
        self.close_palette()
        if found is not None and isValid(found.action):  # labels may have changed meanwhile
            found.action.trigger()

    def _fit(self, n_found: int) -> None:
        """As many whole rows as the window has room for."""
        row = scaled(_CommandPainter.row_height)
        self.list.setFixedHeight(0)
        room = self._window.height() - _TOP - Space.S - self.sizeHint().height()
        self.list.setFixedHeight(row * min(_MOST_SHOWN, n_found, max(1, room // row)))

    def _place(self) -> None:
        width = min(scaled(_WIDTH), self._window.width() - 2 * Space.XL)
        self.setGeometry((self._window.width() - width) // 2, _TOP, width, self.sizeHint().height())


class _CommandPainter(RowPainter):
    row_height = 38

    def paint_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().accent_soft))
            painter.drawRoundedRect(rect, Radius.CONTROL, Radius.CONTROL)

    def paint_row(self, painter: QPainter, rect: QRectF, item: Found) -> None:
        inner = rect.adjusted(Space.M, 0, -Space.M, 0)
        if item.key:
            size = key_cap_size(item.key)
            top = rect.top() + (rect.height() - size.height()) / 2
            cap = QRectF(inner.right() - size.width(), top, size.width(), size.height())
            paint_key_cap(painter, cap, item.key)
            inner.setRight(cap.left() - Space.M)
        painter.setPen(QColor(colours().text))
        painter.setFont(font())
        text = painter.fontMetrics().elidedText(
            item.text, Qt.TextElideMode.ElideRight, int(inner.width())
        )
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), text)
