"""The projects that were open lately, as a list for mouse and keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter

from app.icons import pixmap
from app.paths import place_words
from app.theme import Space, Type, colours, font, scaled
from app.translation import tr
from app.widgets.painted_list import PaintedList, Row, RowPainter

_ICON = 22
_MOST_SHOWN = 5


@dataclass(frozen=True)
class RecentProject:
    """``is_there`` is false when the folder is gone, or on a disk that is not connected."""

    name: str
    folder: Path
    is_there: bool = True


class RecentProjects(PaintedList):
    """``chosen`` and ``forgotten`` carry the folder; Delete takes a row off the list."""

    chosen = Signal(Path)
    forgotten = Signal(Path)

    def __init__(self) -> None:
        super().__init__(_ProjectPainter, tr("Recent projects"))
        self.setProperty("role", "card")
        self.picked.connect(lambda project: self.chosen.emit(project.folder))

    def show_projects(self, projects: list[RecentProject]) -> None:
        """Fill the list."""
        self.show_rows(
            Row(project, project.name, _second_line(project), f"{project.name}\n{project.folder}")
            for project in projects
        )
        rows = min(_MOST_SHOWN, len(projects)) * scaled(_ProjectPainter.row_height)
        self.setFixedHeight(rows + 2 * (Space.XS + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The key that is called Delete on a Mac is Backspace.
        is_deleted = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if is_deleted and self.current() is not None:
            self.forgotten.emit(self.current().folder)
        else:
            super().keyPressEvent(event)


class _ProjectPainter(RowPainter):
    row_height = 58

    def paint_row(self, painter: QPainter, rect: QRectF, item: RecentProject) -> None:
        ratio, side = painter.device().devicePixelRatioF(), scaled(_ICON)
        top = rect.top() + (rect.height() - side) / 2
        image = pixmap("folder", "muted", side, ratio)
        painter.drawPixmap(round(rect.left()) + Space.M, round(top), image)
        self._paint_words(painter, rect.adjusted(Space.M + side + Space.M, 0, -Space.M, 0), item)

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
