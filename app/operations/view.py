"""How the app looks: the theme, the size of its text, the preferences."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.dialogs.preferences import PreferencesDialog
from app.operations.attempt import attempt
from app.preferences import TEXT_SIZES
from app.studio import Studio


def set_theme(studio: Studio, theme: str) -> None:
    """Light, dark, or as the system."""
    attempt(studio.notices, lambda: studio.preferences.update(theme=theme))


def step_text_size(studio: Studio, by: int) -> None:
    """One size larger (1) or smaller (-1), as far as there are sizes."""
    place = TEXT_SIZES.index(studio.preferences.values.text_size) + by
    if 0 <= place < len(TEXT_SIZES):
        attempt(studio.notices, lambda: studio.preferences.update(text_size=TEXT_SIZES[place]))


def reset_text_size(studio: Studio) -> None:
    """Back to 100 %."""
    attempt(studio.notices, lambda: studio.preferences.update(text_size=100))


def show_preferences(studio: Studio, parent: QWidget) -> None:
    """Open the preferences; each takes hold as it is changed."""
    PreferencesDialog(studio.preferences, studio.notices, parent).show()
