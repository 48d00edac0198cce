"""An instant head fitted on given texts, and what of it goes into a model file; torch-free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.calibration import fit_temperature, negative_log_likelihood
from ulmfit_core.evaluation.tfidf import folds
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.fewshot.instant_head import InstantHead, Learnt, Member
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import WEIGHTS, Meanings, teach_a_model
from ulmfit_core.fewshot.self_training import SelfTraining, out_of_fold, self_taught
from ulmfit_core.fewshot.softmax_regression import QUICK_TOLERANCE
from ulmfit_core.fewshot.stored_space import TextRows
from ulmfit_core.fewshot.views import ReadingSpace, Views, WordSpace, reading_weight, word_space
from ulmfit_core.in_parts import InParts, returned
from ulmfit_core.training.class_weights import class_weights
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.head_texts import HeadTexts

_MOST_TERMS = 50_000  # of each kind: a model file with more would be mostly topics
_STRENGTHS = (10.0, 100.0)  # the first is that of the few-shot loop, chosen with few labels
_FEW_RUNS = 0.5  # weight of runs of characters: with many labels words themselves tell more
_MANY = 1000  # labelled texts, from which on those are tried too
_TELLING = 200  # labelled texts, from which on words by what they tell are tried
_TOLERANCE = 1e-6  # that of the few-shot loop leaves off too early where labels are many
_MOST_CALIBRATED = 10_000  # texts; by 4,000 the runs that serve 13,500 tweets best were not found
_OTHERS = 1.5  # times the share of texts without a label: how far long texts are weighed
_MOST_OWN = 10_000  # unlabelled texts whose answers may become labels
_OWN_TO_GIVEN = 3  # unlabelled texts for each label, at least: with fewer it was not measured
_MOST_GIVEN = 2000  # labels: with more there is little to gain and much to fit


@dataclass(frozen=True, slots=True)
class FittedHead:
    """A head and how it sees any text."""

    words: WordSpace
    reading: ReadingSpace
    learnt: Learnt

    @classmethod
    def fit(
        cls,
        job: InstantHeadJob,
        texts: HeadTexts,
        features: NDArray[np.float16],
        reading: ReadingSpace,
    ) -> FittedHead:
        """On pooled features [n, F] of the training texts and as many more as were read, seen
        through ``reading``.

        Raises InputError where the training texts all have the same labels.
        """
        return returned(cls.fitting(job, texts, features, reading))

    @classmethod
    def fitting(
        cls,
        job: InstantHeadJob,
        texts: HeadTexts,
        features: NDArray[np.float16],
        reading: ReadingSpace,
    ) -> InParts[FittedHead]:
        """The same in at most ``n_parts``."""
        labelled = _labelled(job, texts)
        weighed = min(1.0, _OTHERS * (1 - len(labelled) / len(texts.words)))
        words = word_space(texts.words, job.seed, least=1, most=_MOST_TERMS, strength=weighed)
        seen = texts.reading[: min(len(features), len(texts.train) + _most_own(job, labelled))]
        counted = words.words(seen)
        n_words = words.words_a_text(counted)
        reading = reading.weighed(reading_weight(n_words, weighed))
        pooled = reading.reading(features[: len(seen)])
        views = Views(counted, words.topics(counted), pooled, words_a_text=n_words)
        yield
        words, head, loss = yield from _calibrated(job, words, views, labelled, texts.meanings)
        if _may_teach(len(seen), labelled):
            labelled = yield from _taught_further(head, loss, labelled, job.seed)
        head.fit(labelled)
        return cls(words, reading, head.learnt())

    def logits(self, texts: Sequence[str], features: NDArray[np.float32]) -> FloatArray:
        """[n, C] of texts and their pooled features [n, F], before the temperature."""
        if not texts:
            return np.zeros((0, len(self.learnt.bias)))
        return self.learnt.logits(_views(self.words, self.reading, texts, features))

    def network(self, widths: Sequence[int]) -> dict[str, NDArray[np.float32]]:
        """``head.weight`` [C, 3 * sum(widths)] and ``head.bias`` [C]: all that is linear in the
        pooled outputs [last, max, mean] of layers of these widths, of which the last weigh 0."""
        n_topics = self.words.axes.shape[1]
        weight = self.reading.projection @ self.learnt.dense_weights[n_topics:]
        bias = self.learnt.bias - self.reading.mean.astype(np.float64) @ weight
        layers = np.split(weight.T, 2 * np.cumsum(widths)[:-1], axis=1)
        padded = [np.pad(layer, ((0, 0), (layer.shape[1] // 2, 0))) for layer in layers]
        return {
            "head.weight": np.ascontiguousarray(np.concatenate(padded, axis=1), np.float32),
            "head.bias": bias.astype(np.float32),
        }

    def words_part(self) -> WordsPart | None:
        """All that is linear in words and topics; None where there was not a single word."""
        vocabulary, axes, learnt = self.words.vocabulary, self.words.axes, self.learnt
        if vocabulary is None:
            return None
        return WordsPart(
            vocabulary.features(),
            (vocabulary.weights[:, None] * learnt.word_weights).astype(np.float32),
            axes,
            learnt.dense_weights[: axes.shape[1]].astype(np.float32),
        )


def n_parts(job: InstantHeadJob, texts: HeadTexts) -> int:
    """In how many parts a head is fitted: the words are counted, then regressions fitted, of each
    way, strength and weight of meanings for each fold, then the last ones; fewer where no runs are
    counted, where meanings do not teach, and where what self-training finds is not taken.

    Raises InputError as ``FittedHead.fit`` does.
    """
    labelled = _labelled(job, texts)
    n_ways = 1 + (len(labelled) >= _MANY) + (len(labelled) >= _TELLING)
    n_ways *= len(_strengths(job, labelled)) * (len(WEIGHTS) if any(texts.meanings) else 1)
    n = 2 + n_ways * _n_folds(_some(job, labelled), job.seed)
    if _may_teach(min(len(texts.reading), len(labelled) + _most_own(job, labelled)), labelled):
        n += _n_folds(labelled, job.seed) + 1
    return n


def _n_folds(labelled: Labelled, seed: int) -> int:
    return sum(1 for _ in folds(labelled.targets, seed, labelled.groups))


class _Tried(NamedTuple):
    """A way to count, a head that is calibrated so, and its log-loss on what was held out."""

    way: tuple[WordSpace, Views]
    head: InstantHead
    loss: float


def _calibrated(
    job: InstantHeadJob,
    words: WordSpace,
    views: Views,
    labelled: Labelled,
    meanings: Sequence[str],
) -> InParts[tuple[WordSpace, InstantHead, float]]:
    """A head with its shares and temperature, of the way to count and the strength that served
    best on texts that it was not shown; that way, and the head's log-loss on those. Words also by
    what they tell, in the best of those ways, unless labels are too few to say it."""
    tried: list[_Tried] = []
    for way in _ways(words, views, labelled):
        tried += yield from _of_strengths(job, way, labelled, meanings)
    best = min(tried, key=lambda one: one.loss)
    if len(labelled) >= _TELLING:
        by_telling = yield from _of_strengths(job, best.way, labelled, meanings, by_telling=True)
        best = min([best, *by_telling], key=lambda one: one.loss)
    return best.way[0], best.head, best.loss


def _of_strengths(
    job: InstantHeadJob,
    way: tuple[WordSpace, Views],
    labelled: Labelled,
    meanings: Sequence[str],
    by_telling: bool = False,
) -> InParts[list[_Tried]]:
    """A head of each strength, all that count so."""
    some, tried, told = _some(job, labelled), [], _told(way[0], meanings, labelled)
    tolerance = _TOLERANCE if len(labelled) >= _MANY else QUICK_TOLERANCE
    for strength in _strengths(job, labelled):
        words_alone = Member(("words",), strength, by_telling)
        members = (Member(("topics", "reading"), strength), words_alone)
        head = InstantHead(way[1], members, job.seed, tolerance)
        head.teach(told)
        tried.append(_Tried(way, head, (yield from head.calibrating(some))))
    return tried


def _told(words: WordSpace, meanings: Sequence[str], labelled: Labelled) -> Meanings | None:
    """What the classes mean, as texts that are counted so, where it teaches."""
    said = [place for place, text in enumerate(meanings) if text]
    if not said:
        return None
    counted = words.words([meanings[place] for place in said])
    told = Meanings.of(TextRows(counted, words.topics(counted)), np.array(said))
    if told is None or not teach_a_model(told.targets, labelled.counts(), len(labelled)):
        return None
    return told


def _ways(words: WordSpace, views: Views, labelled: Labelled) -> Iterator[tuple[WordSpace, Views]]:
    """As the few-shot loop counts, and where labels are many with fewer runs besides."""
    yield words, views
    if len(labelled) >= _MANY:
        space, counted = words.with_runs_of(_FEW_RUNS, views.words)
        if space is not words:
            yield space, replace(views, words=counted)


def _some(job: InstantHeadJob, labelled: Labelled) -> Labelled:
    """As many as a head is calibrated by."""
    rows = np.random.default_rng(job.seed).permutation(len(labelled))[:_MOST_CALIBRATED]
    return labelled.select(np.sort(rows))


def _strengths(job: InstantHeadJob, labelled: Labelled) -> tuple[float, ...]:
    if job.strength:
        return (job.strength,)
    return _STRENGTHS if len(labelled) >= _MANY else _STRENGTHS[:1]


def _views(
    words: WordSpace, reading: ReadingSpace, texts: Sequence[str], features: NDArray[Any]
) -> Views:
    counted = words.words(texts)
    return Views(counted, words.topics(counted), reading.reading(features))


def _labelled(job: InstantHeadJob, texts: HeadTexts) -> Labelled:
    targets, groups = texts.targets[0], duplicate_groups(texts.train)
    weights = _weights(targets, job.n_classes) if job.class_weights else None
    labelled = Labelled(np.arange(len(targets)), targets, job.n_classes, weights, groups)
    if not labelled.can_teach():
        raise InputError(
            "The texts to learn from all have the same labels; nothing tells them apart.",
            "Label some texts otherwise, or hold fewer of them out.",
        )
    return labelled


def _most_own(job: InstantHeadJob, labelled: Labelled) -> int:
    """How many unlabelled texts the head may learn from."""
    may = job.self_training and len(labelled) <= _MOST_GIVEN and SelfTraining().can_begin(labelled)
    return _MOST_OWN if may else 0


def _may_teach(n_seen: int, labelled: Labelled) -> bool:
    """Whether of so many texts enough have no label."""
    return n_seen - len(labelled) >= _OWN_TO_GIVEN * len(labelled)


def _taught_further(
    head: InstantHead, loss: float, labelled: Labelled, seed: int
) -> InParts[Labelled]:
    """The labels, and beside them the head's surest answers about other texts, if that lowers the
    ``loss`` on held-out labels; the head is then calibrated anew."""
    how = SelfTraining()
    logits, places = yield from out_of_fold(head, labelled, how, seed)
    targets = labelled.targets[places]
    temperature = fit_temperature(logits, targets)
    if negative_log_likelihood(logits / temperature, targets) >= loss:
        return labelled
    taught = self_taught(head, labelled, how)
    yield
    head.temper(temperature)
    return taught


def _weights(targets: NDArray[np.int64], n_classes: int) -> FloatArray:
    """What each text counts [m], or for multi-label each of its labels [m, C]: one that was not
    given counts 1."""
    each = class_weights(targets, n_classes)
    result: FloatArray = np.where(targets, each, 1.0) if targets.ndim == 2 else each[targets]
    return result
