"""The labels and what they mean as a file: written for others, or taken over from them."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.dialogs.save_file import ask_where
from app.file_dialogs import choose_file
from app.operations.export_target import check_target
from app.operations.labelling import tell_done
from app.operations.many import change_now
from app.operations.models import show_folder_of
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.translation import tr, tr_count
from ulmfit_core.corpus.writing import FOR_SPREADSHEETS
from ulmfit_core.project import codebook


def ask_and_save(studio: Studio, parent: QWidget) -> None:
    """Ask where the codebook goes."""
    project = studio.workspace.project
    proposed = Path.home() / f"{project.folder.name}-codebook.csv"
    kinds = f"{tr('Tables')} (*.csv *.xlsx)"
    path = ask_where(parent, tr("Save the codebook"), proposed, kinds)
    if path is not None and studio.workspace.has_open(project):
        save_codebook(studio, path)


def ask_and_add(studio: Studio, parent: QWidget) -> None:
    """Let a file with labels be chosen."""
    project = studio.workspace.project
    title = tr("Choose a table of labels and what they mean")
    chosen = choose_file(parent, title)
    if chosen and studio.workspace.has_open(project):
        add_codebook(studio, Path(chosen))


def save_codebook(studio: Studio, path: Path) -> Activity:
    """Write each label, what it means, how many texts have it, and some of them."""
    project = studio.workspace.project

    def work() -> Generator[Progress, None, int]:
        check_target(path)
        yield Progress(0)
        with project.for_thread() as own:
            return codebook.write_codebook(own, path, FOR_SPREADSHEETS)

    def done(n_labels: int) -> None:
        words = tr_count("{n} label is in {path}", "{n} labels are in {path}", n_labels, path=path)
        studio.notices.success(words, show_folder_of(path))

    title = tr("Exporting {name}", name=path.name)
    return studio.activities.run(
        title, work, done, if_stopped=tr("{name} is not written.", name=path.name)
    )


def add_codebook(studio: Studio, path: Path) -> Activity:
    """Add the labels of a file that are not there yet, and what is not written of those."""
    project = studio.workspace.project
    known = project.labels.names()

    def work() -> Generator[Progress, None, dict[str, str]]:
        yield Progress(0)
        return codebook.read_codebook(path, known)

    def done(book: dict[str, str]) -> None:
        if studio.workspace.has_open(project):
            _add(studio, book)

    return studio.activities.run(tr("Reading {name}", name=path.name), work, done)


def _add(studio: Studio, book: dict[str, str]) -> None:
    command = change_now(studio, lambda project: project.labels.add_codebook(book))
    if command is None:
        return
    n_new, n_defined = command.details["created"], command.details["defined"]
    words = [tr_count("{n} label was added.", "{n} labels were added.", n_new)] if n_new else []
    if n_defined:
        words.append(
            tr_count(
                "{n} that was there says what it means.",
                "{n} that were there say what they mean.",
                n_defined,
            )
        )
    tell_done(studio, " ".join(words), command)
