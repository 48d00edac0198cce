"""The graph with 8-bit weights tried beside the exact one, text by text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ulmfit_core.export.bundle_config import Int8Check
from ulmfit_core.predictor import Predictor

_MOST_TEXTS = 1000
_MOST_CHARACTERS = 300_000  # some ten seconds of the exact graph on two busy cores


class Int8Trial:
    """Whether graphs of 8-bit weights give the exact one's labels: on the ``golden`` texts and the
    first of ``texts``, up to 1,000 or 300,000 characters."""

    def __init__(self, exact: Predictor, texts: Iterable[str], golden: Sequence[str]) -> None:
        self._golden = golden
        self._tried = [*golden, *_first(texts)]
        self._expected = list(exact.predict_stream(self._tried))

    def check(self, int8: Predictor, float32_layers: int = 0) -> Int8Check:
        """What ``int8``, which has so many layers in float32, makes of them."""
        n_same, difference = 0, 0.0
        found = int8.predict_stream(self._tried)
        for one, other in zip(self._expected, found, strict=True):
            n_same += one.labels == other.labels
            apart = np.subtract(one.probabilities, other.probabilities)
            difference = max(difference, float(np.abs(apart).max()))
        own = tuple(tuple(row) for row in int8.predict_proba(self._golden).tolist())
        agreement = n_same / len(self._tried) if self._tried else 1.0
        return Int8Check(len(self._tried), agreement, difference, own, float32_layers)


def _first(texts: Iterable[str]) -> Iterator[str]:
    n_characters = 0
    for n, text in enumerate(texts):
        n_characters += len(text)
        if n == _MOST_TEXTS or n_characters > _MOST_CHARACTERS:
            return
        yield text
