"""Buttons in the stylesheet's roles."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.icons import icon
from app.plain_words import plain_tip
from app.theme import scaled
from app.widgets.text_size import with_text_size

_ICON, _GAP, _ALONE = 16, 5, 18  # logical pixels at a text size of 100 %


class _Button(QPushButton):
    """As wide as its words are once it is checked, which the stylesheet writes bold. Enter
    presses it, as it does in a dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._growth(), 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(self._growth(), 0)

    def _growth(self) -> int:
        if not self.isCheckable():
            return 0
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        width = QFontMetrics(bold).horizontalAdvance(self.text())
        return max(0, width - self.fontMetrics().horizontalAdvance(self.text()))


def button(
    text: str, role: str = "", icon_name: str = "", parent: QWidget | None = None
) -> QPushButton:
    """A button; ``role`` is ``primary`` (one a page), ``danger``, ``quiet``, ``link`` or none."""
    made = _Button(text, parent)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if icon_name:
        colours = {"primary": "on_accent", "danger": "danger", "link": "accent"}
        made.setIcon(icon(icon_name, colours.get(role, "text")))
        with_text_size(made, lambda: made.setIconSize(QSize(scaled(_ICON) + _GAP, scaled(_ICON))))
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool_button(icon_name: str, name: str, parent: QWidget | None = None) -> QToolButton:
    """A small quiet button that is only an icon; ``name`` is its tool tip and accessible name."""
    made = QToolButton(parent)
    made.setProperty("role", "quiet")
    made.setIcon(icon(icon_name, "muted"))
    with_text_size(made, lambda: made.setIconSize(QSize(scaled(_ALONE), scaled(_ALONE))))
    made.setToolTip(plain_tip(name))
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
