"""How many texts each label has, as bars with names and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.plain_words import plain_tip
from app.text_direction import isolated
from app.theme import Space, Type, colours, font, label_colour, scaled
from app.translation import number, tr_count
from app.widgets.text_size import with_text_size
from app.widgets.texts import names_width

_MOST = 12
_ROW = 26
_BAR = 6


class LabelShares(QWidget):
    """One line a label, the largest first; read out as a list."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: list[tuple[str, str, int]] = []
        self._n_more = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        with_text_size(self, self.updateGeometry)

    def show_shares(self, shares: Sequence[tuple[str, str, int]]) -> None:
        """Show these names, colours and numbers."""
        ordered = sorted(shares, key=lambda share: -share[2])
        self._shares, self._n_more = ordered[:_MOST], len(ordered[_MOST:])
        said = [f"{name}: {number(n)}" for name, _, n in ordered]
        self.setAccessibleName(", ".join(said))
        self.setToolTip(plain_tip("\n".join(said[:_MOST])))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, scaled(_ROW) * (len(self._shares) + bool(self._n_more)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Type.BODY))
        most = max((n for _, _, n in self._shares), default=1)
        for place, share in enumerate(self._shares):
            self._paint_row(painter, place * scaled(_ROW), share, most)
        if self._n_more:
            painter.setPen(QColor(colours().muted))
            height = scaled(_ROW)
            below = QRectF(0, height * len(self._shares), self.width(), height)
            words = tr_count("and {n} more", "and {n} more", self._n_more)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _paint_row(
        self, painter: QPainter, top: int, share: tuple[str, str, int], most: int
    ) -> None:
        name, colour, n = share
        height, middle = scaled(_ROW), Qt.AlignmentFlag.AlignVCenter
        metrics = painter.fontMetrics()
        names = names_width((name for name, _, _ in self._shares), metrics, self.width())
        figures = metrics.horizontalAdvance(number(most)) + Space.S
        painter.setPen(QColor(colours().text))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - Space.S)
        painter.drawText(QRectF(0, top, names, height), middle, isolated(shown))
        room = self.width() - names - figures
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(colour))
        bar = QRectF(names, top + (height - _BAR) / 2, max(_BAR, room * n / most), _BAR)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setPen(QColor(colours().muted))
        painter.drawText(
            QRectF(0, top, self.width(), height), middle | Qt.AlignmentFlag.AlignRight, number(n)
        )
