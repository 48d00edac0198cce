"""What is said of a base model that was not made for the texts."""

from __future__ import annotations

import pytest

from app.models.fit_words import fit_words
from ulmfit_core.project.corpus_size import Fit


@pytest.mark.parametrize(
    ("fit", "base", "words"),
    [
        (Fit.FOREIGN, "en-compact", "This base model has read English only; it knows few words"),
        (Fit.FOREIGN, "/bases/mine", "This base model has read other texts; it knows few words"),
        (Fit.SPELT_OUT, "en-compact", "This base model does not know the script"),
    ],
)
def test_it_says_what_the_base_has_read(fit: Fit, base: str, words: str) -> None:
    assert fit_words(fit, base).startswith(words)


def test_of_one_that_suits_them_nothing_is_said() -> None:
    assert fit_words(Fit.WELL, "en-compact") == ""
