"""A run's state in a sentence, for the window, the terminal and the screen reader alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ulmfit_core.training.events import RunFinished, RunStopped, StageStarted, StopVerb
from ulmfit_core.training.history import RunHistory


class Say(Protocol):
    """Puts a sentence into a language and its ``values`` into the sentence."""

    def __call__(self, sentence: str, **values: object) -> str: ...


def in_english(sentence: str, **values: object) -> str:
    """As it stands here."""
    return sentence.format(**values)


def describe_run(run: RunHistory, say: Say = in_english) -> str:
    """One sentence: not started, what trains now, or how it ended."""
    if run.started is None:
        return say("Not started.")
    if run.ended is not None:
        return _describe_end(run.ended, run.total_steps, say)
    if not run.stages:
        return say("Getting ready.")
    return describe_stage(run.stages[-1], say)


def describe_stage(stage: StageStarted, say: Say = in_english) -> str:
    """Which layer groups the stage trains and which it leaves alone."""
    if not stage.trained_groups:
        words = say("reading every text once, with all layers frozen")
        return f"{stage_number(stage, say)}: {words}."
    trained = _listed(stage.trained_groups[::-1], say)  # from the head down, as they thaw
    words = say("training {layers}", layers=trained)
    return f"{stage_number(stage, say)}: {words}; {_frozen(stage.frozen_groups, say)}."


def layer_words(name: str, say: Say = in_english) -> str:
    """A layer group as it is called in a sentence."""
    kind, _, number = name.partition(" ")
    if kind == "layer" and number:
        return say("layer {n}", n=number)
    return {"embedding": say("embedding"), "head": say("head")}.get(name, name)


def stage_number(stage: StageStarted, say: Say = in_english) -> str:
    """Which stage it is, and of how many where that is known."""
    if stage.n_stages:
        return say("Stage {stage} of {total}", stage=stage.stage, total=stage.n_stages)
    return say("Stage {stage}", stage=stage.stage)


def _frozen(names: Sequence[str], say: Say) -> str:
    if not names:
        return say("nothing is frozen")
    layers = ", ".join(layer_words(name, say) for name in names)
    if len(names) == 1:
        return say("{layers} stays frozen", layers=layers)
    return say("{layers} stay frozen", layers=layers)


def _describe_end(end: RunStopped | RunFinished, total_steps: int, say: Say) -> str:
    where = say("step {step}", step=end.step)
    if total_steps:
        where = say("step {step} of {total}", step=end.step, total=total_steps)
    match end:
        case RunFinished(best_step=0):
            return say("Finished after {where}.", where=where)
        case RunFinished(best_step=n):
            return say("Finished after {where}; kept the best, step {n}.", where=where, n=n)
        case RunStopped(verb=StopVerb.PAUSE):
            return say("Paused after {where}; it can go on from there.", where=where)
        case RunStopped(verb=StopVerb.KEEP_BEST):
            return say("Stopped after {where}; the best so far is kept.", where=where)
        case RunStopped():
            return say("Stopped after {where} and discarded.", where=where)


def _listed(names: Sequence[str], say: Say) -> str:
    called = [layer_words(name, say) for name in names]
    if len(called) < 2:
        return "".join(called) or say("nothing")
    return say("{names} and {last}", names=", ".join(called[:-1]), last=called[-1])
