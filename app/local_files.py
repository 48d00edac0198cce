"""The files in what is dropped or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """Files and folders of this computer; none where it is a text, or a link to elsewhere."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
