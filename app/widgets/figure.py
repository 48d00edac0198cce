"""A number to be seen at a glance, and what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translation import number
from app.widgets.texts import text_label


class Figure(QWidget):
    """A large number over a small caption; read out as one."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._value = text_label("", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._value)
        column.addWidget(text_label(caption, "muted"))

    def show_value(self, value: int) -> None:
        """Show another number."""
        self._value.setText(number(value))
        self.setAccessibleName(f"{number(value)} {self._caption}")

    @property
    def text(self) -> str:
        return self._value.text()
