"""Opening, beginning and leaving projects."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QWidget

from app import paths
from app.dialogs.new_project import NewProjectDialog
from app.file_dialogs import choose_folder
from app.notices import NoticeAction
from app.operations.attempt import attempt
from app.operations.many import change_now
from app.studio import Studio
from app.translation import tr
from app.workspace import is_project
from ulmfit_core.errors import InputError
from ulmfit_core.project.documents import ProjectCounts
from ulmfit_core.project.project import Project


def open_project(studio: Studio, folder: Path) -> bool:
    """Open the project in ``folder``, or say why not; the one open before stays open then.

    A large file that was not closed takes a minute to look through, one of an earlier version to
    copy: it is opened after that.
    """
    if not is_project(folder):
        studio.notices.error(
            InputError(
                tr("There is no project in {folder}.", folder=folder),
                tr("Choose a folder that ULMFiT Studio made; it has a file project.sqlite in it."),
            ),
            *_forget_action(studio, folder),
            about=str(folder),
        )
        return False
    takes_long = Project.needs_check(folder) or Project.needs_migration(folder)
    if studio.workspace.is_at(folder) or not takes_long:
        return _try_to_open(studio, folder) is True
    studio.checks.look_through(folder, lambda counts: _try_to_open(studio, folder, counts))
    return False


def create_project(studio: Studio, folder: Path, name: str) -> bool:
    """Make a project in a new folder and open it, or say why not."""
    return attempt(studio.notices, lambda: _create(studio, folder, name)) is True


def ask_and_create(studio: Studio, parent: QWidget, suggestion: str = "") -> bool:
    """Ask for a name and a place, and make a project there; False when nothing was made."""
    dialog = NewProjectDialog(parent, suggestion)
    accepted = dialog.exec() == NewProjectDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted and create_project(studio, dialog.folder, dialog.name)


def ask_and_open(studio: Studio, parent: QWidget) -> None:
    """Let a project's folder be chosen, and open it."""
    start = paths.projects_folder()
    chosen = choose_folder(
        parent, tr("Open a project's folder"), str(start if start.is_dir() else Path.home())
    )
    if chosen:
        open_project(studio, Path(chosen))


def ask_and_rename(studio: Studio, parent: QWidget) -> None:
    """Ask what the open project is to be called."""
    title, words = tr("Rename the project"), tr("Its name; the folder keeps its own:")
    before = studio.workspace.project.name
    name, is_wanted = QInputDialog.getText(parent, title, words, text=before)
    if is_wanted:
        rename_project(studio, name)


def rename_project(studio: Studio, name: str) -> None:
    """Call the open project so; a name without a letter changes nothing."""
    project, name = studio.workspace.project, name.strip()
    if name in ("", project.name):
        return
    if change_now(studio, lambda project: project.rename(name)) is not None:
        _remember(studio, project.folder)


def show_folder(studio: Studio) -> None:
    """Show the project's folder in the system's file manager."""
    folder = studio.workspace.project.folder
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        studio.notices.info(tr("The project is in {folder}", folder=folder))


def close_project(studio: Studio) -> None:
    """Go back to the start; everything is on disk already."""
    studio.workspace.close()


def _try_to_open(studio: Studio, folder: Path, counts: ProjectCounts | None = None) -> bool | None:
    return attempt(studio.notices, lambda: _open(studio, folder, counts), about=str(folder))


def _open(studio: Studio, folder: Path, counts: ProjectCounts | None = None) -> bool:
    studio.workspace.open(folder, counts)
    studio.notices.withdraw(str(folder))  # why it could not be opened before
    _remember(studio, folder)
    return True


def _create(studio: Studio, folder: Path, name: str) -> bool:
    if folder.parent == paths.projects_folder():
        with suppress(OSError):  # making the project says why
            paths.make_own(folder.parent)
    studio.workspace.create(folder, name)
    _remember(studio, folder)
    return True


def _remember(studio: Studio, folder: Path) -> None:
    """It is open, also where the list cannot be written."""
    name = studio.workspace.project.name
    attempt(studio.notices, lambda: studio.preferences.remember(folder, name))


def _forget_action(studio: Studio, folder: Path) -> list[NoticeAction]:
    if str(folder) not in studio.preferences.values.recent:
        return []
    return [NoticeAction(tr("Take it off the list"), lambda: studio.preferences.forget(folder))]
