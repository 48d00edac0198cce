"""Some trainings side by side: results, the settings in which they differ, and curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.estimate_words import duration_words
from app.models.preset_title import preset_title
from app.models.run_table import RunRow, state_words, title_of
from app.models.training_record import TrainingRecord, accuracy_words
from app.translation import decimal, number, percent, tr
from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.export.bundle_config import BundleConfig
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.finetune_jobs import LanguageModelJob
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.ledger import HELD_OUT, LEARNT, are_comparable
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.settings import setting_names
from ulmfit_core.training.start import is_model

MOST = 6  # more curves than this nobody tells apart
_MOST_STEPS = 24  # in the table of curves
_ABSENT = "–"

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Compared:
    """One of the trainings."""

    row: RunRow
    settings: dict[str, Any]  # all that was chosen, the preset's own values included
    record: TrainingRecord
    made: BundleConfig | None  # what its model says of itself; None where it has none

    @classmethod
    def load(cls, row: RunRow) -> Compared:
        """Read its job, its logs and its model's facts. Raises InputError, StorageError."""
        path = Path(row.path)
        training = Training(path)
        made = _made(training.model_path)
        return cls(row, _settings(training.job, row.start), TrainingRecord.replay(path), made)

    @property
    def title(self) -> str:
        return title_of(self.row.entry)


@dataclass(frozen=True)
class Figure:
    """What a curve shows, and how it is read from a training."""

    short: str  # on its button
    title: str
    phase: str
    points: Callable[[RunHistory], Points]
    words: Callable[[float], str]  # of one value
    meaning: str = ""  # where its name does not say it
    is_share: bool = False

    def of(self, training: Compared) -> Points | None:
        """Its points; None where the training has none."""
        history = training.record.histories.get(self.phase)
        points = self.points(history) if history else None
        return points if points is not None and len(points[0]) else None


def figures() -> tuple[Figure, ...]:
    """What can be laid over one another, the most telling first."""
    reading, sorting = "language model, forward", "classifier, forward"
    return (
        Figure(
            tr("Accuracy"),
            tr("Accuracy on held-out texts"),
            sorting,
            lambda history: history.validation_series("valid_accuracy"),
            partial(percent, places=1),
            accuracy_words(),
            is_share=True,
        ),
        Figure(tr("Classifier"), tr("Loss of the classifier"), sorting, _loss, _three),
        Figure(
            tr("Perplexity"),
            tr("Perplexity on held-out texts"),
            reading,
            lambda history: history.validation_series("perplexity"),
            partial(decimal, places=1),
        ),
        Figure(tr("Language model"), tr("Loss of the language model"), reading, _loss, _three),
    )


def _loss(history: RunHistory) -> Points:
    return history.steps, history.smoothed_loss


_three = partial(decimal, places=3)


def curve_rows(figure: Figure, trainings: Sequence[Compared]) -> list[tuple[str, ...]]:
    """The curves as a table: a step, and for each training its newest value up to there.

    All steps while there are few, else some spread evenly; nothing where a training has ended or
    not begun.
    """
    curves = [figure.of(training) for training in trainings]
    steps = np.unique(np.concatenate([curve[0] for curve in curves if curve] or [np.empty(0)]))
    if len(steps) > _MOST_STEPS:
        steps = steps[np.linspace(0, len(steps) - 1, _MOST_STEPS).round().astype(np.int64)]
    return [
        (number(int(step)), *(_value_at(float(step), curve, figure.words) for curve in curves))
        for step in steps
    ]


def _value_at(step: float, curve: Points | None, words: Callable[[float], str]) -> str:
    if curve is None or not curve[0][0] <= step <= curve[0][-1]:
        return _ABSENT
    value = float(curve[1][np.searchsorted(curve[0], step, side="right") - 1])
    return words(value) if np.isfinite(value) else _ABSENT


Table = list[tuple[str, tuple[str, ...]]]  # a name, and a cell for each training


def results(trainings: Sequence[Compared]) -> Table:
    """What came of each."""
    share, count = partial(percent, places=1), lambda value: number(int(value))
    kinds: tuple[tuple[str, str, Callable[[float], str]], ...] = (
        (tr("Accuracy"), "accuracy", share),
        (tr("Macro F1"), "macro_f1", share),
        (tr("Log-loss"), "log_loss", partial(decimal, places=3)),
        (tr("TF-IDF"), "baseline_tfidf_lr", share),
        (tr("Texts"), "n_train", count),
        (tr("Took"), "seconds", duration_words),
    )
    table: Table = [(tr("State"), tuple(state_words(t.row.entry.state) for t in trainings))]
    for name, metric, words in kinds:
        values = [training.row.metric(metric) for training in trainings]
        if any(value is not None for value in values):
            cells = tuple(_ABSENT if v is None else words(v) for v in values)
            table.append((name, cells))
    return table


def differences(trainings: Sequence[Compared]) -> Table:
    """Every choice and setting that is not the same in all."""
    each = [training.settings for training in trainings]
    names = dict.fromkeys(name for settings in each for name in settings)
    rows = ((name, tuple(_words(settings.get(name)) for settings in each)) for name in names)
    return [(name, cells) for name, cells in rows if len(set(cells)) > 1]


def origins(trainings: Sequence[Compared]) -> Table:
    """What they learnt from and were made with, where that is known and not the same in all."""
    each = [_origin(training.made) for training in trainings]
    names = dict.fromkeys(name for facts in each for name in facts)
    rows = ((name, tuple(facts.get(name, _ABSENT) for facts in each)) for name in names)
    return [(name, cells) for name, cells in rows if len(set(cells) - {_ABSENT}) > 1]


def caution(trainings: Sequence[Compared]) -> str:
    """Why their figures do not tell which is better; "" where nothing is known to speak against."""
    facts = [training.made.data for training in trainings if training.made]
    if all(are_comparable(facts[0], other) is not False for other in facts[1:]):
        return ""
    return tr(
        "Other texts or labels were held out to measure them, so these figures do not tell which "
        "is better. The page Evaluate measures each on the same test set."
    )


def _origin(made: BundleConfig | None) -> dict[str, str]:
    if made is None:
        return {}
    names = {LEARNT: tr("Learnt from (mark)"), HELD_OUT: tr("Measured by (mark)")}
    found = {name: made.data[key] for key, name in names.items() if key in made.data}
    if processor := made.training.get("processor"):
        found[tr("Processor")] = processor
    return {**found, **made.versions}


def _made(model: Path) -> BundleConfig | None:
    try:
        return read_bundle(model, members=()).config if model.is_file() else None
    except ModelFileError:  # the list of trainings tells of it
        return None


def _settings(job: TrainingJob, start: str) -> dict[str, Any]:
    preset = preset_named(job.preset)
    found: dict[str, Any] = {
        tr("Recipe"): preset_title(job.preset),
        tr("Start from"): start if is_model(job.base) else job.base,
        tr("Seed"): job.seed,
        tr("Gentle"): job.gentle,
    }
    classifier = asdict(preset.classifier) | job.settings
    for name in setting_names(type(preset.classifier)):
        found[f"{tr('Classifier')}: {name}"] = classifier[name]
    if preset.language_model is not None:
        reader = asdict(preset.language_model) | job.lm_settings
        for name in setting_names(LanguageModelJob):
            found[f"{tr('Language model')}: {name}"] = reader[name]
    return found


def _words(value: Any) -> str:
    match value:
        case None:
            return _ABSENT
        case bool():
            return tr("yes") if value else tr("no")
        case tuple() | list():
            return ", ".join(_words(part) for part in value) or _ABSENT
        case float():
            return f"{value:g}"
        case _:
            return str(value)
