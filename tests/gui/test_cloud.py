"""What would leave the computer by itself, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from pytestqt.qtbot import QtBot

from app.dialogs.new_project import NewProjectDialog
from app.paths import projects_folder
from app.platform.cloud import synced_by


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Users/Ana/OneDrive/Documents", "OneDrive"),
        ("Users/Ana/OneDrive - Firm GmbH/Dokumente/Mail", "OneDrive"),
        ("home/ana/Dropbox (Team)", "Dropbox"),
        ("Users/ana/Library/CloudStorage/GoogleDrive-ana@example.org/x", "Google Drive"),
        ("Users/ana/Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("home/ana/Nextcloud2", "Nextcloud"),
        ("home/ana/Documents/ULMFiT Studio", None),
        ("home/ana/OneDriver", None),
        ("home/ana/Letters-OneDrive", None),
    ],
)
def test_a_service_is_known_by_its_folder(folder: str, service: str | None) -> None:
    assert synced_by(Path("/", folder)) == service


@pytest.mark.parametrize(("documents", "parent"), [("Documents", "Documents"), ("OneDrive/D", "")])
def test_new_projects_stay_on_this_computer(
    documents: str, parent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / documents)
    assert projects_folder("linux") == tmp_path / parent / "ULMFiT Studio"
    assert projects_folder("darwin") == tmp_path / "ULMFiT Studio"


def test_icloud_may_have_the_documents_where_they_always_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "Library/Mobile Documents/com~apple~CloudDocs").mkdir(parents=True)
    places = [tmp_path / name / "Mail" for name in ("Documents", "Desktop", "Texts")]
    assert [synced_by(place) for place in places] == [None, None, None]
    (tmp_path / "Library/Mobile Documents/com~apple~CloudDocs/Documents").mkdir()
    assert [synced_by(place) for place in places] == ["iCloud", None, None]


def test_who_chooses_such_a_folder_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = NewProjectDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.synced.isVisible()
    for place, is_told in ((tmp_path / "Dropbox", True), (tmp_path, False)):
        monkeypatch.setattr("app.dialogs.new_project.choose_folder", lambda *_, p=place: str(p))
        dialog.browse.click()
        assert dialog.synced.isVisible() is is_told
        assert dialog.synced.text().startswith("Dropbox copies") is is_told
