"""Which words spoke: the text is scored again without each of them, and the odds compared.

Occlusion (Zeiler and Fergus 2014; for text Li, Monroe and Jurafsky 2016, "Understanding Neural
Networks through Representation Erasure"): it needs nothing but scores, so any model file will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.predictor import Predictor

MOST_PARTS = 200  # texts scored at once beside the whole one
MOST_WORDS = 30_000  # in all of them together: some seconds on a laptop
_FEWEST_PARTS = 8
_SMALLEST = {"single": 1e-12, "multi": 1e-6}  # beyond it the odds drown in rounding

# Scripts that put no space between words: there a letter is a word of its own.
_UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’\-][^\W{_UNSPACED}]+)*|[^\w\s]+")
_SENTENCE_END = re.compile(r"[.!?…。！？\n]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A stretch of the text and what it did for one label."""

    start: int  # characters of the text, from 0
    end: int
    weight: float  # change of the label's log-odds, in nats: above 0 it speaks for the label


@dataclass(frozen=True, slots=True)
class Attribution:
    """What each part of a text did for every label."""

    labels: tuple[str, ...]
    spans: tuple[Span, ...]
    weights: NDArray[np.float64]  # [spans, C]
    probabilities: tuple[float, ...]  # of the whole text
    by_word: bool  # else the text was too long, and the parts are passages

    def parts(self, label: str) -> tuple[SpokenPart, ...]:
        """The parts with their weight for ``label``, in the order of the text."""
        column = self.weights[:, self.labels.index(label)].tolist()
        return tuple(
            SpokenPart(*span, weight) for span, weight in zip(self.spans, column, strict=True)
        )

    @property
    def likeliest(self) -> str:
        """The label with the highest probability."""
        return self.labels[int(np.argmax(self.probabilities))]


def attribute(predictor: Predictor, text: str) -> Attribution:
    """Score ``text`` whole and without each word, or without each passage where it is long.

    At most ``MOST_PARTS`` parts, and fewer the longer the text is.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    spans = _passages(text, words, _n_parts(len(words)))
    without = (text[:start] + text[end:] for start, end in spans)
    scored = predictor.predict_proba([text, *without])
    odds = _log_odds(scored, predictor.task)
    return Attribution(
        labels=predictor.labels,
        spans=tuple(spans),
        weights=odds[:1] - odds[1:],
        probabilities=tuple(scored[0].tolist()),
        by_word=len(spans) == len(words),
    )


def _n_parts(n_words: int) -> int:
    """How many parts a text of so many words may have."""
    return min(MOST_PARTS, max(_FEWEST_PARTS, MOST_WORDS // max(n_words, 1)))


def _passages(text: str, words: list[Span], most: int) -> list[Span]:
    """The words themselves, or at most ``most`` runs of them that end with a sentence if they
    can."""
    if len(words) <= most:
        return words
    return list(_runs(text, words, 2 * -(-len(words) // most)))


def _runs(text: str, words: list[Span], longest: int) -> Iterator[Span]:
    """Runs of half of ``longest`` words up to ``longest``, so that at most so many come out."""
    first = 0
    for place in range(len(words)):
        n_words = place + 1 - first
        ends = _SENTENCE_END.search(text, *words[place]) is not None
        if n_words == longest or (ends and n_words >= longest // 2):
            yield words[first][0], words[place][1]
            first = place + 1
    if first < len(words):
        yield words[first][0], words[-1][1]


def _log_odds(probabilities: NDArray[Any], task: str) -> NDArray[np.float64]:
    """Log-odds [n, C] of probabilities [n, C].

    Where one label excludes the others their sum is "not this one", which stays exact near 1.
    """
    p = probabilities.astype(np.float64)
    others = 1 - p if task == "multi" else p @ (1 - np.eye(p.shape[1]))
    least = _SMALLEST[task]
    result: NDArray[np.float64] = np.log(np.maximum(p, least)) - np.log(np.maximum(others, least))
    return result
