"""A classifier that is retrained after every label and scores the whole corpus in a blink.

Logistic regressions on different views of the texts, averaged in log-probability; one of them is
always TF-IDF, so that the average has the simple baseline inside it. Which views and how strong a
penalty was measured: ``tests/benchmarks/fewshot.py``. The probabilities are calibrated by a
temperature from cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray, Ids
from ulmfit_core.evaluation.calibration import fit_temperature, negative_log_likelihood
from ulmfit_core.evaluation.tfidf import folds
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import MOST_TOLD, WEIGHT, WEIGHTS, Meanings, stacked
from ulmfit_core.fewshot.member_fit import How, fit_member, member_logits, probabilities
from ulmfit_core.fewshot.member_weights import best_weights, expected_weights
from ulmfit_core.fewshot.softmax_regression import QUICK_TOLERANCE, Fit
from ulmfit_core.fewshot.stored_rows import Rows, blocks
from ulmfit_core.fewshot.views import Views
from ulmfit_core.in_parts import InParts, returned

_GROWTH = 1.15  # calibrate anew once there are so many times more labels


@dataclass(frozen=True, slots=True)
class Member:
    """One regression: what it looks at, and the inverse strength of its penalty."""

    views: tuple[str, ...]  # ("words",), ("topics",), ("reading",) or ("topics", "reading")
    c: float
    by_telling: bool = False  # as ``How`` has it


MEMBERS = (Member(("topics", "reading"), 10.0), Member(("words",), 10.0))


@dataclass(frozen=True, slots=True)
class Answers:
    """What the head makes of every document."""

    probabilities: NDArray[np.float32]  # [n, C]; single-label rows sum to one
    n_labelled: int
    reads: bool  # whether the language model's view is in it


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a fitted head is: one linear map of each view, and how far to trust their sum.

    Logits are ``dense @ dense_weights + words @ word_weights + bias``, the members' shares in all
    of them, before the temperature. Each member's own softmax only shifts a row as a whole.
    """

    dense_weights: FloatArray  # [d, C], of topics and then reading
    word_weights: FloatArray  # [V, C]
    bias: FloatArray  # [C]
    temperature: float
    shares: tuple[float, ...]  # of the members

    def logits(self, views: Views) -> FloatArray:
        """[n, C] of texts' views."""
        words = np.asarray(views.words[:] @ self.word_weights)
        return np.asarray(views.dense[:] @ self.dense_weights + words + self.bias)


@dataclass(slots=True)
class _Kept:
    """What one retraining leaves for the next."""

    fits: dict[int, Fit] = field(default_factory=dict)
    taught: tuple[Ids, list[Any]] | None = None
    weights: FloatArray | None = None  # of the members; None: all alike
    temperature: float = 1.0
    meaning_weight: float = WEIGHT
    calibrated_at: int = 0
    labels_then: tuple[int, ...] = ()


class InstantHead:
    """For one corpus and one task; not for several threads at once."""

    def __init__(
        self,
        views: Views,
        members: Sequence[Member] = MEMBERS,
        seed: int = 0,
        tolerance: float = QUICK_TOLERANCE,
    ) -> None:
        """``tolerance`` as ``fit_softmax`` takes it."""
        self.views = views
        found = [
            (_matrix(views, member), How(member.c, tolerance, member.by_telling))
            for member in members
        ]
        self._speaking = [(matrix, how) for matrix, how in found if matrix is not None]
        self._expected = expected_weights(views, len(self._speaking))
        self._seed = seed
        self._kept = _Kept()
        self._meanings: Meanings | None = None

    @property
    def meanings(self) -> Meanings | None:
        """What it was taught beside labelled texts."""
        return self._meanings

    def teach(self, meanings: Meanings | None) -> None:
        """Learn from these too from now on; what was found without them is found anew."""
        if meanings is not self._meanings:
            self._meanings, self._kept.calibrated_at = meanings, 0
            self._kept.meaning_weight = WEIGHT
            self._kept.fits.clear()

    def can_learn(self, labelled: Labelled) -> bool:
        """Whether two labels can be told apart, by these or by what labels mean."""
        return (self._meanings is not None and len(self._meanings) > 1) or labelled.can_teach()

    def twin(self) -> InstantHead:
        """Another head over the same matrices, for another thread."""
        made, kept = copy(self), self._kept
        made._kept = _Kept(weights=kept.weights, meaning_weight=kept.meaning_weight)
        return made

    @property
    def reads(self) -> bool:
        return self.views.reading is not None

    def fit(self, labelled: Labelled) -> Answers:
        """Learn from these documents and score all. Raises ValueError unless they can teach."""
        if not self.can_learn(labelled):
            raise ValueError("a head needs two labels to tell apart")
        with _one_thread():
            said = self._say(self._fits(labelled), labelled)
            return Answers(said, len(labelled), self.reads)

    def learnt(self) -> Learnt:
        """What the last ``fit`` found; of a head with the usual members."""
        fits, views = self._kept.fits, self.views
        bias = np.zeros_like(fits[0].bias)
        dense = np.zeros((views.dense.shape[1], len(bias)))
        words = np.zeros((views.words.shape[1], len(bias)))
        for place, (matrix, _) in enumerate(self._speaking):
            share, fit = self._weights[place], fits[place]
            weights = words if matrix is views.words else dense
            weights += share * fit.weights
            bias += share * fit.bias
        return Learnt(dense, words, bias, self._kept.temperature, tuple(self._weights.tolist()))

    def out_of_fold(self, labelled: Labelled) -> tuple[FloatArray, Ids]:
        """Logits [k, C] of documents that their model was not shown, and their places in
        ``labelled``; none where there are too few labels to hold any out."""
        parts, places = returned(self._parts_out_of_fold(labelled))
        return np.tensordot(self._weights, parts, 1), places

    def held_out(self, labelled: Labelled, train: Ids, test: Ids) -> FloatArray:
        """Logits of the places ``test`` of a head that learnt from the places ``train``."""
        with _one_thread():
            return np.tensordot(self._weights, self._parts(labelled, train, test), 1)

    def _parts_out_of_fold(self, labelled: Labelled) -> InParts[tuple[FloatArray, Ids]]:
        """What each member says of documents it was not shown [members, k, C], and which; in a
        part for each fold."""
        splits = list(folds(labelled.targets, self._seed, labelled.groups))
        if not splits:
            return np.empty((len(self._speaking), 0, labelled.n_labels)), np.empty(0, np.int64)
        parts = []
        for train, test in splits:
            with _one_thread():
                parts.append(self._parts(labelled, train, test))
            yield
        return np.concatenate(parts, axis=1), np.concatenate([test for _, test in splits])

    def _parts(self, labelled: Labelled, train: Ids, test: Ids) -> FloatArray:
        shown, said = labelled.select(train), []
        for rows, (_, how) in zip(self._taught(labelled), self._speaking, strict=True):
            fit = fit_member(*self._with_meanings(rows[train], shown), how, None)
            said.append(member_logits(rows[test], fit, labelled.is_multi))
        return np.stack(said)

    @property
    def _weights(self) -> FloatArray:
        return self._expected if self._kept.weights is None else self._kept.weights

    def _fits(self, labelled: Labelled) -> list[Fit]:
        """Each member's regression, begun where the one before ended."""
        kept = self._kept.fits
        for place, rows in enumerate(self._taught(labelled)):
            learnt, how = self._with_meanings(rows, labelled), self._speaking[place][1]
            kept[place] = fit_member(*learnt, how, kept.get(place))
        return [kept[place] for place in range(len(self._speaking))]

    def _with_meanings(self, rows: Any, labelled: Labelled) -> tuple[Any, Labelled]:
        """A member's rows of labelled texts, and below them those of what labels mean: no fold
        holds these out, as nobody is asked about them."""
        if self._meanings is None:
            return rows, labelled
        is_sparse = hasattr(rows, "indices")
        more = self._meanings.seen_by(rows.shape[1], words=is_sparse)
        return stacked(rows, more), self._meanings.added_to(labelled, self._kept.meaning_weight)

    def _say(self, fits: Sequence[Fit], labelled: Labelled) -> NDArray[np.float32]:
        """The probabilities [n, C] of all documents, block by block."""
        n, is_multi = self.views.n_documents, labelled.is_multi
        fits = [Fit(fit.weights.astype(np.float32, copy=False), fit.bias) for fit in fits]
        result = np.empty((n, labelled.n_labels), np.float32)
        for part in blocks(n):
            said = [
                member_logits(matrix[part], fit, is_multi)
                for (matrix, _), fit in zip(self._speaking, fits, strict=True)
            ]
            logits = np.tensordot(self._weights, np.stack(said), 1)
            result[part] = probabilities(logits / self._kept.temperature, is_multi)
        return result

    def _taught(self, labelled: Labelled) -> list[Any]:
        """What each member sees of the labelled documents; the last ones are kept, as a curve
        or a cross-validation asks for the same many times."""
        kept = self._kept.taught
        if kept is None or not np.array_equal(kept[0], labelled.rows):
            found = [matrix[labelled.rows] for matrix, _ in self._speaking]
            kept = self._kept.taught = labelled.rows, found
        return kept[1]

    def wants_calibration(self, labelled: Labelled) -> bool:
        """Whether much has changed since the last ``calibrate``."""
        kept = self._kept
        return (
            len(labelled) >= _GROWTH * kept.calibrated_at
            or len(labelled) < kept.calibrated_at / _GROWTH
            or labelled.labels_seen() != kept.labels_then
        )

    def calibrate(self, labelled: Labelled) -> float:
        """Weigh the members and find the temperature that makes held-out probabilities honest;
        takes several fits. Returns the log-loss of what was held out, in nats, 0 where nothing."""
        return returned(self.calibrating(labelled))

    def calibrating(self, labelled: Labelled) -> InParts[float]:
        """The same in a part for each fold, and each weight of what labels mean that is tried."""
        kept, found = self._kept, []
        for weight in self._meaning_weights(labelled):
            kept.meaning_weight = weight
            parts, places = yield from self._parts_out_of_fold(labelled)
            targets = labelled.targets[places]
            kept.weights = best_weights(parts, targets, self._expected)
            logits = np.tensordot(self._weights, parts, 1)
            temperature = fit_temperature(logits, targets)
            loss = negative_log_likelihood(logits / temperature, targets)
            found.append((loss, weight, kept.weights, temperature))
        loss, weight, kept.weights, kept.temperature = min(found, key=lambda one: one[0])
        kept.meaning_weight = weight if len(places) else WEIGHT
        kept.calibrated_at = len(labelled) if len(places) else 0
        kept.labels_then = labelled.labels_seen()
        return loss

    def _meaning_weights(self, labelled: Labelled) -> tuple[float, ...]:
        """Those to try; one where they would change nothing, or next to nothing."""
        is_told = self._meanings is not None and len(labelled) <= MOST_TOLD
        return WEIGHTS if is_told else (self._kept.meaning_weight,)

    @property
    def temperature(self) -> float:
        """What logits are divided by before they are probabilities."""
        return self._kept.temperature

    def temper(self, temperature: float) -> None:
        """Divide logits by this from now on, until the next ``calibrate``."""
        self._kept.temperature = temperature


def _matrix(views: Views, member: Member) -> Rows | None:
    """What a member looks at; None where nothing of it is there."""
    if member.views == ("words",):
        return views.words
    if member.views == ("topics", "reading"):
        return views.dense
    return views.topics if member.views == ("topics",) else views.reading


def _one_thread() -> Any:
    """Several threads make matrices of this size slower on a busy machine."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(1)
