"""The last decisions, to be looked at again and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.theme import Radius, Space, Type, colours, font, label_colour
from app.translation import tr

_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW = 28
_DOT = 10
_SHOWN = 4


@dataclass(frozen=True)
class Decision:
    """What was decided, about which text; ``document`` None where there were several."""

    document: int | None
    what: str
    colour: str  # of the label; "" for what is none
    text: str


class RecentDecisions(QListView):
    """``chosen`` carries the id of a document to look at again."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(_RowPainter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(_ROW + 2)
        self.setMaximumHeight(_SHOWN * _ROW + 2)
        self.setAccessibleName(tr("Last decisions"))
        self.clicked.connect(self._choose)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def show_decisions(self, decisions: Sequence[Decision]) -> None:
        """Show these, the newest first."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for decision in decisions:
            item = QStandardItem(f"{decision.what}: {decision.text}")
            item.setData(decision, _ROLE)
            item.setToolTip(item.text())
            model.appendRow(item)

    def decisions(self) -> list[Decision]:
        """What is shown."""
        model = self.model()
        return [model.index(row, 0).data(_ROLE) for row in range(model.rowCount())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        document = index.data(_ROLE).document
        if document is not None:
            self.chosen.emit(document)


class _RowPainter(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        decision: Decision = index.data(_ROLE)
        theme, rect = colours(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if focused or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.hover))
            painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(label_colour(decision.colour) if decision.colour else QColor(theme.border))
        top = rect.top() + (_ROW - _DOT) / 2
        painter.drawEllipse(QRectF(rect.left() + Space.S, top, _DOT, _DOT))
        self._paint_words(
            painter, rect.adjusted(Space.S + _DOT + Space.S, 0, -Space.S, 0), decision
        )
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRectF, decision: Decision) -> None:
        theme = colours()
        painter.setFont(font(Type.BODY))
        names = min(170.0, rect.width() * 0.35)
        metrics = painter.fontMetrics()
        elide, middle = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.text))
        what = metrics.elidedText(decision.what, elide, int(names) - Space.S)
        painter.drawText(QRectF(rect.left(), rect.top(), names, _ROW), middle, what)
        painter.setPen(QColor(theme.muted))
        room = rect.width() - names
        text = metrics.elidedText(decision.text, elide, int(room))
        painter.drawText(QRectF(rect.left() + names, rect.top(), room, _ROW), middle, text)
