"""A share and its interval, drawn in a cell of a table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from app.models.share_rows import Share
from app.theme import Space, colours
from app.translation import percent
from app.widgets.cut_cells import CutCells

SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
_TRACK, _DOT = 6, 6


class ShareCells(CutCells):
    """Under ``SHARE_ROLE`` a cell has a ``Share``, or None where nothing is to be drawn. Its words
    stand at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share, place = index.data(SHARE_ROLE), self.track(option, index)
        if isinstance(share, Share) and place.width() > _DOT:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw(painter, place, share)
            painter.restore()

    def track(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QRectF:
        """Where a share is drawn, as long in all rows: beside the widest words there may be."""
        words, metrics = index.data() or "", option.fontMetrics
        margins = self.sizeHint(option, index).width() - metrics.horizontalAdvance(words)
        widest = metrics.horizontalAdvance(percent(1.0)) if words else 0
        place = QRectF(option.rect).adjusted(Space.S, 0, -Space.S, 0)
        place.setWidth(place.width() - margins - widest)
        return place


def _draw(painter: QPainter, place: QRectF, share: Share) -> None:
    """A track from 0, the interval on it, and a dot for the share."""
    theme, y = colours(), place.center().y()
    low, middle, high = (
        QPointF(place.left() + place.width() * each, y)
        for each in (share.low / share.most, share.value / share.most, share.high / share.most)
    )
    round_ = Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(QColor(theme.border), 2, c=round_))
    painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
    painter.setPen(QPen(QColor(theme.accent), _TRACK, c=round_))
    painter.drawLine(low, high)
    painter.setPen(QPen(QColor(theme.surface), 1))
    painter.setBrush(QColor(theme.text))
    painter.drawEllipse(middle, _DOT / 2, _DOT / 2)
