"""What a preset is called."""

from __future__ import annotations

from app.translation import tr


def preset_title(name: str) -> str:
    """In plain words where it has some."""
    titles = {
        "quick": tr("Quick"),
        "adapted": tr("Adapted"),
        "standard": tr("Standard"),
        "thorough": tr("Thorough"),
    }
    return titles.get(name, name)
