"""The drawing of the app: in its colour, and as the files that Windows and macOS want of it."""

from __future__ import annotations

import struct
from pathlib import Path

from steps import ROOT

_ACCENT = "#3552C8"
_SIZES = (16, 24, 32, 48, 64, 128, 256)  # pixels
_ENTRY_BYTES = 16
_MAC_SIZES = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic14": 512, b"ic10": 1024}


def drawing() -> str:
    """The logo as SVG."""
    return (ROOT / "resources/icons/logo.svg").read_text("utf-8").replace("currentColor", _ACCENT)


def write_mac_icon(target: Path) -> Path:
    """An .icns with the logo in the sizes that macOS has names for; gives ``target`` back."""
    entries = b""
    for name, size in _MAC_SIZES.items():
        picture = _png(size)
        entries += name + struct.pack(">I", 8 + len(picture)) + picture
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"icns" + struct.pack(">I", 8 + len(entries)) + entries)
    return target


def write_icon(target: Path) -> Path:
    """An .ico with the logo in each usual size; gives ``target`` back."""
    pictures = [_png(size) for size in _SIZES]
    header = struct.pack("<HHH", 0, 1, len(pictures))
    place, entries = len(header) + _ENTRY_BYTES * len(pictures), b""
    for size, picture in zip(_SIZES, pictures, strict=True):
        side = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(header + entries + b"".join(pictures))
    return target


def _png(size: int) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(drawing().encode()).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())
