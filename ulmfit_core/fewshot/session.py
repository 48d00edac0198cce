"""One project's few-shot loop: from its decisions to suggestions and the order to ask in.

Torch-free. Everything here takes part of a second; call it from a thread of its own, one call at
a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import Ids
from ulmfit_core.fewshot.challenger import Challenger, Speakers, Verdict
from ulmfit_core.fewshot.instant_head import Answers, InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import Meanings, are_fair
from ulmfit_core.fewshot.prepare import VIEWS_FOLDER
from ulmfit_core.fewshot.queue import SAME, Known, Queue, Strategy, order
from ulmfit_core.fewshot.stored_space import StoredSpace
from ulmfit_core.fewshot.stored_views import load_views
from ulmfit_core.fewshot.views import Views

MOST_LABELLED = 5000  # a head on more takes longer and gains next to nothing


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, as a head takes it; labels by id."""

    documents: Ids  # [m] ids
    labels: tuple[tuple[int, ...], ...]  # of each
    known: tuple[int, ...]  # every label of the project, in its order
    task: str = "single"
    meanings: tuple[str, ...] = ()  # what each of those means, "" where it does not say; or ()

    @classmethod
    def of(
        cls,
        read: Iterable[tuple[int, tuple[int, ...]]],
        known: tuple[int, ...],
        task: str,
        meanings: tuple[str, ...] = (),
    ) -> Decisions:
        """From documents with their labels; one that was deleted since they were read is left
        out."""
        rows = list(read)
        documents = np.array([id_ for id_, _ in rows], np.int64)
        left = (tuple(label for label in given if label in known) for _, given in rows)
        return cls(documents, tuple(left), known, task, meanings)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one round gives; ``answers`` is None while nothing can be told apart."""

    labels: tuple[int, ...]
    answers: Answers | None
    queue: Queue  # of document ids
    wants_calibration: bool = False  # another round with ``calibrate`` makes it more honest
    verdict: Verdict | None = None  # on the trained model; None: there is none to compare
    n_meant: int = 0  # labels that were taught by what they mean too


@dataclass(frozen=True, slots=True)
class Similar:
    """Documents by likeness; the first ``n_same`` are nearly the same text."""

    documents: Ids
    n_same: int


@dataclass
class Session:
    """The views of one preparation, the head over them, and a trained model beside it."""

    views: Views
    head: InstantHead
    space: StoredSpace | None = None  # how other texts become rows of the views
    speakers: Speakers = field(init=False)
    _meanings: tuple[str, ...] = ()
    _told: Meanings | None = None

    def __post_init__(self) -> None:
        self.speakers = Speakers(self.head)

    @classmethod
    def of_cache(cls, cache: Path) -> Session | None:
        """From what was prepared in ``cache``; None where nothing was, or nothing whole."""
        folder = cache / VIEWS_FOLDER
        views = load_views(folder)
        return None if views is None else cls(views, InstantHead(views), StoredSpace(folder))

    def challenge(self, challenger: Challenger | None) -> None:
        """Have the head compared with this model from now on, or with none."""
        self.speakers.challenger = challenger

    def answer(
        self,
        decisions: Decisions,
        open_: Ids,
        strategy: Strategy,
        mix: float,
        *,
        calibrate: bool = False,
    ) -> Answer:
        """Learn from the decisions; then say what all documents are and which come next.

        ``open_`` are the ids of documents to be asked about; those that came after the
        preparation stand at the end of the queue. ``calibrate`` takes several times as long.
        """
        labelled, known = self.labelled(decisions), decisions.known
        self._teach(decisions.meanings, labelled.counts())
        can_teach = labelled.can_teach()
        if calibrate and can_teach:
            self.head.calibrate(labelled)
            self.speakers.compare(labelled, known)
        verdict = self.speakers.verdict(labelled, known) if can_teach else None
        speaks = self.head.can_learn(labelled)
        answers = self._answers(labelled, known, verdict) if speaks else None
        queue = self._queue(labelled, answers, open_, strategy, mix)
        wants = can_teach and not calibrate and self._wants_calibration(labelled, known)
        n_meant = 0 if self.head.meanings is None else len(self.head.meanings)
        return Answer(known, answers, queue, wants, verdict, n_meant)

    def _teach(self, meanings: tuple[str, ...], counts: tuple[int, ...]) -> None:
        """Have the head know what labels mean, unless one without a meaning would lose by it."""
        if meanings != self._meanings:
            self._meanings, self._told = meanings, self._read(meanings)
        is_fair = self._told is not None and are_fair(self._told.targets, counts)
        self.head.teach(self._told if is_fair else None)

    def _read(self, meanings: tuple[str, ...]) -> Meanings | None:
        said = np.flatnonzero([bool(words) for words in meanings])
        if self.space is None or not len(said):
            return None
        rows = self.space.rows([meanings[place] for place in said])
        return None if rows is None else Meanings.of(rows, said)

    def similar(self, document: int, without: Ids, most: int = 200) -> Similar:
        """The documents most like this one, itself first, but for those ``without``; none where
        it is not prepared."""
        if not 1 <= document <= self.views.n_documents:
            return Similar(np.empty(0, np.int64), 0)
        likeness = self.views.likeness(document - 1)
        likeness[without[without <= len(likeness)] - 1] = -np.inf
        likeness[document - 1] = np.inf
        best = np.argpartition(-likeness, min(most, len(likeness) - 1))[:most]
        best = best[np.argsort(-likeness[best], kind="stable")]
        best = best[np.isfinite(likeness[best]) | (best == document - 1)]
        return Similar(best + 1, int((likeness[best] >= SAME).sum()))

    def labelled(self, decisions: Decisions) -> Labelled:
        """The decisions about prepared documents as rows and targets, the last 5,000 of them."""
        chosen = np.flatnonzero(decisions.documents <= self.views.n_documents)[-MOST_LABELLED:]
        rows = decisions.documents[chosen] - 1
        given = [decisions.labels[place] for place in chosen]
        if decisions.task == "multi":
            return self._labelled(rows, _zeros_and_ones(given, decisions.known), decisions)
        column = {label: place for place, label in enumerate(decisions.known)}
        usable = [place for place, labels in enumerate(given) if len(labels) == 1]
        targets = np.array([column[given[place][0]] for place in usable], np.int64)
        return self._labelled(rows[usable], targets, decisions)

    def _labelled(self, rows: Ids, targets: Ids, decisions: Decisions) -> Labelled:
        groups = None if self.views.groups is None else self.views.groups[rows]
        return Labelled(rows, targets, len(decisions.known), groups=groups)

    def _answers(
        self, labelled: Labelled, known: tuple[int, ...], verdict: Verdict | None
    ) -> Answers:
        if verdict is not None and verdict.speaks:
            return self.speakers.spoken(known)
        return self.head.fit(labelled)

    def _wants_calibration(self, labelled: Labelled, known: tuple[int, ...]) -> bool:
        return self.head.wants_calibration(labelled) or self.speakers.wants_comparison(
            labelled, known
        )

    def _queue(
        self,
        labelled: Labelled,
        answers: Answers | None,
        open_: Ids,
        strategy: Strategy,
        mix: float,
    ) -> Queue:
        prepared = open_[open_ <= self.views.n_documents]
        counts = labelled.counts()
        said = answers.probabilities if answers else None
        texts, is_multi = self.views.directions, labelled.is_multi
        known = Known(texts, labelled.rows, said, counts, is_multi)
        made = order(prepared - 1, known, strategy, mix)
        later = open_[open_ > self.views.n_documents]
        reasons = {row + 1: reason for row, reason in made.reasons.items()}
        return Queue(np.concatenate([made.rows + 1, later]), reasons)


def _zeros_and_ones(given: Sequence[Iterable[int]], known: Sequence[int]) -> NDArray[np.int64]:
    column = {label: place for place, label in enumerate(known)}
    targets = np.zeros((len(given), len(known)), np.int64)
    for row, labels in enumerate(given):
        targets[row, [column[label] for label in labels]] = 1
    return targets
