"""Starting, resuming, keeping and deleting trainings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.file_dialogs import choose_file, choose_folder
from app.models.run_table import RunRow, run_row, title_of
from app.notices import Notice, NoticeAction, NoticeKind, ask
from app.operations.attempt import attempt
from app.studio import Studio
from app.translation import tr
from app.workspace import Change
from ulmfit_core.base_names import base_argument, model_argument
from ulmfit_core.project.project import Project
from ulmfit_core.project.runs import RunEntry
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.run_folder import RunState

_KIND = "classifier"
_LOOK_AGAIN = 1000  # ms
_UNFINISHED = (RunState.PAUSED, RunState.INTERRUPTED)


def start_training(studio: Studio, wanted: TrainingJob) -> bool:
    """Begin a training of the open project in its next run folder, or say why not."""
    return attempt(studio.notices, lambda: _start(studio, wanted)) is True


def train_on(studio: Studio, model: Path) -> bool:
    """Begin a training that goes on from a model file, or say why not."""
    if studio.training.is_busy:
        studio.notices.info(tr("Another training is at work; this one can begin afterwards."))
        return False
    gentle = studio.preferences.values.gentle
    return start_training(studio, TrainingJob(run_dir="", base=str(model), gentle=gentle))


def resume_training(studio: Studio, path: Path, *, halve: bool = False) -> bool:
    """Go on with one that was paused or interrupted, with half the batch from here on if that is
    wanted, or say why not."""
    if studio.training.is_busy:
        studio.notices.info(tr("Another training is at work; this one can go on afterwards."))
        return False
    return attempt(studio.notices, lambda: _go_on(studio, Training(path), halve=halve)) is True


def stop_training(studio: Studio, verb: StopVerb) -> None:
    """Ask the training at work to stop; a pinned one is not thrown away."""
    path = studio.training.path
    if verb is StopVerb.DISCARD and path is not None:
        entry = studio.workspace.project.runs.get(path)
        if entry.pinned:
            words = tr("{name} is pinned, so it was not discarded.", name=title_of(entry))
            studio.notices.warning(words, tr("Pause it, unpin it in the list, then delete it."))
            return
    studio.training.request_stop(verb)


def choose_base(studio: Studio, parent: QWidget) -> str | None:
    """Ask for the folder of a base model; None, with a sentence, where there is none in it."""
    chosen = choose_folder(parent, tr("Folder of a base model"))
    return attempt(studio.notices, lambda: base_argument(chosen)) if chosen else None


def choose_model(studio: Studio, parent: QWidget) -> str | None:
    """Ask for a model file to train on; None, with a sentence, where it cannot be read."""
    wanted = tr("Models") + " (*.ulmfit)"
    chosen = choose_file(parent, tr("Open a model file"), wanted)
    return attempt(studio.notices, lambda: model_argument(chosen)) if chosen else None


def offer_unfinished(studio: Studio) -> None:
    """Say at opening that a training can go on, for the newest such one; where the program was
    killed, once what was left of it has paused."""
    project = studio.workspace.project
    if _is_left_at_work(studio):
        QTimer.singleShot(_LOOK_AGAIN, studio.workspace, lambda: _look_again(studio, project))
        return
    unfinished = [run for run in project.runs.all() if run.state in _UNFINISHED]
    if unfinished:
        _offer(studio, unfinished[-1])


def _is_left_at_work(studio: Studio) -> bool:
    """Whether a process still saves the training of a program that is gone."""
    runs = studio.workspace.project.runs.all()
    return any(run.state is RunState.RUNNING and run.path != studio.training.path for run in runs)


def _look_again(studio: Studio, project: Project) -> None:
    if studio.workspace.has_open(project):
        if not _is_left_at_work(studio):
            studio.workspace.notify(Change.RUNS)
        offer_unfinished(studio)


def _offer(studio: Studio, newest: RunEntry) -> None:
    resume = NoticeAction(tr("Resume"), lambda: resume_training(studio, newest.path))
    halve = NoticeAction(
        tr("Go on with half the batch"), lambda: resume_training(studio, newest.path, halve=True)
    )
    studio.notices.post(
        Notice(
            NoticeKind.WARNING,
            _how_it_ended(newest),
            tr("It can go on where it was; nothing up to there is lost."),
            actions=(halve, resume) if studio.training.can_halve(newest.path) else (resume,),
            about=str(newest.path),
            of_project=True,
        )
    )


def _how_it_ended(entry: RunEntry) -> str:
    name = title_of(entry)
    if entry.state is RunState.PAUSED:
        return tr("{name} is paused.", name=name)
    if Training(entry.path).ended_without_a_word:
        return tr("{name} ended without a word; memory may have run out.", name=name)
    return tr("{name} was interrupted.", name=name)


def run_rows(studio: Studio) -> list[RunRow]:
    """The trainings of the open project, the newest first."""
    entries = studio.workspace.project.runs.all()
    return [run_row(_as_at_work(studio, entry), entries) for entry in reversed(entries)]


def _as_at_work(studio: Studio, entry: RunEntry) -> RunEntry:
    """A run's folder tells that it is at work only once its process has come up, seconds later."""
    is_at_work = entry.path == studio.training.path
    return replace(entry, state=RunState.RUNNING) if is_at_work else entry


def toggle_pin(studio: Studio, row: RunRow) -> None:
    """Keep a training from being deleted, or no longer."""
    runs = studio.workspace.project.runs
    act = runs.unpin if row.entry.pinned else runs.pin
    attempt(studio.notices, lambda: act(row.path))
    studio.workspace.notify(Change.RUNS)


def rename_training(studio: Studio, row: RunRow, name: str) -> None:
    """Another name; with none it goes by its number."""
    runs = studio.workspace.project.runs
    attempt(studio.notices, lambda: runs.rename(row.path, name))
    studio.workspace.notify(Change.RUNS)


def ask_and_delete(studio: Studio, parent: QWidget, row: RunRow) -> None:
    """Delete a training after asking; a pinned one stays."""
    if not row.entry.pinned and not ask(
        parent,
        tr("Delete {name}?", name=title_of(row.entry)),
        tr("Its model and plots are deleted. Texts and labels stay as they are."),
        tr("Delete"),
    ):
        return
    delete_training(studio, row.path)


def delete_training(studio: Studio, path: Path) -> None:
    """Delete a training, or say why not."""
    runs = studio.workspace.project.runs
    if path == studio.training.path:
        words = tr("{name} is at work, so it was not deleted.", name=title_of(runs.get(path)))
        studio.notices.warning(words, tr("Pause it first, or discard it."))
        return
    studio.notices.withdraw(str(path))
    attempt(studio.notices, lambda: runs.remove(path))
    studio.workspace.notify(Change.RUNS)


def _start(studio: Studio, wanted: TrainingJob) -> bool:
    project = studio.workspace.project
    path = project.runs.next_run_dir(_KIND)
    defined = {label.name: label.definition for label in project.labels.all() if label.definition}
    job = replace(wanted, run_dir=str(path), task=project.task, definitions=defined)
    return _follow(studio, Training.create(job))


def _go_on(studio: Studio, training: Training, *, halve: bool) -> bool:
    if halve:
        training.halve_batch()
    return _follow(studio, training)


def _follow(studio: Studio, training: Training) -> bool:
    studio.notices.withdraw(str(training.folder.path))
    studio.training.start(training)
    return True
