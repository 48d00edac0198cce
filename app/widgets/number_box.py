"""Boxes to set a number in. Whoever scrolls past sets none: the wheel is the page's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox


class NumberBox(QSpinBox):
    """For a whole number from ``least`` to ``most``."""

    def __init__(self, least: int, most: int, value: int, suffix: str = "") -> None:
        super().__init__(minimum=least, maximum=most, value=value, suffix=suffix)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DecimalBox(QDoubleSpinBox):
    """For any number from ``least`` to ``most``."""

    def __init__(self, least: float, most: float, value: float) -> None:
        super().__init__(minimum=least, maximum=most, value=value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
