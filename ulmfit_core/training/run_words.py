"""A run's state in a sentence, for the window, the terminal and the screen reader alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ulmfit_core.training.events import RunFinished, RunStarted, RunStopped, StageStarted, StopVerb


class Describable(Protocol):
    """What the sentence is made from; RunHistory is one."""

    started: RunStarted | None
    ended: RunStopped | RunFinished | None
    stages: list[StageStarted]

    @property
    def step(self) -> int: ...

    @property
    def total_steps(self) -> int: ...


def describe_run(run: Describable) -> str:
    """One sentence: not started, what trains now, or how it ended."""
    if run.started is None:
        return "Not started."
    if run.ended is not None:
        return _describe_end(run.ended, run.total_steps)
    if not run.stages:
        return "Getting ready."
    return describe_stage(run.stages[-1])


def describe_stage(stage: StageStarted) -> str:
    """Which layer groups the stage trains and which it leaves alone."""
    number = f"{stage.stage} of {stage.n_stages}" if stage.n_stages else str(stage.stage)
    trained = _listed(stage.trained_groups[::-1])  # from the head down, as they thaw
    if not stage.frozen_groups:
        return f"Stage {number}: training {trained}; nothing is frozen."
    stay = "stays" if len(stage.frozen_groups) == 1 else "stay"
    return f"Stage {number}: training {trained}; {', '.join(stage.frozen_groups)} {stay} frozen."


def _describe_end(end: RunStopped | RunFinished, total_steps: int) -> str:
    of_total = f" of {total_steps}" if total_steps else ""
    match end:
        case RunFinished(step=step, best_step=0):
            return f"Finished after step {step}{of_total}."
        case RunFinished(step=step, best_step=best):
            return f"Finished after step {step}{of_total}; kept the best, step {best}."
        case RunStopped(step=step, verb=StopVerb.PAUSE):
            return f"Paused after step {step}{of_total}; it can go on from there."
        case RunStopped(step=step, verb=StopVerb.KEEP_BEST):
            return f"Stopped after step {step}{of_total}; the best so far is kept."
        case RunStopped(step=step):
            return f"Stopped after step {step}{of_total} and discarded."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names) or "nothing"
    return f"{', '.join(names[:-1])} and {names[-1]}"
