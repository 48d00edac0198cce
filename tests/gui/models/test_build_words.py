"""What is said of a base model before and after it is built."""

from __future__ import annotations

import pytest

from app.models.build_words import millions, reach_words, result_words
from ulmfit_core.tokenizer_check import TokenizerCheck


@pytest.mark.parametrize(
    ("tokens", "words"), [(12_400_000, "12"), (3_140_000, "3.1"), (90_000, "0.09")]
)
def test_a_little_is_told_more_closely(tokens: float, words: str) -> None:
    assert millions(tokens) == words


def test_enough_time_and_text_need_no_advice() -> None:
    said = reach_words(12e6, 100_000_000)
    assert said == "This computer reads about 12 million tokens in that time."
    assert reach_words(12e6, None) == said  # a compressed file: nobody knows


def test_too_little_of_either_is_told() -> None:
    assert "too little for a new language" in reach_words(1.5e6, 100_000_000)
    assert "about 1.0 million and would be read 12 times" in reach_words(12e6, 3_400_000)


def test_a_vocabulary_that_does_not_suit_is_told() -> None:
    good, bad = TokenizerCheck(40, 40, 0.001), TokenizerCheck(40, 40, 0.3)
    said = result_words(good, 1.694, 12_000_000)
    assert said.startswith("12 million tokens read, 1.69 bits per byte on held-out texts.")
    assert said.endswith("gives back 40 of 40 of them; 0.1% of their pieces are single bytes.")
    assert "does not suit" in result_words(bad, 1.694, 12_000_000)


def test_files_that_were_left_out_are_told() -> None:
    said = result_words(TokenizerCheck(40, 40, 0.001), 1.694, 12_000_000, n_left_out=3)
    assert said.endswith("3 files held no text and were left out.")
