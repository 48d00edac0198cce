"""The projects that were open lately, as a list for mouse and keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.icons import pixmap
from app.paths import place_words
from app.theme import Radius, Space, Type, colours, font, scaled
from app.translation import tr

_ROLE = Qt.ItemDataRole.UserRole + 1
_ROW = 58
_ICON = 22
_MOST_SHOWN = 5


@dataclass(frozen=True)
class RecentProject:
    """``is_there`` is false when the folder is gone, or on a disk that is not connected."""

    name: str
    folder: Path
    is_there: bool = True


class RecentProjects(QListView):
    """``chosen`` and ``forgotten`` carry the folder; Delete takes a row off the list."""

    chosen = Signal(Path)
    forgotten = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(_RowPainter(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Recent projects"))
        self.clicked.connect(self._choose)

    def show_projects(self, projects: list[RecentProject]) -> None:
        """Fill the list."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for project in projects:
            item = QStandardItem(project.name)
            item.setData(project, _ROLE)
            item.setToolTip(f"{project.name}\n{project.folder}")
            item.setAccessibleDescription(_second_line(project))
            model.appendRow(item)
        self.setFixedHeight(min(_MOST_SHOWN, len(projects)) * scaled(_ROW) + 2 * (Space.XS + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit(index.data(_ROLE).folder)
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_ROLE).folder)


class _RowPainter(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, scaled(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        project: RecentProject = index.data(_ROLE)
        theme = colours()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if focused or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.hover))
            painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        ratio = painter.device().devicePixelRatioF()
        top = rect.top() + (rect.height() - _ICON) / 2
        image = pixmap("folder", "muted", _ICON, ratio)
        painter.drawPixmap(round(rect.left()) + Space.M, round(top), image)
        self._paint_words(
            painter, rect.adjusted(Space.M + _ICON + Space.M, 0, -Space.M, 0), project
        )
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRectF, project: RecentProject) -> None:
        theme = colours()
        half = rect.height() / 2
        painter.setFont(font(Type.BODY, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.text if project.is_there else theme.muted))
        upper = QRectF(rect.left(), rect.top(), rect.width(), half)
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignBottom), project.name)
        painter.setFont(font(Type.SMALL))
        painter.setPen(QColor(theme.muted))
        lower = QRectF(rect.left(), rect.top() + half + 2, rect.width(), half)
        words = painter.fontMetrics().elidedText(
            _second_line(project), Qt.TextElideMode.ElideMiddle, int(rect.width())
        )
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignTop), words)


def _second_line(project: RecentProject) -> str:
    place = place_words(project.folder)
    return place if project.is_there else tr("Not there now: {place}", place=place)
