"""A field for a text of several lines."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit

from app.local_files import local_files


class TextField(QPlainTextEdit):
    """Tab leaves it. Files are no text: those dropped on it reach the window, and ``files_pasted``
    carries the paths of those that were copied."""

    files_pasted = Signal(list)

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not local_files(source) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = local_files(source)
        if files:
            self.files_pasted.emit(files)
        else:
            super().insertFromMimeData(source)
