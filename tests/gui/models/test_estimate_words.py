from __future__ import annotations

import pytest

from app.models.estimate_words import duration_words, memory_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "5 s"),
        (12, "10 s"),
        (49, "50 s"),
        (50, "1 min"),
        (150.1, "3 min"),
        (89.4 * 60, "89 min"),
        (90 * 60, "1.5 h"),
    ],
)
def test_a_time_is_said_as_roughly_as_it_is_known(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


@pytest.mark.parametrize(("n_bytes", "words"), [(10**6, "0.1 GB"), (2_360_000_000, "2.4 GB")])
def test_memory_is_said_in_gigabytes(n_bytes: int, words: str) -> None:
    assert memory_words(n_bytes) == words
