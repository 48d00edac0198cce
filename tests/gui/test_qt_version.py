from __future__ import annotations

import pytest

from app.qt_version import refusal


def test_refuses_the_release_that_crashes() -> None:
    sentence = refusal("6.12.0", (3, 11))
    assert sentence is not None
    assert "PySide6 6.12.0 crashes on Python 3.11" in sentence
    assert 'pip install "PySide6-Essentials<6.12"' in sentence


@pytest.mark.parametrize(
    ("pyside", "python"), [("6.12.0", (3, 12)), ("6.12.1", (3, 11)), ("6.11.3", (3, 11))]
)
def test_accepts_what_works(pyside: str, python: tuple[int, int]) -> None:
    assert refusal(pyside, python) is None
