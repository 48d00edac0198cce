from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app import theme
from app.stylesheet import stylesheet
from app.theme import DARK, LIGHT, Colours
from ulmfit_core.project.labels import COLOURS

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("window", "surface", "sidebar", "hover")

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> NDArray[np.float64]:
    """Linear RGB, shape [3]."""
    values = np.array(QColor(colour).getRgbF()[:3])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted(
        (float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ottosson's OKLab of linear RGB."""
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(np.clip(to_cones @ rgb, 0, None))


def test_contrast_knows_black_and_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "muted", "accent", "success", "warning", "danger"])
def test_text_can_be_read(colours: Colours, ground: str, text: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@THEMES
def test_text_on_the_soft_accent_can_be_read(colours: Colours) -> None:
    assert contrast(colours.accent, colours.accent_soft) >= 4.5
    assert contrast(colours.text, colours.accent_soft) >= 4.5


@THEMES
def test_text_on_the_accent_can_be_read(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.accent_hover) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_controls_stand_out(colours: Colours, ground: str) -> None:
    assert contrast(colours.control, getattr(colours, ground)) >= 3
    assert contrast(colours.control, colours.accent_soft) >= 3


@THEMES
@pytest.mark.parametrize("ground", ["window", "surface"])
def test_the_handle_of_a_scroll_bar_stands_out(colours: Colours, ground: str) -> None:
    assert contrast(colours.scroll, getattr(colours, ground)) >= 3


@THEMES
def test_marks_grow_with_the_words(colours: Colours) -> None:
    rule = re.compile(r"::(?:indicator|down-arrow|up-arrow)[^{]*{[^}]*?\bwidth: (\d+)px")
    once, twice = (rule.findall(stylesheet(colours, scale)) for scale in (1.0, 2.0))
    assert [2 * int(size) for size in once] == [int(size) for size in twice]


@THEMES
@pytest.mark.parametrize("ground", ["window", "surface"])
def test_labels_stand_out(colours: Colours, ground: str) -> None:
    for label in colours.labels.values():
        assert contrast(label, getattr(colours, ground)) >= 3


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_label_colours_differ_for_everyone(colours: Colours, sight: str) -> None:
    seen = {
        name: oklab(np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1))
        for name, colour in colours.labels.items()
    }
    distances = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)
    }
    assert min(distances.values()) >= 0.07, min(distances, key=lambda pair: distances[pair])


@THEMES
def test_every_colour_of_a_label_is_there(colours: Colours) -> None:
    assert tuple(colours.labels) == COLOURS


@THEMES
def test_drawings_of_the_stylesheet_wear_its_colours(colours: Colours) -> None:
    sheet = stylesheet(colours)
    drawings = dict(re.findall(r'url\("(.*/(\w+)-\w+\.svg)"\)', sheet))
    assert set(drawings.values()) == {"arrow", "up", "check"}
    for path, name in drawings.items():
        expected = colours.on_accent if name == "check" else colours.muted
        with open(path, encoding="utf-8") as file:
            assert f'stroke="{expected}"' in file.read()


def test_theme_in_force_is_the_palette_s(qapp: QApplication) -> None:
    qapp.setPalette(theme.palette(DARK))
    assert theme.colours() is DARK
    qapp.setPalette(theme.palette(LIGHT))
    assert theme.colours() is LIGHT


def test_labels_are_coloured_by_name_and_series_by_number(qapp: QApplication) -> None:
    qapp.setPalette(theme.palette(LIGHT))
    assert theme.label_colour("teal").name().upper() == LIGHT.labels["teal"]
    assert theme.label_colour(0) == theme.label_colour(10) == theme.label_colour("blue")


def test_disabled_text_is_fainter() -> None:
    made = theme.palette(LIGHT)
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled != made.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
