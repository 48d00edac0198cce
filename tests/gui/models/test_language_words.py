"""What a guess at the language is called."""

from __future__ import annotations

import pytest

from app.models.language_words import language_words


@pytest.mark.parametrize(
    ("guess", "words"),
    [(None, ""), ("de", "probably German"), ("de+en", "probably German and English")],
)
def test_one_language_or_two_are_named(guess: str | None, words: str) -> None:
    assert language_words(guess) == words
