"""The one job of the few-shot loop that runs in a child process; a registry for it, torch-free."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ulmfit_core.training.events import TrainingEvent

REGISTRY = __name__


@dataclass(frozen=True, slots=True)
class PrepareJob:
    """Make the views of every document of a project."""

    kind: ClassVar[str] = "prepare"
    run_dir: str
    project_file: str
    cache_dir: str
    mark: str = ""  # what tells this state of the documents from others, for who asks later
    base_dir: str = ""  # a base model, or a language model in its form; "": words alone


def job_to_json(job: PrepareJob) -> dict[str, Any]:
    """The job as a JSON object."""
    return {"kind": job.kind, **dataclasses.asdict(job)}


def job_from_json(record: dict[str, Any]) -> PrepareJob:
    """The job that ``job_to_json`` wrote."""
    return PrepareJob(**{name: value for name, value in record.items() if name != "kind"})


def recipe_of(kind: str) -> Callable[..., Iterator[TrainingEvent]]:
    """What runs the job."""
    from ulmfit_core.fewshot.prepare import prepare

    if kind != PrepareJob.kind:
        raise KeyError(kind)
    return prepare
