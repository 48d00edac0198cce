"""Trying learning rates on a copy of what would be trained."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import asdict, replace
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QWidget

from app.dialogs.rate_finder import RateFinder
from app.models.crash_words import crash_hint
from app.models.rate_search import RateSearch
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.translation import tr
from ulmfit_core.errors import UlmfitError
from ulmfit_core.process import TrainingProcess, WorkerCrashed
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.rate_search import from_json
from ulmfit_core.project.training import TrainingJob
from ulmfit_core.training.rate_curve import RateTried
from ulmfit_core.worker_launch import GENTLE

log = logging.getLogger(__name__)

_SEARCH = "ulmfit_core.project.rate_search:search"


def show_rate_finder(
    studio: Studio,
    parent: QWidget,
    wanted: TrainingJob,
    take: Callable[[float], object],
    *,
    language_model: bool,
) -> None:
    """Try rates for a training as ``wanted`` and ``take`` the one that is chosen; an open finder
    comes to the front instead. It goes with its project."""
    for opened in parent.findChildren(RateFinder):
        if opened.isVisible():
            opened.raise_()
            opened.activateWindow()
            return
    search, activity = search_rate(studio, wanted, language_model=language_model)
    what = tr("Language model") if language_model else tr("Classifier")
    finder = RateFinder(what, search, activity, parent)
    finder.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    finder.taken.connect(take)
    studio.workspace.closing.connect(finder.reject)
    finder.show()


def search_rate(
    studio: Studio, wanted: TrainingJob, *, language_model: bool
) -> tuple[RateSearch, Activity]:
    """Begin a range test for a training as ``wanted``; the activity can be stopped."""
    project = studio.workspace.project
    arguments = {
        "project_file": str(project.folder / DATABASE_NAME),
        "job": asdict(replace(wanted, task=project.task)),
        "language_model": language_model,
    }
    search = RateSearch()
    activity = studio.activities.run(
        tr("Learning rate finder"),
        lambda: _work(search, arguments, gentle=wanted.gentle),
        lambda result: search.end(),
        search.end,
        search.end,
        if_stopped=tr("What the learning rate finder tried is not kept."),
    )
    activity.changed.connect(search.changed)
    return search, activity


def _work(
    search: RateSearch, arguments: dict[str, object], *, gentle: bool
) -> Generator[Progress, None, None]:
    """In a thread; the process is this call's own and can be ended at any moment."""
    yield Progress(0)
    is_asked_to_stop = QThread.currentThread().isInterruptionRequested
    with (
        TemporaryDirectory(prefix="ulmfit-rates-") as folder,
        TrainingProcess(environment=GENTLE if gentle else None) as process,
    ):
        stop = process.ending(is_asked_to_stop)
        try:
            for value in process.call(_SEARCH, {**arguments, "folder": folder}, stop):
                event = from_json(value)
                search.take(event)
                if isinstance(event, RateTried):
                    yield Progress(event.step, event.n_steps)
        except WorkerCrashed as error:
            log.error("The learning rate finder crashed.\n%s", error.log_tail)
            raise UlmfitError(
                tr("The learning rate finder stopped unexpectedly; nothing was changed."),
                crash_hint(error),
            ) from error
        finally:
            process.force_stop(grace_seconds=0.0)
