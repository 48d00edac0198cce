"""The app's icons: stroke drawings in ``resources/icons``, painted in the theme's colours."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.theme import colours
from ulmfit_core.resources import resource_path


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon ``name`` in a colour of the theme (a field of ``Colours``), whichever is on."""
    return QIcon(_ThemedIcon(name, colour))


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """An icon as it looks under the theme in force, ``size`` logical pixels wide."""
    image = QPixmap(QSize(size, size) * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _drawing(name, getattr(colours(), colour)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


class _ThemedIcon(QIconEngine):
    """Asks for the theme when it paints, so that a change of theme needs no new icons."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        return _ThemedIcon(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme = colours()
        disabled = mode == QIcon.Mode.Disabled
        colour = theme.control if disabled else getattr(theme, self._colour)
        side = min(rect.width(), rect.height())  # what is wider leaves a gap before the text
        top = rect.y() + (rect.height() - side) / 2
        _drawing(self._name, colour).render(painter, QRectF(rect.x(), top, side, side))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        image = QPixmap(size * scale)
        if image.isNull():  # a button that was given no room yet
            return image
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return image


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    source = _source(name).replace(b"currentColor", colour.encode())
    return QSvgRenderer(QByteArray(source))


@cache
def _source(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()
