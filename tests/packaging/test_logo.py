"""The drawing that the programs of a bundle carry."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader


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
