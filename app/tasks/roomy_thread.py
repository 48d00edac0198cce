"""A thread of Qt's in which numpy and Python have the room that they count on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread

STACK_BYTES = 16 << 20  # what Python gives to its own threads on macOS


class RoomyThread(QThread):
    """On macOS a thread has half a megabyte of stack unless it asks for more, and Qt does not ask:
    a large product of matrices or a deep recursion would end the whole app."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
