"""Keys as the system at hand writes them: ``Ctrl+K``, ``Strg+K``, on macOS ``⌘K``."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence


def key_words(keys: str | QKeySequence) -> str:
    """A combination, as ``"Ctrl+K"``."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def control_word() -> str:
    """The key that combines and that selects one more: Ctrl, on macOS Command."""
    return key_words("Ctrl+A").removesuffix("A").removesuffix("+")
