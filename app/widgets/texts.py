"""Labels in the type scale."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.plain_words import plain_tip
from app.theme import Space


def text_label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """A line in one of the stylesheet's roles, as plain text whatever it contains."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def form_label(text: str, field: QWidget) -> QLabel:
    """The name of a field in a form, level with it; the key after ``&`` leads there."""
    made = text_label(text)
    made.setBuddy(field)
    made.setMinimumHeight(field.sizeHint().height())
    return made


def paragraph(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """The same, wrapped, and as wide as its place."""
    made = text_label(text, role, parent)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    return made


def show_words(label: QLabel | QAbstractButton, words: str) -> None:
    """Say this; nothing, and no room for it, where there is nothing to say."""
    label.setText(words)
    label.setVisible(bool(words))


def names_width(names: Iterable[str], metrics: QFontMetrics, room: int, most: float = 0.6) -> int:
    """What a painted column of names takes with a gap: what the longest needs, so far as that is
    at most a share of the room."""
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(longest + Space.L, round(most * room))


_MIDDLE = Qt.TextElideMode.ElideMiddle


class ElidedLabel(QLabel):
    """One line that is cut where it does not fit, in the middle unless told otherwise; the tool
    tip has it whole."""

    def __init__(
        self,
        text: str = "",
        role: str = "",
        *,
        cut: Qt.TextElideMode = _MIDDLE,
    ) -> None:
        super().__init__()
        self._whole, self._shorter, self._cut = "", "", cut
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.set_whole(text)

    def whole(self) -> str:
        return self._whole

    def set_whole(self, text: str, shorter: str = "") -> None:
        """Show another text; ``shorter`` before it is cut."""
        self._whole, self._shorter = text, shorter
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self._fit()

    def sizeHint(self) -> QSize:
        """Of the whole text, for whoever asks: the policy ignores it."""
        wanted = super().sizeHint()
        wanted.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 1)  # of part of a pixel
        return wanted

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), max(0, self.contentsRect().width())
        is_whole = not self._shorter or metrics.horizontalAdvance(self._whole) <= room
        shown = self._whole if is_whole else self._shorter
        self.setText(metrics.elidedText(shown, self._cut, room))
