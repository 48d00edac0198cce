"""A finished training's model on the project's locked test set, beside simpler classifiers.

What is slow is kept beside the run, each file whole or not at all and made anew where it is
missing or damaged: what each classifier says of a document (``evaluation.npz``), which no
relabelling changes, and the report (``evaluation.json``), which counts for the test labels it
was made with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.baselines import BASELINES, encode_labels, predict_baselines
from ulmfit_core.evaluation.comparison import Comparison, compare, untaught_labels
from ulmfit_core.evaluation.report import VERSION, EvaluationReport, make_report
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.kept_scores import KeptScores, Said
from ulmfit_core.project.project import Project
from ulmfit_core.project.splits import LabelledDocument
from ulmfit_core.project.taught import read_taught, texts_of
from ulmfit_core.project.training import Training

_MODEL = "model"
_WINDOW = 64  # texts between two words of progress: a stop is heard soon


class Part(StrEnum):
    """What an evaluation is doing."""

    READING = "reading"
    SCORING = "scoring"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """How far it is; ``total`` 0 where nobody knows."""

    part: Part
    done: int = 0
    total: int = 0


Steps = Generator[EvaluationProgress, None, EvaluationReport]


def stored_report(project: Project, training: Training) -> tuple[EvaluationReport | None, bool]:
    """The last report, if there is one, and whether the test labels are still those of it."""
    try:
        record = json.loads(report_path(training).read_text(encoding="utf-8"))
        report = EvaluationReport.from_json(record)
    except (OSError, ValueError, KeyError, TypeError):
        return None, False
    return report, report.state == _state(list(project.test_set()))


def evaluate_training(project: Project, training: Training, *, threads: int | None = None) -> Steps:
    """Score what is not scored yet, make the report and keep it.

    Raises InputError where no document of the test set is labelled or the labels do not fit the
    model, ModelFileError for the model, StorageError where the disk refuses.
    """
    yield EvaluationProgress(Part.READING)
    test = list(project.test_set())
    if not test:
        raise InputError("No text of the locked test set has a label.", "Label the test set first.")
    predictor = Predictor.open(training.model_path, threads=threads)
    untaught_labels(predictor.labels, [document.labels for document in test])
    scores = KeptScores.read(training.folder.path / "evaluation.npz", predictor.labels)
    yield from _score(scores, predictor, test)
    yield EvaluationProgress(Part.COMPARING)
    _ask_baselines(scores, predictor.task, project, training, test)
    report = _report(scores, predictor.task, test)
    with atomic_file(report_path(training)) as file:
        file.write(json.dumps(report.to_json(), ensure_ascii=False).encode())
    return report


def report_path(training: Training) -> Path:
    """Where the report lies."""
    return training.folder.path / "evaluation.json"


def _score(
    scores: KeptScores, predictor: Predictor, test: Sequence[LabelledDocument]
) -> Generator[EvaluationProgress, None, None]:
    """Have the model read what it has not read yet."""
    rows = scores.said.setdefault(_MODEL, Said(thresholds=predictor.config.thresholds)).rows
    new = [document for document in test if document.id not in rows]
    predictions = predictor.predict_stream((d.text for d in new), window=_WINDOW)
    for done, (document, said) in enumerate(zip(new, predictions, strict=True), 1):
        rows[document.id] = said.probabilities
        yield EvaluationProgress(Part.SCORING, done, len(new))
    if new:
        scores.write()


def _ask_baselines(
    scores: KeptScores,
    task: str,
    project: Project,
    training: Training,
    test: Sequence[LabelledDocument],
) -> None:
    """Majority and TF-IDF, taught by the very texts that taught the model; not where these are
    not known, or not in the project any more."""
    ids = [document.id for document in test]
    if all(name in scores.said and scores.said[name].knows(ids) for name in BASELINES):
        return
    taught = read_taught(training.taught_path)
    texts = texts_of(taught, project.documents) if taught is not None else None
    if taught is None or texts is None:
        return
    rows = [row for _, row in taught]
    targets = encode_labels(
        [row[0] for row in rows] if task == "single" else rows, scores.labels, task
    )
    asked = [document.text for document in test]
    for said in predict_baselines(
        texts, targets, asked, len(scores.labels), seed=training.job.seed
    ):
        scores.take(ids, said)
    scores.write()


def _report(scores: KeptScores, task: str, test: Sequence[LabelledDocument]) -> EvaluationReport:
    ids, rows = [document.id for document in test], [document.labels for document in test]

    def compared(said: Said) -> Comparison:
        return compare(said.about(ids), rows, scores.labels, task=task, thresholds=said.thresholds)

    known = [name for name in BASELINES if name in scores.said and scores.said[name].knows(ids)]
    return make_report(
        _state(test),
        ids,
        compared(scores.said[_MODEL]),
        [(scores.predictions(name, ids), compared(scores.said[name])) for name in known],
        untaught_labels(scores.labels, rows),
    )


def _state(test: Sequence[LabelledDocument]) -> str:
    """A short hash of what the test set is and how it is labelled."""
    digest = hashlib.sha256(str(VERSION).encode())
    for document in test:
        digest.update(json.dumps([document.id, document.labels]).encode())
    return digest.hexdigest()[:16]
