"""Columns and rows, filled in one go."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | int


def vbox(
    *parts: Part, within: QWidget | None = None, spacing: int = -1, margin: int = 0
) -> QVBoxLayout:
    """A column of ``parts``, as :func:`add` takes them, that fills ``within``.

    ``spacing``: pixels between two; -1 as the layout or the style around has it. ``margin``:
    pixels on each side.
    """
    layout = QVBoxLayout() if within is None else QVBoxLayout(within)
    return _filled(layout, spacing, margin, parts)


def hbox(*parts: Part, within: QWidget | None = None, spacing: int = -1) -> QHBoxLayout:
    """The same as a row."""
    return _filled(QHBoxLayout() if within is None else QHBoxLayout(within), spacing, 0, parts)


def add(layout: QBoxLayout, *parts: Part) -> None:
    """Add widgets and layouts, each alone or with its stretch; a number alone is a stretch."""
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
            continue
        item, stretch = part if isinstance(part, tuple) else (part, 0)
        if isinstance(item, QWidget):
            layout.addWidget(item, stretch)
        else:
            layout.addLayout(item, stretch)


def turn(layout: QBoxLayout, *, beside: bool) -> None:
    """Have the parts stand beside one another, or below."""
    ways = QBoxLayout.Direction
    layout.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


def _filled(layout: Box, spacing: int, margin: int, parts: tuple[Part, ...]) -> Box:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    add(layout, *parts)
    return layout
