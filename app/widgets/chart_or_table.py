"""A chart under its heading, and the same as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import SectionHeader
from app.widgets.layouts import vbox


class ChartOrTable(QWidget):
    """``turn`` turns from the one to the other."""

    def __init__(self, title: str, chart: QWidget, table: QWidget) -> None:
        super().__init__()
        self.turn = button(tr("As a table"), "segment", "table")
        self.turn.setAccessibleDescription(title)
        self.turn.setCheckable(True)
        self.turn.setMinimumWidth(self.turn.sizeHint().width() + Space.L)  # turned, it is bold
        self.header = SectionHeader(title)
        self.header.trailing.addWidget(self.turn)
        vbox(self.header, chart, table, within=self, spacing=Space.S)
        table.hide()
        self.turn.toggled.connect(table.setVisible)
        self.turn.toggled.connect(chart.setHidden)

    def show_title(self, title: str) -> None:
        """Another heading."""
        self.header.title.setText(title)
        self.turn.setAccessibleDescription(title)
