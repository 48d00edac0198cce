"""How well a model does on a test set: every figure, and every document behind it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.baselines import BaselinePredictions, BaselineResult
from ulmfit_core.evaluation.calibration import ReliabilityBin, reliability_curve
from ulmfit_core.evaluation.comparison import Comparison
from ulmfit_core.evaluation.intervals import Interval, difference_interval
from ulmfit_core.evaluation.metrics import Evaluation

VERSION = 6
_PLAIN = ("state", "task", "labels", "untaught", "thresholds", "fate", "n_unseen")
FEWEST_TO_JUDGE = 50  # below, an interval of the accuracy spans twenty points and more


class Fate(StrEnum):
    """What has become of the texts that taught a model."""

    PRESENT = "present"
    GONE = "gone"
    REPLACED = "replaced"  # by others, which may be the same again: the test set may hold some
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """One document of the test set; labels are places in ``EvaluationReport.labels``."""

    id: int
    truth: tuple[int, ...]
    given: tuple[int, ...]
    certainty: float  # as Comparison.certainty defines it
    group: int  # alike for copies of a text

    @property
    def is_right(self) -> bool:
        return self.truth == self.given


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the accuracy is above that of a simpler classifier, on the same documents."""

    name: str
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """One model on one test set as it was labelled then; ``state`` says which."""

    state: str
    task: str  # "single" or "multi"
    labels: tuple[str, ...]  # the model's, then those it was never taught
    untaught: tuple[str, ...]
    thresholds: tuple[float, ...]  # from which each of ``labels`` is given; several labels only
    evaluation: Evaluation
    baselines: tuple[BaselineResult, ...]  # () where what taught the model is not there
    differences: tuple[Difference, ...]
    reliability: tuple[ReliabilityBin, ...]
    documents: tuple[JudgedDocument, ...]
    fate: Fate  # of what taught the model
    n_unseen: int  # documents that did not teach it for certain

    @property
    def may_know(self) -> bool:
        """Whether some of these documents may have taught the model."""
        return self.n_unseen < len(self.documents)

    @property
    def is_thin(self) -> bool:
        """Whether there are too few different documents to rely on."""
        return self.evaluation.n_distinct < FEWEST_TO_JUDGE

    def mistakes(self) -> list[JudgedDocument]:
        """What it got wrong, the surest first."""
        wrong = [document for document in self.documents if not document.is_right]
        return sorted(wrong, key=lambda document: -document.certainty)

    def cell(self, truth: int, given: int) -> list[JudgedDocument]:
        """The documents of label ``truth`` that were given ``given``, the surest first."""
        found = [d for d in self.documents if truth in d.truth and given in d.given]
        return sorted(found, key=lambda document: -document.certainty)

    def missed(self, label: int) -> list[JudgedDocument]:
        """The documents that have the label and were not given it, the surest first."""
        return [d for d in self.mistakes() if label in d.truth and label not in d.given]

    def wrongly_given(self, label: int) -> list[JudgedDocument]:
        """The documents that were given the label and do not have it, the surest first."""
        return [d for d in self.mistakes() if label in d.given and label not in d.truth]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, strings, lists and dicts; a document is a short list."""
        record: dict[str, Any] = {
            "version": VERSION,
            **{name: getattr(self, name) for name in _PLAIN},
            "evaluation": self.evaluation.to_json(),
            "baselines": [result.to_json() for result in self.baselines],
            "differences": [dataclasses.asdict(each) for each in self.differences],
            "reliability": [dataclasses.asdict(each) for each in self.reliability],
            "documents": [dataclasses.astuple(document) for document in self.documents],
        }
        return record

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> EvaluationReport:
        """The report that :meth:`to_json` wrote. Raises ValueError, KeyError or TypeError where
        it is damaged or of another version."""
        if record["version"] != VERSION:
            raise ValueError("a report of another version")
        return cls(
            state=record["state"],
            task=record["task"],
            labels=tuple(record["labels"]),
            untaught=tuple(record["untaught"]),
            thresholds=tuple(record["thresholds"]),
            evaluation=Evaluation.from_json(record["evaluation"]),
            baselines=tuple(BaselineResult.from_json(each) for each in record["baselines"]),
            differences=tuple(
                Difference(each["name"], each["value"], Interval(**each["interval"]))
                for each in record["differences"]
            ),
            reliability=tuple(ReliabilityBin(**each) for each in record["reliability"]),
            documents=tuple(
                JudgedDocument(id_, tuple(truth), tuple(given), certainty, group)
                for id_, truth, given, certainty, group in record["documents"]
            ),
            fate=Fate(record["fate"]),
            n_unseen=int(record["n_unseen"]),
        )


def make_report(
    state: str,
    ids: Sequence[int],
    model: Comparison,
    baselines: Sequence[tuple[BaselinePredictions, Comparison]] = (),
    untaught: Sequence[str] = (),
    fate: Fate = Fate.PRESENT,
    n_unseen: int | None = None,
) -> EvaluationReport:
    """The report on the documents ``ids`` [n]; each baseline compared on the very same ones. All
    are new to the model but where ``n_unseen`` says otherwise."""
    task = "single" if model.targets.ndim == 1 else "multi"
    return EvaluationReport(
        state=state,
        task=task,
        labels=model.labels,
        untaught=tuple(untaught),
        thresholds=model.thresholds if task == "multi" else (),
        evaluation=model.evaluation(),
        baselines=tuple(BaselineResult(said.name, found.evaluation()) for said, found in baselines),
        differences=tuple(_difference(said.name, model, found) for said, found in baselines),
        reliability=reliability_curve(model.probabilities, model.targets),
        documents=_documents(ids, model),
        fate=fate,
        n_unseen=len(ids) if n_unseen is None else n_unseen,
    )


def _difference(name: str, model: Comparison, baseline: Comparison) -> Difference:
    right, other = model.right(), baseline.right()
    value = float(right.mean() - other.mean())
    return Difference(name, value, difference_interval(right, other, model.groups))


def _documents(ids: Sequence[int], model: Comparison) -> tuple[JudgedDocument, ...]:
    truth, given = model.decided()
    groups = np.arange(len(ids)) if model.groups is None else model.groups
    rows = zip(ids, truth, given, model.certainty().tolist(), groups.tolist(), strict=True)
    return tuple(
        JudgedDocument(int(id_), _places(t), _places(g), sure, group)
        for id_, t, g, sure, group in rows
    )


def _places(row: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(row).tolist())
