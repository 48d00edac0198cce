"""What labels may be called, and what may be written of them."""

from __future__ import annotations

import unicodedata

from ulmfit_core.errors import InputError

_LONGEST_NAME = 200
_LONGEST_DEFINITION = 5000  # characters: a page and a half


def checked_name(name: str) -> str:
    """A name as it is stored. Raises InputError for one that is empty or too long."""
    name = normal_name(name)
    if not name:
        raise InputError("A label needs a name.", "Type one.")
    if len(name) > _LONGEST_NAME:
        raise InputError(f"A label's name has at most {_LONGEST_NAME} characters.", "Shorten it.")
    return name


def checked_definition(definition: str) -> str:
    """What is written of a label as it is stored. Raises InputError for more than a page."""
    words = unicodedata.normalize("NFC", definition).strip()
    if len(words) > _LONGEST_DEFINITION:
        raise InputError(
            f"What a label means takes at most {_LONGEST_DEFINITION:,} characters.", "Shorten it."
        )
    return words


def normal_name(name: str) -> str:
    """One spelling for names that look the same: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())
