"""Puts the theme on the application and keeps it up with the system and the preferences."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.preferences import Preferences
from app.stylesheet import stylesheet
from app.theme import DARK, LIGHT, Colours, Type, palette

# What fontconfig gives where nobody chose a font; wide and hard to read in long texts.
_FALLBACKS = ("", "DejaVu Sans", "Sans Serif", "Sans", "Open Sans")
_BETTER = ("Inter", "Noto Sans")


class Appearance(QObject):
    """``changed`` comes after palette, fonts and stylesheet are those of the new theme."""

    changed = Signal()

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._application = application
        self._preferences = preferences
        application.setStyle("Fusion")
        # macOS would have it pass by tool buttons, unless its settings say otherwise.
        application.styleHints().setTabFocusBehavior(Qt.TabFocusBehavior.TabFocusAllControls)
        self._family = _family()
        self._shown: tuple[Colours, int] | None = None
        application.styleHints().colorSchemeChanged.connect(self.apply)
        preferences.changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Put the wanted theme on, if it is not on already."""
        wanted = (self._theme(), self._preferences.values.text_size)
        if wanted == self._shown:
            return
        self._shown = wanted
        theme, percent = wanted
        self._application.setPalette(palette(theme))
        font = QFont(self._family)
        font.setPixelSize(round(Type.BODY * percent / 100))
        self._application.setFont(font)
        self._application.setStyleSheet(stylesheet(theme, percent / 100))
        self.changed.emit()

    def _theme(self) -> Colours:
        wanted = self._preferences.values.theme
        if wanted == "system":  # Unknown, as without a desktop, counts as light
            scheme = self._application.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if wanted == "dark" else LIGHT


def _family() -> str:
    """The system's font, or a better one that is there where the system has no opinion."""
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if not sys.platform.startswith("linux") or general not in _FALLBACKS:
        return general
    there = set(QFontDatabase.families())
    return next((family for family in _BETTER if family in there), general)
