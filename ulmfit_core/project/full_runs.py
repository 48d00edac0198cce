"""The newest full training of a project: what it learnt from, and what it said of the rest.

Full is what fine-tunes the language model first; a training of the head alone is no more than the
quick classifier beside the labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.errors import UlmfitError
from ulmfit_core.project.held_out import HeldOut, read_held_out
from ulmfit_core.project.imports import ImportIndex
from ulmfit_core.project.lessons import unseen
from ulmfit_core.project.project import Project
from ulmfit_core.project.runs import RunEntry
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training
from ulmfit_core.training.presets import PRESETS
from ulmfit_core.training.run_folder import RunState

_UNFINISHED = (RunState.NEW, RunState.RUNNING, RunState.PAUSED, RunState.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class FullRun:
    """A finished one; ``seen`` are the documents it began with and their labels then, as far as
    that is known. ``held_out`` is of those that taught no model that it goes on from."""

    entry: RunEntry
    model: Path
    seen: dict[int, tuple[str, ...]]
    n_taught: int
    held_out: HeldOut | None


@dataclass(frozen=True, slots=True)
class FullRuns:
    """``newest`` is the last finished one; ``is_going_on``: one after it waits or is at work;
    ``has_failed``: the last try came to nothing."""

    newest: FullRun | None = None
    is_going_on: bool = False
    has_failed: bool = False


def full_runs(project: Project) -> FullRuns:
    """As they are on disk now; one that is damaged is passed over."""
    is_going_on = has_failed = False
    for entry in reversed(project.runs.all()):
        training = _full(entry)
        if training is None:
            continue
        is_going_on = is_going_on or entry.state in _UNFINISHED
        has_failed = has_failed or entry.state is RunState.FAILED
        if entry.state is RunState.FINISHED and training.model_path.is_file():
            return FullRuns(_read(entry, training, project.imports), is_going_on, has_failed)
    return FullRuns(None, is_going_on, has_failed)


def _full(entry: RunEntry) -> Training | None:
    """The training in a run's folder, if it is one that fine-tunes the language model."""
    if entry.state is None or not entry.is_training:
        return None
    try:
        training = Training(entry.path)
        preset = PRESETS.get(training.job.preset)
    except (UlmfitError, TypeError, KeyError):
        return None
    return training if preset is not None and preset.language_model is not None else None


def _read(entry: RunEntry, training: Training, imports: ImportIndex) -> FullRun:
    """Without documents whose place others have taken since."""
    taught = TaughtRecord.read(training.taught_path) or TaughtRecord([])
    end = imports.end_at(taught.at)
    held_out = read_held_out(training.held_out_path)
    held_out = held_out and held_out.only(range(end))
    seen = {id_: labels for id_, labels in taught.documents if id_ < end}
    if held_out is not None:
        seen.update(zip(held_out.ids, held_out.given, strict=True))
        held_out = held_out.only(unseen(held_out.ids, taught.before, imports))
    return FullRun(entry, training.model_path, seen, len(taught.documents), held_out)
