"""The drawing that the programs of a bundle carry."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QImageReader


def test_an_icon_has_a_picture_of_each_size(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(repository / "packaging")
    path = importlib.import_module("logo").write_icon(tmp_path / "build" / "studio.ico")
    reader = QImageReader(str(path))
    sizes = []
    for k in range(reader.imageCount()):
        reader.jumpToImage(k)
        picture = reader.read()
        sizes.append((picture.width(), picture.height()))
        small = picture.scaled(16, 16)
        assert len({small.pixelColor(x, 4).alpha() for x in range(16)}) > 1  # two letters' strokes
    assert sizes == [(n, n) for n in (16, 24, 32, 48, 64, 128, 256)]


def test_an_icon_of_macos_has_a_picture_under_each_name(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(repository / "packaging")
    data = importlib.import_module("logo").write_mac_icon(tmp_path / "b" / "s.icns").read_bytes()
    assert (data[:4], int.from_bytes(data[4:8])) == (b"icns", len(data))
    place, sides = 8, {}
    while place < len(data):
        length = int.from_bytes(data[place + 4 : place + 8])
        picture = QImage.fromData(data[place + 8 : place + length], "PNG")
        sides[data[place : place + 4]] = picture.width()
        place += length
    assert sides[b"ic07"] == 128
    assert sides[b"ic10"] == 1024  # of 512, twice as fine
