"""Which releases of PySide6 are safe to start."""

from __future__ import annotations


def refusal(pyside: str, python: tuple[int, int]) -> str | None:
    """Why this PySide6 must not be started on this Python, or None when it may.

    PySide6 6.12.0 gives back references to None and True that it never took. CPython before
    3.12 counts those references, so a window aborts the interpreter after some thousand
    signals; from 3.12 on the two objects are immortal and nothing happens.
    """
    if pyside != "6.12.0" or python >= (3, 12):
        return None
    return (
        f"PySide6 6.12.0 crashes on Python {python[0]}.{python[1]}. "
        'Install another one: pip install "PySide6-Essentials<6.12", or use Python 3.12 or newer.'
    )
