"""Files that the system asks the running app to open, as macOS does by events of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """``files_wanted`` carries the paths of what was opened in the Finder, or dropped on the Dock:
    there it is an event for each, where other systems start the program with arguments."""

    files_wanted = Signal(list)

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._wanted: list[Path] = []

    def event(self, event: QEvent) -> bool:
        if not (isinstance(event, QFileOpenEvent) and event.url().isLocalFile()):
            return super().event(event)
        if not self._wanted:  # those chosen together come one right after the other
            QTimer.singleShot(0, self, self._tell)
        self._wanted.append(Path(event.file()))
        return True

    def _tell(self) -> None:
        paths, self._wanted = self._wanted, []
        self.files_wanted.emit(paths)
