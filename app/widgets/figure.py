"""A number to be seen at a glance, and what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.translation import number
from app.widgets.layouts import vbox
from app.widgets.texts import text_label


class Figure(QWidget):
    """A large number over a small caption, which may be another for one; read out as one."""

    def __init__(self, caption: str, of_one: str | None = None) -> None:
        super().__init__()
        self._many, self._one = caption, of_one or caption
        self._caption = text_label(caption, "muted")
        self._value = text_label("", "title")
        vbox(self._value, self._caption, within=self, spacing=0)

    def show_value(self, value: int) -> None:
        """Show another number."""
        self._value.setText(number(value))
        self._caption.setText(self._one if value == 1 else self._many)
        self.setAccessibleName(f"{number(value)} {self._caption.text()}")

    @property
    def text(self) -> str:
        return self._value.text()
