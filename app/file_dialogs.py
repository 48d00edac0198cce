"""Asks for files and folders, and leaves no trace of where someone looked.

Qt writes which folders its dialogs were in to the settings that all programs of Qt's share. They
would outlive a project that was deleted. Within a run Qt knows the last one by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_TRACES = ("FileDialog/history", "FileDialog/lastVisited")


def choose_file(parent: QWidget, title: str, kinds: str = "") -> str:
    """The path of one that is there, "" where none is chosen."""
    with untraced():
        return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


def choose_files(parent: QWidget, title: str) -> list[str]:
    """The paths of some that are there."""
    with untraced():
        return QFileDialog.getOpenFileNames(parent, title)[0]


def choose_folder(parent: QWidget, title: str, start: str = "") -> str:
    """The path of one that is there, "" where none is chosen; the dialog begins at ``start``."""
    with untraced():
        return QFileDialog.getExistingDirectory(parent, title, start)


@contextmanager
def untraced() -> Iterator[None]:
    """Of a file dialog that is made and deleted inside nothing stays; what other programs have
    there does."""
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    before = {name: settings.value(name) for name in _TRACES}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                settings.remove(name)
            else:
                settings.setValue(name, value)
        settings.sync()
