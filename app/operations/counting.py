"""How many of the project's texts have each label, with what the model gets wrong put right."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.operations.attempt import attempt
from app.operations.export_target import check_target
from app.operations.models import open_predictor, show_folder_of
from app.studio import Studio
from app.tab_separated import tab_separated
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, counted
from app.translation import number, tr
from ulmfit_core.corpus.writing import FOR_SPREADSHEETS
from ulmfit_core.project.counting import CountedLabels, CountsBy, count_labels
from ulmfit_core.project.counts_table import counts_table, write_counts


def count_project_labels(
    studio: Studio,
    model: Path,
    then: Callable[[CountedLabels], object],
    ended: Callable[[], object],
) -> Activity:
    """Have the model read the project's texts in a thread; ``then`` gets the counts, ``ended`` is
    called where that comes to nothing."""
    project = studio.workspace.project
    total = project.documents.count()

    def work() -> Generator[Progress, None, CountedLabels]:
        yield Progress(0, total)
        predictor = open_predictor(model)
        with project.for_thread() as own:
            return (yield from counted(count_labels(own, model, predictor), total, _words))

    title, kept = tr("Counting the labels"), tr("Nothing is changed; it can be begun again.")
    return studio.activities.run(title, work, then, ended, ended, if_stopped=kept, of_page=True)


def copy_counts(counted: CountedLabels, by: CountsBy | None = None) -> None:
    """Put them on the clipboard."""
    heads, rows = counts_table(counted, by)
    QGuiApplication.clipboard().setText(tab_separated([heads, *rows]))


def save_counts(
    studio: Studio, counted: CountedLabels, target: Path, by: CountsBy | None = None
) -> None:
    """Write them to ``target``, whole or not at all, and say where they are."""

    def write() -> bool:
        check_target(target)
        write_counts(counted, target, FOR_SPREADSHEETS, by)
        return True

    if attempt(studio.notices, write):
        words = tr("The counts are in {path}", path=target)
        studio.notices.success(words, show_folder_of(target))


def _words(n_done: int, total: int) -> str:
    return tr("{n} of {total} texts", n=number(n_done), total=number(total))
