"""Hebrew and Arabic run from right to left, also in one line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.text_direction import text_direction


@pytest.mark.parametrize("text", ["שלום, world.", "12 (שלום)", "السلام عليكم 2024."])
def test_the_first_letter_leads(text: str) -> None:
    assert text_direction(text) is Qt.LayoutDirection.RightToLeft
    assert text_direction(f"As he said: {text}") is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("text", ["", "12.", "今日は"])
def test_all_else_runs_to_the_right(text: str) -> None:
    assert text_direction(text) is Qt.LayoutDirection.LeftToRight
