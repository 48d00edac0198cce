"""A range test of the learning rate on a project's texts, for a training that has not begun."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.project.frozen_texts import FrozenTexts
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.events import (
    RunStopped,
    StopRequests,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.rate_curve import RateSuggested, RateTried
from ulmfit_core.training.train_request import TrainRequest

_FINDER = "ulmfit_core.training.lr_finder"  # by name, as only the child may import torch
_MOST_LABELLED = 4000  # texts: more than the updates of a test can read
_MOST_TOKENS = 500_000
_BY_HELD_OUT = ("patience", "select")
_KINDS = {kind.__name__: kind for kind in (RateTried, RateSuggested)}


def search(
    requests: StopRequests,
    project_file: str,
    job: dict[str, Any],
    language_model: bool,
    folder: str,
) -> Iterator[dict[str, Any]]:
    """In the child: each event of ``find_rate`` as JSON.

    ``folder`` is for the texts, and goes with whoever asked: a child that is ended clears
    nothing away. The classifier starts from the base model, as no language model has been
    fine-tuned yet.
    """
    finder = importlib.import_module(_FINDER)
    wanted = _job(Path(folder), Path(project_file), TrainingJob(**job), language_model)
    for event in finder.find_rate(wanted, should_stop=requests.stop_verb):
        yield {"event": type(event).__name__, **asdict(event)}


def from_json(record: dict[str, Any]) -> RateTried | RateSuggested:
    """The event that ``search`` yielded."""
    values = {name: value for name, value in record.items() if name != "event"}
    event: RateTried | RateSuggested = _KINDS[record["event"]](**values)
    return event


def _job(folder: Path, project_file: Path, job: TrainingJob, language_model: bool) -> Any:
    """The first job of such a training, with its texts encoded in ``folder``."""
    jobs: list[Job] = []

    def take(wanted: Job) -> Iterator[TrainingEvent]:
        jobs.append(wanted)
        yield RunStopped(0, StopVerb.DISCARD)

    for _ in Pipeline(_request(folder, project_file, job, language_model), folder).events(take):
        pass
    return jobs[0]


def _request(
    folder: Path, project_file: Path, job: TrainingJob, language_model: bool
) -> TrainRequest:
    preset = preset_named(job.preset)
    if preset.is_instant and not (language_model and preset.language_model):
        raise InputError(
            f"The preset {preset.name} is fitted in one go: there is no rate to find.",
            "Choose another recipe.",
        )
    bound = min(preset.lm_tokens or _MOST_TOKENS, _MOST_TOKENS)
    found = FrozenTexts.of(folder / "texts.jsonl", project_file, bound)
    n = len(found.texts)
    some = sorted(random.Random(job.seed).sample(range(n), min(n, _MOST_LABELLED)))
    return TrainRequest(
        texts=[found.texts[i] for i in some],
        labels=[found.labels[i] for i in some],
        preset=preset if language_model else replace(preset, language_model=None),
        base=job.base,
        unlabelled=found.unlabelled if language_model else (),
        seed=job.seed,
        valid_fraction=0,  # nothing is measured: few texts are enough
        multi_label=job.task == "multi",
        overrides=_of_an_update(job.settings),
        lm_overrides=_of_an_update(job.lm_settings),
    )


def _of_an_update(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in _BY_HELD_OUT}
