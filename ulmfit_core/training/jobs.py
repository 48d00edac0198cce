"""Every kind of job, its JSON, and the recipe that runs it; torch-free."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Iterator
from typing import Any, get_args

from ulmfit_core.training.events import TrainingEvent
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, LanguageModelJob
from ulmfit_core.training.pretrain_job import PretrainJob

Job = PretrainJob | LanguageModelJob | ClassifierJob | InstantHeadJob
Recipe = Callable[..., Iterator[TrainingEvent]]

JOBS: dict[str, type[Any]] = {kind.kind: kind for kind in get_args(Job)}


def job_to_json(job: Any) -> dict[str, Any]:
    """The job, of whichever registry, as a JSON object; what it is stands under ``"kind"``."""
    return {"kind": job.kind, **dataclasses.asdict(job)}


def job_from_json(record: dict[str, Any]) -> Job:
    """The job that ``job_to_json`` wrote; unknown settings of an older version are left out."""
    kind = JOBS[record["kind"]]
    names = {field.name for field in dataclasses.fields(kind)}
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.items()
        if name in names
    }
    job: Job = kind(**values)
    return job


def recipe_of(kind: str) -> Recipe:
    """The generator function of a kind of job, imported (with torch) only now."""
    module = importlib.import_module(f"ulmfit_core.training.{kind}")
    recipe: Recipe = getattr(module, kind)
    return recipe
