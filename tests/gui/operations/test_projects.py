from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app import paths
from app.main_window import MainWindow
from app.notices import Notice, NoticeKind
from app.operations.labelling import skip_one
from app.operations.projects import create_project, open_project, rename_project
from app.studio import Studio
from tests.core.project.projects import damage, left_open, new_project
from ulmfit_core.project import schema
from ulmfit_core.project.project import Project


def test_a_new_project_is_open_and_remembered(studio: Studio, tmp_path: Path) -> None:
    assert create_project(studio, tmp_path / "p", "Letters")
    assert studio.workspace.project.name == "Letters"
    assert studio.preferences.values.recent == (str(tmp_path / "p"),)
    assert studio.preferences.recent() == {tmp_path / "p": "Letters"}


def test_a_project_is_renamed_in_the_list_of_recent_ones_too(
    studio: Studio, tmp_path: Path
) -> None:
    assert create_project(studio, tmp_path / "p", "Letters")
    rename_project(studio, " Letters to the editor ")
    assert studio.workspace.project.name == "Letters to the editor"
    assert studio.preferences.recent() == {tmp_path / "p": "Letters to the editor"}
    before = studio.workspace.project.commands.history(5)
    rename_project(studio, "  ")
    rename_project(studio, "Letters to the editor")
    assert studio.workspace.project.commands.history(5) == before


def test_a_new_project_is_open_also_where_the_preferences_cannot_be_written(
    studio: Studio, tmp_path: Path, posted: list[Notice]
) -> None:
    (tmp_path / "config").write_text("a file where their folder should be")
    assert create_project(studio, tmp_path / "p", "Letters")
    studio.workspace.close()
    assert open_project(studio, tmp_path / "p")
    assert {notice.kind for notice in posted} == {NoticeKind.ERROR}
    (tmp_path / "config").unlink()


def test_a_project_is_never_made_over_another(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    assert not create_project(studio, project.folder, "Again")
    assert len(posted) == 1
    assert studio.workspace.project is project


def test_a_failed_opening_leaves_the_present_one_open(
    studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "project.sqlite").write_bytes(b"not a database" * 100)
    assert not open_project(studio, bad)
    assert not open_project(studio, tmp_path)
    assert len(posted) == 2
    assert studio.workspace.project.documents.count() == 6


def test_why_a_project_could_not_be_opened_is_taken_back_once_it_is(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    with Project.create(folder, "Letters"):
        assert not open_project(studio, folder)  # it is looked through beside the window
        qtbot.waitUntil(lambda: bool(window.toasts.toasts()))
    (toast,) = window.toasts.toasts()
    assert "open in another window" in toast.notice.text
    assert open_project(studio, folder)
    assert window.toasts.toasts() == []


def test_opening_what_is_open_changes_nothing(studio: Studio, project: Project) -> None:
    assert open_project(studio, project.folder)
    assert studio.workspace.project is project


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open file is not replaced")
def test_opening_what_was_replaced_opens_what_is_there_now(
    studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    with new_project(tmp_path / "other", 2):
        pass
    (tmp_path / "other" / "project.sqlite").replace(project.folder / "project.sqlite")
    assert open_project(studio, project.folder)
    assert studio.workspace.project.documents.count() == 2
    skip_one(studio, 1)
    assert posted == []


def test_a_project_that_was_not_closed_is_checked_beside_the_window(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    left_open(tmp_path / "a", tmp_path / "letters")
    assert not open_project(studio, tmp_path / "letters")
    assert not open_project(studio, tmp_path / "letters")  # a second press
    assert [row.title.text() for row in window.start.activities.rows()] == ["Checking letters"]
    assert not studio.workspace.is_open
    qtbot.waitUntil(lambda: studio.workspace.is_open)
    assert studio.workspace.project.documents.count() == 300
    assert studio.preferences.values.recent == (str(tmp_path / "letters"),)


def test_a_checked_project_waits_for_the_answer_to_a_question(
    qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path
) -> None:
    question = QDialog(modal=True)
    qtbot.addWidget(question)
    left_open(tmp_path / "a", tmp_path / "b")
    open_project(studio, tmp_path / "b")
    question.show()
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert studio.workspace.project is project
    question.close()
    qtbot.waitUntil(lambda: studio.workspace.project.folder == tmp_path / "b")


def test_a_damaged_project_stays_closed_after_its_check(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    damage(tmp_path / "b")
    open_project(studio, tmp_path / "b")
    qtbot.waitUntil(lambda: bool(posted))
    assert "damaged" in posted[0].text
    assert studio.workspace.project is project
    assert not studio.activities.running
    open_project(studio, tmp_path / "b")  # looked through once more: it may be mended by now
    qtbot.waitUntil(lambda: len(posted) == 2)


def test_a_project_opened_meanwhile_stays_open(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    open_project(studio, tmp_path / "b")
    assert create_project(studio, tmp_path / "c", "Other")
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert studio.workspace.project.name == "Other"


def test_an_older_project_is_brought_up_to_date_beside_the_window(
    qtbot: QtBot,
    window: MainWindow,
    studio: Studio,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "letters"
    new_project(folder, 3).close()
    before = len(schema.MIGRATIONS)
    newer = (*schema.MIGRATIONS, ("CREATE TABLE colours (name TEXT)",))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    assert not open_project(studio, folder)
    assert not studio.workspace.is_open
    assert [row.title.text() for row in window.start.activities.rows()] == ["Updating letters"]
    qtbot.waitUntil(lambda: studio.workspace.is_open)
    assert (folder / "backups" / f"project-v{before}.sqlite").is_file()
    assert not Project.needs_migration(folder)


def test_quitting_ends_a_check(studio: Studio, tmp_path: Path) -> None:
    left_open(tmp_path / "a", tmp_path / "b")
    open_project(studio, tmp_path / "b")
    studio.activities.finish()
    QApplication.sendPostedEvents()
    assert not studio.workspace.is_open


def test_a_folder_for_a_project_is_one_that_is_free(tmp_path: Path) -> None:
    assert paths.free_folder("a/b: c?", tmp_path).name == "a-b- c-"
    (tmp_path / "Sample").mkdir()
    (tmp_path / "Sample 2").mkdir()
    assert paths.free_folder("Sample", tmp_path).name == "Sample 3"
    assert paths.free_folder(" . ", tmp_path).name == "project"


@pytest.mark.skipif(os.name == "nt", reason="a user's documents are their own there")
def test_others_of_this_computer_do_not_see_the_projects(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / "Documents")
    before = os.umask(0o022)
    try:
        assert create_project(studio, paths.projects_folder() / "Letters", "Letters")
        assert create_project(studio, tmp_path / "shared" / "Letters", "Letters")
    finally:
        os.umask(before)
    assert paths.projects_folder().stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755  # a place chosen by hand
    assert (tmp_path / "shared" / "Letters").stat().st_mode & 0o777 == 0o700
