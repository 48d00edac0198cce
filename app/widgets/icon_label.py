"""An icon that stands still."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.icons import pixmap
from app.theme import scaled
from app.widgets.text_size import with_text_size


class IconLabel(QWidget):
    """One icon in a colour of the theme, ``size`` logical pixels at a text size of 100 %. Says
    nothing to screen readers: text stands beside it."""

    def __init__(
        self, name: str, colour: str = "text", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._colour, self._size = name, colour, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        with_text_size(self, self.updateGeometry)

    def sizeHint(self) -> QSize:
        side = scaled(self._size)
        return QSize(side, side)

    def set_icon(self, name: str, colour: str) -> None:
        self._name, self._colour = name, colour
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        image = pixmap(self._name, self._colour, scaled(self._size), self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(0, 0, image)
        painter.end()
