"""Asks where a file is to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import delete

from app.file_dialogs import untraced


def ask_where(parent: QWidget, title: str, proposed: Path, kinds: str = "") -> Path | None:
    """A place, None where none is chosen. A name without an ending gets that of ``proposed``,
    before it is asked whether a file of that name may go."""
    with untraced():
        dialog = QFileDialog(parent, title, str(proposed.parent), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix)
        dialog.selectFile(proposed.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        delete(dialog)  # which is when it writes where it was
    return Path(chosen[0]) if chosen else None
