"""The graph with 8-bit weights tried beside the exact one, text by text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ulmfit_core.export.bundle_config import Int8Check
from ulmfit_core.predictor import Predictor

_MOST_TEXTS = 1000
_MOST_CHARACTERS = 300_000  # some ten seconds of the exact graph on two busy cores


def check_int8(
    exact: Predictor, int8: Predictor, texts: Iterable[str], golden: Sequence[str]
) -> Int8Check:
    """How often both give the same labels: on the ``golden`` texts and the first of ``texts``,
    up to 1,000 or 300,000 characters."""
    tried = [*golden, *_first(texts)]
    n_same, difference = 0, 0.0
    for one, other in zip(exact.predict_stream(tried), int8.predict_stream(tried), strict=True):
        n_same += one.labels == other.labels
        apart = np.subtract(one.probabilities, other.probabilities)
        difference = max(difference, float(np.abs(apart).max()))
    own = tuple(tuple(row) for row in int8.predict_proba(golden).tolist())
    agreement = n_same / len(tried) if tried else 1.0
    return Int8Check(len(tried), agreement, difference, own)


def _first(texts: Iterable[str]) -> Iterator[str]:
    n_characters = 0
    for n, text in enumerate(texts):
        n_characters += len(text)
        if n == _MOST_TEXTS or n_characters > _MOST_CHARACTERS:
            return
        yield text
