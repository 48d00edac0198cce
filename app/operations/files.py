"""What to do with files that were dropped on the window or chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.file_dialogs import choose_files
from app.operations import projects
from app.translation import tr
from app.workspace import is_project
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.errors import InputError
from ulmfit_core.project.project import DATABASE_NAME

if TYPE_CHECKING:
    from app.main_window import MainWindow


def take_files(window: MainWindow, paths: list[Path]) -> None:
    """Open a project; give anything else to the page in front, or else to the import.

    With no project open, one is begun first, named after the file.
    """
    studio = window.studio
    folder = _project_among(paths)
    if folder is not None:
        projects.open_project(studio, folder)
        return
    if not studio.workspace.is_open and not projects.ask_and_create(
        studio, window, suggestion=repaired(paths[0].name).partition(".")[0]
    ):
        return
    page = window.page()
    if page is not None and page.take_files(paths):
        return
    window.go_to("import")
    importer = window.page()
    if importer is None or not importer.take_files(paths):
        studio.notices.error(
            InputError(
                tr("{name} was not taken in.", name=paths[0].name),
                tr("Nothing changed. Use the command: ulmfit --help."),
            )
        )


def open_from_outside(window: MainWindow, paths: list[Path]) -> None:
    """Take files that the system asks to open; not while a question stops everything else."""
    if QApplication.activeModalWidget() is None:
        take_files(window, paths)
        return
    window.studio.notices.warning(
        tr("{name} was not opened, as a question is still open.", name=paths[0].name),
        tr("Answer it, then open the file again."),
    )


def ask_and_take(window: MainWindow) -> None:
    """Let files be chosen, and take them."""
    chosen = choose_files(window, tr("Add files"))
    if chosen:
        take_files(window, [Path(path) for path in chosen])


def _project_among(paths: list[Path]) -> Path | None:
    """The folder of a project, if one was given, itself or by its file."""
    folders = [path.parent if path.name == DATABASE_NAME else path for path in paths]
    return next((folder for folder in folders if is_project(folder)), None)
