"""Scoring a test set in a child process: neither texts nor baselines hold up a window.

Cutting texts up and fitting TF-IDF take seconds in which Python lets no other thread go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ulmfit_core.errors import UlmfitError
from ulmfit_core.process import TrainingProcess, WorkerCrashed
from ulmfit_core.project.evaluation import Part, ScoringProgress, score_test_set
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import StopRequests


def score_in_child(
    project_file: Path,
    training: Training,
    *,
    threads: int,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> Iterator[ScoringProgress]:
    """What ``score_test_set`` yields, done in a process of its own, which ends with it.

    Left early, or while it is silent ``is_unwanted``, it ends at once: what it keeps appears
    whole or not at all. Raises as ``score_test_set`` does, and UlmfitError where the process dies.
    """
    arguments = {
        "folder": str(training.folder.path),
        "project_file": str(project_file),
        "threads": threads,
    }
    with TrainingProcess(patience=0.0) as process:
        try:
            for value in process.call(f"{__name__}:score", arguments, process.ending(is_unwanted)):
                yield ScoringProgress(Part(value["part"]), value["done"], value["total"])
        except WorkerCrashed as crash:
            raise UlmfitError(
                "The model could not be measured: its process ended unexpectedly. "
                "Nothing was changed.",
                "The machine may have run out of memory: close other programs and try again.",
            ) from crash


def score(
    requests: StopRequests, folder: str, project_file: str, threads: int
) -> Iterator[dict[str, Any]]:
    """In the child: each step as JSON."""
    for step in score_test_set(Path(project_file), Training(Path(folder)), threads=threads):
        yield asdict(step)
