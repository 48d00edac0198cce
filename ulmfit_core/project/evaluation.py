"""A finished training's model on the project's locked test set, beside simpler classifiers.

What is slow is kept beside the run, each file whole or not at all and made anew where it is
missing or damaged: what each classifier says of a text (``evaluation.npz``), which no
relabelling changes, and the report (``evaluation.json``), which counts for the test labels it
was made with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.baselines import BASELINES, encode_labels, predict_baselines
from ulmfit_core.evaluation.comparison import Comparison, compare, untaught_labels
from ulmfit_core.evaluation.report import VERSION, EvaluationReport, Fate, make_report
from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.database import Database
from ulmfit_core.project.documents import DocumentStore
from ulmfit_core.project.kept_scores import KeptScores, Said, text_key
from ulmfit_core.project.label_moves import Move
from ulmfit_core.project.lessons import Lessons, lessons_of
from ulmfit_core.project.present_labels import moves_since, present_labels, project_beside
from ulmfit_core.project.splits import LabelledDocument, test_set
from ulmfit_core.project.training import Training

_MODEL = "model"
_WINDOW = 64  # texts between two words of progress: a stop is heard soon


class Part(StrEnum):
    """What is being done."""

    READING = "reading"
    SCORING = "scoring"
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True)
class ScoringProgress:
    """How far it is; ``total`` 0 where nobody knows."""

    part: Part
    done: int = 0
    total: int = 0


def stored_report(project_file: Path, training: Training) -> tuple[EvaluationReport | None, bool]:
    """The last report, if there is one, and whether the test labels, and what is known of the
    texts that taught the model, are still those of it."""
    try:
        report = EvaluationReport.from_json(read_record(report_path(training)) or {})
    except (ValueError, KeyError, TypeError):
        return None, False
    moves, fate = _moves(project_file, training), lessons_of(project_file, training).fate
    return report, report.state == _state(list(test_set(project_file)), moves, fate)


def report_beside(model: Path) -> EvaluationReport | None:
    """The report on the model file of a training; None where there is none for the test labels as
    they are now, or the model may have learnt from some of these texts."""
    project_file = project_beside(model)
    if project_file is None:
        return None
    report, is_present = stored_report(project_file, Training(model.resolve().parents[1]))
    return report if is_present and report is not None and not report.may_know else None


def report_on(project_file: Path, training: Training) -> EvaluationReport | None:
    """The report on the test labels as they are now, kept; None where documents have to be
    scored first.

    Raises InputError where no document of the test set is labelled or the labels do not fit the
    model, StorageError where the disk refuses.
    """
    test = list(test_set(project_file))
    _check(test)
    scores = KeptScores.read(scores_path(training))
    lessons = lessons_of(project_file, training)
    if not _is_complete(scores, lessons, _keys(test)):
        return None
    report = _report(scores, test, _moves(project_file, training), lessons)
    write_json(report_path(training), report.to_json(), indent=None)
    return report


def score_test_set(
    project_file: Path, training: Training, *, threads: int | None = None
) -> Iterator[ScoringProgress]:
    """Have the model, and baselines taught by what taught it, read what they have not read yet.

    Raises InputError as ``report_on`` does, ModelFileError for the model, StorageError.
    """
    yield ScoringProgress(Part.READING)
    test = list(test_set(project_file))
    _check(test)
    predictor = Predictor.open(training.model_path, threads=threads)
    present = present_labels(predictor.labels, _moves(project_file, training))
    untaught_labels(present.names, [document.labels for document in test])
    scores = KeptScores.read(scores_path(training))
    if scores.labels != predictor.labels:
        scores = KeptScores(scores.path, predictor.labels, predictor.task)
    yield from _ask_model(scores, predictor, test)
    yield ScoringProgress(Part.COMPARING)
    _ask_baselines(scores, project_file, training, test)
    scores.write()


def report_path(training: Training) -> Path:
    """Where the report lies."""
    return training.folder.path / "evaluation.json"


def scores_path(training: Training) -> Path:
    """Where the scores lie."""
    return training.folder.path / "evaluation.npz"


def _check(test: Sequence[LabelledDocument]) -> None:
    if not test:
        raise InputError(
            "No text of the locked test set has a label.", "Label some of the test set first."
        )


def _keys(test: Sequence[LabelledDocument]) -> list[int]:
    return [text_key(document.text) for document in test]


def _is_complete(scores: KeptScores, lessons: Lessons, keys: Sequence[int]) -> bool:
    """Whether nobody has to be asked about these texts."""
    teaches = lessons.fate is Fate.PRESENT
    return scores.knows((_MODEL, *BASELINES) if teaches else (_MODEL,), keys)


def _ask_model(
    scores: KeptScores, predictor: Predictor, test: Sequence[LabelledDocument]
) -> Iterator[ScoringProgress]:
    rows = scores.said.setdefault(_MODEL, Said(thresholds=predictor.config.thresholds)).rows
    new = [document.text for document in test if text_key(document.text) not in rows]
    predictions = predictor.predict_stream(new, window=_WINDOW)
    for done, (text, said) in enumerate(zip(new, predictions, strict=True), 1):
        rows[text_key(text)] = said.probabilities
        yield ScoringProgress(Part.SCORING, done, len(new))
    if new:
        scores.write()


def _ask_baselines(
    scores: KeptScores, project_file: Path, training: Training, test: Sequence[LabelledDocument]
) -> None:
    keys = _keys(test)
    if scores.knows(BASELINES, keys):
        return
    lessons = lessons_of(project_file, training)
    with closing(Database(project_file)) as database:
        texts = lessons.texts(DocumentStore(database))
    if texts is None:
        return
    rows = [row for _, row in lessons.taught]
    targets = encode_labels(
        [row[0] for row in rows] if scores.task == "single" else rows, scores.labels, scores.task
    )
    asked = [document.text for document in test]
    for said in predict_baselines(
        texts, targets, asked, len(scores.labels), seed=training.job.seed
    ):
        scores.take(keys, said)


def _report(
    scores: KeptScores, test: Sequence[LabelledDocument], moves: Sequence[Move], lessons: Lessons
) -> EvaluationReport:
    keys, rows = _keys(test), [document.labels for document in test]
    present = present_labels(scores.labels, moves)
    groups = duplicate_groups(document.text for document in test)

    def compared(said: Said) -> Comparison:
        probabilities = present.joined(said.about(keys), scores.task)
        cut = said.thresholds and present.thresholds(np.array([said.thresholds]))[0].tolist()
        return compare(
            probabilities, rows, present.names, task=scores.task, thresholds=cut, groups=groups
        )

    known = [name for name in BASELINES if scores.knows((name,), keys)]
    return make_report(
        _state(test, moves, lessons.fate),
        [document.id for document in test],
        compared(scores.said[_MODEL]),
        [(scores.predictions(name, keys), compared(scores.said[name])) for name in known],
        untaught_labels(present.names, rows),
        lessons.fate,
        _n_unseen(scores, test, lessons),
    )


def _n_unseen(scores: KeptScores, test: Sequence[LabelledDocument], lessons: Lessons) -> int:
    """How many did not teach the model for certain: where all that did is there, none of the test
    set is among it. Baselines are asked then only, so whatever one was asked about is new too."""
    if lessons.fate is Fate.PRESENT:
        return len(test)
    asked = scores.said.get(BASELINES[0], Said()).rows
    return sum(each.id < lessons.end or text_key(each.text) in asked for each in test)


def _moves(project_file: Path, training: Training) -> list[Move]:
    """What became of the labels that taught the model."""
    return moves_since(project_file, training.taught_path)


def _state(test: Sequence[LabelledDocument], moves: Sequence[Move], fate: Fate) -> str:
    """A short hash of what the test set is and how it is labelled, and of what became of labels
    and of what taught the model."""
    digest = hashlib.sha256(f"{VERSION} {fate}".encode())
    for document in test:
        digest.update(json.dumps(document).encode())
    for move in moves:
        digest.update(json.dumps(move).encode())
    return digest.hexdigest()[:16]
