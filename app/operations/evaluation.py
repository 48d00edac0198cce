"""Measuring a trained model on the locked test set, and asking it which words spoke."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QThread

from app.models.preset_title import preset_title
from app.models.run_table import run_row, title_of
from app.operations.attempt import attempt
from app.operations.models import runs_with_model
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, ask_project, once
from app.translation import number, tr
from ulmfit_core.evaluation.attribution import Attribution, attribute
from ulmfit_core.evaluation.report import EvaluationReport
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.abstaining import read_threshold, write_threshold
from ulmfit_core.project.child_scoring import score_in_child
from ulmfit_core.project.evaluation import Part, ScoringProgress, report_on, stored_report
from ulmfit_core.project.judged_groups import JudgedBy, judged_groups
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.training import Training

_THREADS = 2  # the window needs the other cores


@dataclass(frozen=True)
class TrainingChoice:
    """A training whose model can be measured, and what it is called in a list."""

    path: Path
    title: str


def finished_trainings(studio: Studio) -> list[TrainingChoice]:
    """Those of the open project whose model is there, the newest first."""
    return [
        TrainingChoice(
            entry.path,
            ", ".join(filter(None, (title_of(entry), preset_title(run_row(entry).preset)))),
        )
        for entry in runs_with_model(studio)
    ]


def look_up_report(
    studio: Studio,
    path: Path,
    then: Callable[[EvaluationReport | None, bool], object],
    failed: Callable[[], object],
) -> None:
    """``then`` gets the last report of the training in ``path`` and whether it still holds."""
    project_file = studio.workspace.project.folder / DATABASE_NAME
    report = once(lambda: stored_report(project_file, Training(path)))
    studio.activities.look_up(report, lambda found: then(*found), failed)


def look_up_groups(
    studio: Studio,
    report: EvaluationReport,
    then: Callable[[tuple[JudgedBy, ...]], object],
) -> None:
    """``then`` gets how the report is on each group that a column beside the texts makes."""
    groups = ask_project(studio.workspace.project, lambda own: judged_groups(own, report))
    studio.activities.look_up(groups, then)


def measure(
    studio: Studio,
    choice: TrainingChoice,
    then: Callable[[EvaluationReport], object],
    ended: Callable[[], object],
) -> Activity:
    """Evaluate the training beside the window; ``ended`` is called where that comes to nothing.

    A child process reads texts and fits baselines; figures from what is known take moments.
    """
    project_file = studio.workspace.project.folder / DATABASE_NAME

    def work() -> Generator[Progress, None, EvaluationReport]:
        training = Training(choice.path)
        yield Progress(0)
        while (report := report_on(project_file, training)) is None:  # or labels changed meanwhile
            is_asked_to_stop = QThread.currentThread().isInterruptionRequested
            for step in score_in_child(
                project_file, training, threads=_THREADS, is_unwanted=is_asked_to_stop
            ):
                yield _progress(step)
            yield Progress(0)  # where it was asked to stop, it ends here
        return report

    title = tr("Evaluating {name}", name=choice.title)
    kept = tr("The evaluation can be begun again; texts it has read are not read twice.")
    return studio.activities.run(title, work, then, ended, ended, if_stopped=kept)


def threshold_of(choice: TrainingChoice) -> float:
    """Below which probability its model gives no label; 0: it always gives one."""
    return read_threshold(Training(choice.path))


def set_threshold(studio: Studio, choice: TrainingChoice, below: float) -> None:
    """Have its model give no label below this probability, here and in exported files."""
    attempt(studio.notices, lambda: write_threshold(Training(choice.path), below))


def explain_text(
    studio: Studio,
    predictor: Predictor,
    text: str,
    then: Callable[[Attribution], object],
    failed: Callable[[], object],
) -> None:
    """Find out in a thread what each word of a text did for the labels."""
    studio.activities.look_up(once(lambda: attribute(predictor, text)), then, failed)


def _progress(step: ScoringProgress) -> Progress:
    words = {
        Part.READING: tr("Opening the model"),
        Part.SCORING: tr("{n} of {total} texts", n=number(step.done), total=number(step.total)),
        Part.COMPARING: tr("Training the baselines on the same texts"),
    }
    return Progress(step.done, step.total, words[step.part])
