"""What labels mean, in the words of whoever made them, as texts that teach a head.

A sentence a label stands for several labelled texts, and makes suggestions before the first:
``tests/benchmarks/RESULTS.md``, "What labels mean".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.stored_space import TextRows

_ENDS = re.compile(r"(?<=[.;!?])\s+|\n+")
_DENIES = re.compile(  # in English, German, French
    r"\W*((but|aber|mais)\s+)?(not|no|never|nor|except|excluding|unless|without|nicht|keine?[rsnm]?|"
    r"nie|außer|ausgenommen|ausser|ohne|pas|non|jamais|aucune?|sauf|hors|sans|excepté|ni)\b",
    re.IGNORECASE,
)
WEIGHTS = (4.0, 8.0, 32.0)  # of what a label means, one labelled text being 1
WEIGHT = 8.0  # while held-out labels do not say which
MOST_TOLD = 1000  # labelled texts; beside more, meanings bring next to nothing


def meaning(name: str, definition: str) -> str:
    """The text that a label teaches by; "" where it says nothing, as a name alone tells little.

    Sentences that say what does not belong to it are left out: their words are others'.
    """
    sentences = filter(None, map(str.strip, _ENDS.split(definition)))
    said = [sentence for sentence in sentences if not _DENIES.match(sentence)]
    return f"{name}. {' '.join(said)}" if said else ""


def are_fair(told: NDArray[np.int64], counts: Sequence[int]) -> bool:
    """Whether each label is among those ``told``, or has as many labelled texts, ``counts``, as a
    meaning counts for: one with neither would not be suggested any more."""
    silent = np.setdiff1d(np.arange(len(counts)), told)
    return all(counts[label] >= WEIGHT for label in silent)


def teach_a_model(told: NDArray[np.int64], counts: Sequence[int], n_labelled: int) -> bool:
    """Whether a model that is trained learns from the meanings of these labels too: not beside so
    many labelled texts that they bring nothing, nor where one that says nothing would lose."""
    return n_labelled <= MOST_TOLD and are_fair(told, counts)


@dataclass(frozen=True, slots=True)
class Meanings:
    """A text for each of some labels."""

    rows: TextRows
    targets: NDArray[np.int64]  # [m] which label each is of

    def __len__(self) -> int:
        return len(self.targets)

    @classmethod
    def of(cls, rows: TextRows, targets: NDArray[np.int64]) -> Meanings | None:
        """Those that have a word of the corpus; None where none has."""
        told = np.flatnonzero(np.diff(rows.words.indptr))
        if not len(told):
            return None
        return cls(TextRows(rows.words[told], rows.topics[told]), targets[told])

    def seen_by(self, width: int, *, words: bool) -> Any:
        """What a member sees of them [m, width]: words, or topics and then nothing, as the
        language model has not read them."""
        if words:
            return self.rows.words
        return np.pad(self.rows.topics, ((0, 0), (0, width - self.rows.topics.shape[1])))

    def added_to(self, labelled: Labelled, weight: float) -> Labelled:
        """The labels of the texts, then their own of this weight. With several labels a text, what
        one means stands for none of the others."""
        targets, own = self.targets, np.ones(labelled.targets.shape)
        if labelled.is_multi:
            targets = np.eye(labelled.n_labels, dtype=np.int64)[targets]
        if labelled.weights is not None:
            own = labelled.weights
        return Labelled(
            np.concatenate([labelled.rows, np.full(len(self), -1)]),
            np.concatenate([labelled.targets, targets]),
            labelled.n_labels,
            np.concatenate([own, np.full(targets.shape, weight)]),
        )


def stacked(rows: Any, more: Any) -> Any:
    """Some rows under others, dense or sparse."""
    if isinstance(rows, np.ndarray):
        return np.concatenate([rows, more.astype(rows.dtype, copy=False)])
    from scipy.sparse import vstack

    return vstack([rows, more], format="csr")
