"""What can be changed about one label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from app.icons import icon
from app.plain_words import plain_name
from app.theme import label_colour
from app.translation import tr
from ulmfit_core.project.labels import COLOURS, SHORTCUTS, Label

if TYPE_CHECKING:
    from app.widgets.label_panel import LabelPanel


class LabelMenu(QMenu):
    """Speaks through the panel's signals; goes when it closes. What it changes makes the panel's
    buttons anew, the one with the keyboard too, which is sent back to the text."""

    def __init__(self, label: Label, labels: Sequence[Label], panel: LabelPanel) -> None:
        super().__init__(panel)
        self._label, self._labels, self._panel = label, labels, panel
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = self.addAction(icon("edit"), tr("Rename"))
        rename.triggered.connect(lambda: panel.rename(label))  # has the keyboard meanwhile
        self._add(self, tr("What it means…"), lambda: panel.meaning_wanted.emit(label))
        self._add_colours()
        self._add_keys()
        up = self._add(self, tr("Move up"), lambda: panel.moved.emit(label, -1))
        up.setEnabled(label.id != labels[0].id)
        down = self._add(self, tr("Move down"), lambda: panel.moved.emit(label, 1))
        down.setEnabled(label.id != labels[-1].id)
        self.addSeparator()
        self._add_merge()
        self._add(self, tr("Delete"), lambda: panel.deleted.emit(label), icon("trash", "danger"))

    def _add_colours(self) -> None:
        menu = self.addMenu(tr("Colour"))
        for colour, name in _colour_names().items():
            action = self._add(
                menu,
                name,
                partial(self._panel.recoloured.emit, self._label, colour),
                _dot(colour),
            )
            action.setEnabled(colour != self._label.colour)

    def _add_keys(self) -> None:
        menu = self.addMenu(tr("Key"))
        taken = {label.shortcut for label in self._labels}
        for key in SHORTCUTS:
            if key not in taken:
                self._add(menu, key.upper(), partial(self._panel.key_set.emit, self._label, key))
        menu.addSeparator()
        none = self._add(menu, tr("None"), lambda: self._panel.key_set.emit(self._label, None))
        none.setEnabled(self._label.shortcut is not None)

    def _add_merge(self) -> None:
        menu = self.addMenu(tr("Merge into"))
        for other in self._labels:
            if other.id != self._label.id:
                self._add(
                    menu,
                    plain_name(other.name),
                    partial(self._panel.merged.emit, self._label, other),
                    _dot(other.colour),
                )
        menu.setEnabled(len(self._labels) > 1)

    def _add(
        self, menu: QMenu, text: str, run: Callable[[], object], picture: QIcon | None = None
    ) -> QAction:
        action = menu.addAction(picture or QIcon(), text)
        action.triggered.connect(lambda checked=False: run())
        action.triggered.connect(lambda checked=False: self._panel.left.emit())
        return action


def _dot(colour: str) -> QIcon:
    image = QPixmap(QSize(32, 32))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(label_colour(colour))
    painter.drawEllipse(4, 4, 24, 24)
    painter.end()
    return QIcon(image)


def _colour_names() -> dict[str, str]:
    names = (
        tr("Blue"),
        tr("Orange"),
        tr("Green"),
        tr("Red"),
        tr("Purple"),
        tr("Teal"),
        tr("Pink"),
        tr("Brown"),
        tr("Olive"),
        tr("Grey"),
    )
    return dict(zip(COLOURS, names, strict=True))
