"""What a model makes of a text, as the cells of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ulmfit_core.corpus.label_flags import GIVEN, PREDICTED
from ulmfit_core.corpus.number_columns import Kind, Numbers
from ulmfit_core.predictor import Prediction, Predictor


class PredictionColumns:
    """The label, its probability and that of each label. Where a text may have several and the
    row becomes one of a table, besides ``given_LABEL``, 1 or 0: a pivot table cannot count within
    a cell, and who reads by place finds the others where they were.

    No label's name makes two of these columns equal: none of the three beginnings is the
    beginning of another.
    """

    def __init__(self, predictor: Predictor, *, in_table: bool) -> None:
        self._labels = predictor.labels
        self._has_given = in_table and predictor.task == "multi"

    @property
    def names(self) -> list[str]:
        """In the order of ``cells``; a file may have columns of these names already."""
        probabilities = [f"probability_{label}" for label in self._labels]
        given = [f"{GIVEN}{label}" for label in self._labels] if self._has_given else []
        return [PREDICTED, "predicted_probability", *probabilities, *given]

    def numbers(self, columns: Sequence[str]) -> Numbers:
        """Which of them hold numbers alone, as they are called at the end of ``columns``."""
        probabilities: dict[str, Kind] = dict.fromkeys(columns[1 - len(self.names) :], float)
        given = columns[-len(self._labels) :] if self._has_given else ()
        return {**probabilities, **dict.fromkeys(given, int)}

    def cells(self, prediction: Prediction) -> list[Any]:
        """Those of one text."""
        probabilities = (prediction.probability, *prediction.probabilities)
        has = [int(label in prediction.labels) for label in self._labels]
        given = has if self._has_given else []
        return [prediction.label, *(round(p, 6) for p in probabilities), *given]
