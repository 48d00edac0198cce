"""What the few-shot loop has done in a child process; a registry for it, torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

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


@dataclass(frozen=True, slots=True)
class ScoreJob:
    """Have a trained model say of every document what it is."""

    kind: ClassVar[str] = "score"
    run_dir: str
    project_file: str
    cache_dir: str
    model: str
    mark: str = ""  # as that of a PrepareJob
    threads: int = 1


Job = PrepareJob | ScoreJob
_JOBS: dict[str, type[Job]] = {job.kind: job for job in get_args(Job)}


def job_from_json(record: dict[str, Any]) -> Job:
    """The job that ``training.jobs.job_to_json`` wrote."""
    values = {name: value for name, value in record.items() if name != "kind"}
    return _JOBS[record["kind"]](**values)


def recipe_of(kind: str) -> Callable[..., Iterator[TrainingEvent]]:
    """What runs the job. Raises KeyError for a kind that is not ours."""
    from ulmfit_core.fewshot.corpus_scores import score_corpus
    from ulmfit_core.fewshot.prepare import prepare

    recipes: dict[str, Callable[..., Iterator[TrainingEvent]]] = {
        PrepareJob.kind: prepare,
        ScoreJob.kind: score_corpus,
    }
    return recipes[kind]
