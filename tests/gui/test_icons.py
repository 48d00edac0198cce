from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app import theme
from app.icons import icon, pixmap
from app.theme import DARK, LIGHT
from ulmfit_core.resources import resource_path

NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))


def inked(image: QImage) -> set[str]:
    """The colours of the pixels that are fully covered."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    seen = [image.pixelColor(x, y) for x, y in places]
    return {colour.name() for colour in seen if colour.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_asked_colour(qapp: QApplication, name: str) -> None:
    qapp.setPalette(theme.palette(LIGHT))
    image = pixmap(name, "danger", 24, 2.0).toImage()
    assert image.width() == 48
    assert inked(image) == {QColor(LIGHT.danger).name()}


def test_icons_change_with_the_theme(qapp: QApplication) -> None:
    shown = icon("check", "accent")
    for colours in (LIGHT, DARK):
        qapp.setPalette(theme.palette(colours))
        image = shown.pixmap(QSize(32, 32)).toImage()
        assert inked(image) == {QColor(colours.accent).name()}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_button_s_icon_is_as_sharp_as_the_screen(qapp: QApplication, ratio: float) -> None:
    image = icon("check", "accent").pixmap(QSize(24, 24), ratio)
    assert image.size() == QSize(24, 24) * ratio
    assert image.devicePixelRatio() == ratio
    assert image.toImage() == pixmap("check", "accent", 24, ratio).toImage()


def test_every_icon_the_app_asks_for_is_there(repository: Path) -> None:
    asked = re.compile(r'(?:\bicon|pixmap|IconLabel|tool_button|icon_name=)\(?"([a-z-]+)"')
    sources = (path.read_text("utf-8") for path in (repository / "app").rglob("*.py"))
    wanted = {name for source in sources for name in asked.findall(source)}
    assert len(wanted) > 10
    assert wanted <= set(NAMES)


def test_icons_are_strokes_of_one_width() -> None:
    for name in NAMES:
        source = resource_path("icons", f"{name}.svg").read_text()
        assert 'stroke-width="1.75"' in source
        assert "currentColor" in source
