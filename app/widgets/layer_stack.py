"""The network as a stack of boxes: frozen layers grey, thawed ones lit with their rate."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.icons import pixmap
from app.theme import Radius, Space, Type, colours, font, label_colour, scaled
from app.translation import tr
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.run_words import layer_words

_LEAST_BOX, _MOST_BOX = 17, 56
_GAP = 6
_STRIPE = 5
_ICON = 14


@dataclass(frozen=True)
class Layer:
    """One layer group as drawn. ``rate`` None: frozen."""

    name: str
    rate: float | None


class LayerStack(QWidget):
    """Drawn as in the paper, the head on top. Each stripe has its colour in the plot of rates."""

    def __init__(self) -> None:
        super().__init__()
        self.layers: tuple[Layer, ...] = ()  # what is drawn, bottom first
        self.setAccessibleName(tr("Layers"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_history(self, history: RunHistory | None) -> None:
        """Draw the state at the newest step."""
        layers = _layers_of(history) if history else ()
        if layers != self.layers:
            self.layers = layers
            self.setAccessibleDescription("; ".join(map(_sentence, reversed(layers))))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 5 * (scaled(_MOST_BOX) + _GAP))

    def minimumSizeHint(self) -> QSize:
        words = max((self._width_of(layer) for layer in self.layers), default=0)
        return QSize(max(150, words), max(1, len(self.layers)) * (scaled(_LEAST_BOX) + _GAP))

    def _width_of(self, layer: Layer) -> int:
        """That its words need in a box."""
        name = QFontMetrics(font(Type.BODY, QFont.Weight.DemiBold))
        words = QFontMetrics(font(Type.SMALL)).horizontalAdvance(_words(layer))
        lock = scaled(_ICON) + Space.XS if layer.rate is None else 0
        around = Space.L + Space.M + 2 * Space.S
        return name.horizontalAdvance(layer_words(layer.name, tr)) + lock + words + around

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.layers:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self.layers)
        height = min(scaled(_MOST_BOX), (self.height() - (count - 1) * _GAP) / count)
        for row, number in enumerate(reversed(range(count))):
            box = QRectF(1, row * (height + _GAP) + 1, self.width() - 2, height - 2)
            self._paint_layer(painter, box, number)
        painter.end()

    def _paint_layer(self, painter: QPainter, box: QRectF, number: int) -> None:
        theme, layer = colours(), self.layers[number]
        frozen = layer.rate is None
        painter.setPen(QPen(QColor(theme.border if frozen else theme.accent), 1))
        painter.setBrush(QColor(theme.hover if frozen else theme.accent_soft))
        painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        if not frozen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(label_colour(number))
            edge = min(7.0, box.height() / 4)
            stripe = QRectF(box.left() + 6, box.top() + edge, _STRIPE, box.height() - 2 * edge)
            painter.drawRoundedRect(stripe, 2, 2)
        self._paint_words(painter, box, layer)

    def _paint_words(self, painter: QPainter, box: QRectF, layer: Layer) -> None:
        theme, frozen = colours(), layer.rate is None
        inner = box.adjusted(Space.L + 2, 0, -Space.M, 0)
        painter.setPen(QColor(theme.muted if frozen else theme.text))
        painter.setFont(font(Type.BODY, QFont.Weight.Normal if frozen else QFont.Weight.DemiBold))
        painter.drawText(inner, int(_LEFT), layer_words(layer.name, tr))
        painter.setFont(font(Type.SMALL))
        painter.setPen(QColor(theme.muted if frozen else theme.text))
        words = _words(layer)
        painter.drawText(inner, int(_RIGHT), words)
        if frozen:
            width, side = QFontMetrics(painter.font()).horizontalAdvance(words), scaled(_ICON)
            x = inner.right() - width - side - Space.XS
            image = pixmap("lock", "muted", side, self.devicePixelRatioF())
            painter.drawPixmap(int(x), int(box.center().y() - side / 2), image)


_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def rate_words(rate: float) -> str:
    """A learning rate as it is written: ``0.004`` as ``4.0e-3``."""
    mantissa, exponent = f"{rate:.1e}".split("e")
    return f"{mantissa.replace('.', QLocale().decimalPoint())}e{int(exponent)}"


def _sentence(layer: Layer) -> str:
    return f"{layer_words(layer.name, tr)}: {_words(layer)}"


def _words(layer: Layer) -> str:
    if layer.rate == 0:  # before its first step, or where there are no steps
        return tr("trained")
    return tr("frozen") if layer.rate is None else rate_words(layer.rate)


def _layers_of(history: RunHistory) -> tuple[Layer, ...]:
    trained = set(history.stages[-1].trained_groups) if history.stages else set()
    rates = history.learning_rates[-1] if len(history.steps) else [0.0] * len(history.group_names)
    return tuple(
        Layer(name, float(rate) if name in trained or rate > 0 else None)
        for name, rate in zip(history.group_names, rates, strict=True)
    )
