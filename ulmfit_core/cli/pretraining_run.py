"""Runs a pretraining for the command: in a child process, or as one of torchrun's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from ulmfit_core.cli.interrupts import Interrupted, Interrupts
from ulmfit_core.cli.progress import Share, TrainingProgress
from ulmfit_core.cli.screen import Screen
from ulmfit_core.process import TrainingProcess, run_in_process
from ulmfit_core.training.events import StopCheck, TrainingEvent
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.jobs import recipe_of
from ulmfit_core.training.pretrain_job import PretrainJob, check_streams
from ulmfit_core.training.run_folder import RunFolder, RunState


def run(job: PretrainJob, screen: Screen) -> None:
    """To its end. Raises Interrupted where it was paused."""
    kept = f"Everything so far is kept in {job.run_dir}; add --resume to go on."
    with Interrupts(screen.note if leads() else _silent, kept) as interrupts:
        if not leads():
            _follow(job, interrupts)
            return
        with TrainingProgress(screen, _share(job)) as progress:
            for event in _events(job, interrupts):
                progress.show("pretraining", event)
        if RunFolder(Path(job.run_dir)).state is not RunState.FINISHED:
            raise Interrupted(f"Paused. {kept}")


def _follow(job: PretrainJob, interrupts: Interrupts) -> None:
    """One of several processes: the leading one records the run and decides when to stop."""
    with interrupts.pausable(lambda: None):
        for _ in recipe_of(job.kind)(job, should_stop=interrupts.stop_verb):
            pass


def _events(job: PretrainJob, interrupts: Interrupts) -> Iterator[TrainingEvent]:
    """From a child process; under torchrun from this one, as it is one of several already."""
    stop: StopCheck = interrupts.stop_verb
    if "WORLD_SIZE" in os.environ:
        with interrupts.pausable(lambda: None):
            yield from run_in_process(job, stop)
        return
    with TrainingProcess() as process, interrupts.pausable(process.force_stop):
        yield from process.run(job, stop)


def check_shared(job: PretrainJob) -> None:
    """Raises InputError where torchrun has started more processes than there are streams."""
    check_streams(job.batch_size, int(os.environ.get("WORLD_SIZE", "1")))


def _silent(text: str) -> None:
    """Only one of several processes speaks."""


def leads() -> bool:
    """Whether this is the process that prepares, records and speaks."""
    return os.environ.get("RANK", "0") == "0"


# A cool-down counts tokens: where the machine got busy, it outlasts the minutes.
_MOST = 0.99


def _share(job: PretrainJob) -> Share:
    """How much is done of the tokens or the minutes that bound the run."""
    started = time.monotonic()

    def share(history: RunHistory) -> float | None:
        shares = []
        if job.minutes:
            shares.append((time.monotonic() - started) / (60 * job.minutes))
        if job.total_tokens:
            shares.append(history.step * job.batch_size * job.bptt / job.total_tokens)
        return min(_MOST, max(shares)) if shares else None

    return share
