"""A stream of texts, read ahead one window at a time, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ulmfit_core.errors import InputError

_MOST_DOCUMENTS = 2048
_MOST_CHARACTERS = 4_000_000


def text_windows(texts: Iterable[str], most: int | None = None) -> Iterator[list[str]]:
    """Runs of texts, ended by their number (``most``, else 2,048) or by their characters.

    Raises InputError at a text that is not a string.
    """
    most = most or _MOST_DOCUMENTS
    window: list[str] = []
    characters = 0
    for row, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise InputError(
                f"Text {row} is not a text but {type(text).__name__}.",
                "Turn empty or numeric cells into text first.",
            )
        window.append(text)
        characters += len(text)
        if len(window) == most or characters >= _MOST_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window
