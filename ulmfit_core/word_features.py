"""The words of a text, counted and weighed as scikit-learn's TF-IDF does; ``re`` and numpy alone.

A model file says with this what words it saw in training; the fitting itself is scikit-learn's
(``evaluation.tfidf``), and a test holds both to one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# A word is a run without white space or common punctuation. Unlike \w this keeps the vowel signs
# of Indic scripts, and words of one letter.
_COMMON = r"\s!-/:-@\[-`{-~\u00a1-\u00bf\u2000-\u206f\u3000-\u303f\uff01-\uff0f"
_OF_SCRIPTS = (  # Hebrew, Arabic, Devanagari, full width
    r"\u05be\u060c\u061b\u061f\u06d4\u0964\u0965\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
WORD = rf"[^{_COMMON}{_OF_SCRIPTS}]+"
PATTERNS = EARLIER, PATTERN = 1, 2  # by which words are found, as files number them

_SMALLEST = 1e-12

Places = NDArray[np.int64]
Weights = NDArray[np.float32]

_finders = {
    EARLIER: re.compile(rf"[^{_COMMON}]+").findall,
    PATTERN: re.compile(WORD).findall,
}


def words(text: str, pattern: int = PATTERN) -> list[str]:
    """Its words in lower case, then each pair of neighbours."""
    found = _finders[pattern](text.lower())
    return found + [f"{one} {other}" for one, other in pairwise(found)]


def character_runs(text: str, lengths: Sequence[int]) -> list[str]:
    """Runs of so many characters within what white space parts, a space at either edge."""
    parts = [f" {part} " for part in text.lower().split()]
    return [
        part[start : start + length]
        for part in parts
        for length in lengths
        for start in range(len(part) - length + 1)
    ]


class WordFeatures:
    """TF-IDF over known terms: sublinear, and of length one for each kind of term."""

    def __init__(
        self,
        words: Sequence[str],
        characters: Sequence[str],
        idf: NDArray[np.float32],
        pattern: int = PATTERN,
    ) -> None:
        """``words``: with pairs of words; ``characters``: runs of them, or none; ``idf`` [V] of
        the words, then of the characters; ``pattern``: by which the words were found."""
        self.words, self.characters, self.idf, self.pattern = words, characters, idf, pattern
        self._word_places = {term: place for place, term in enumerate(words)}
        self._run_places = {term: place for place, term in enumerate(characters, len(words))}
        self._run_lengths = sorted({len(run) for run in characters})

    def __len__(self) -> int:
        """How many terms there are, V."""
        return len(self.words) + len(self.characters)

    def of(self, text: str) -> tuple[Places, Weights]:
        """Which of the V terms ``text`` has [k], and how much each weighs [k]."""
        places, weights = self._weighed(words(text, self.pattern), self._word_places)
        if not self.characters:
            return places, weights
        more, their = self._weighed(character_runs(text, self._run_lengths), self._run_places)
        return np.concatenate([places, more]), np.concatenate([weights, their])

    def _weighed(self, terms: list[str], known: dict[str, int]) -> tuple[Places, Weights]:
        found = [place for term in terms if (place := known.get(term)) is not None]
        places, counts = np.unique(np.array(found, np.int64), return_counts=True)
        weights = (np.log(counts) + 1) * self.idf[places]
        return places, (weights / max(float(np.linalg.norm(weights)), _SMALLEST)).astype(np.float32)
