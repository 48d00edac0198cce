"""File dialogs, real ones, and what they leave in the settings that all programs of Qt's share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.save_file import ask_where
from app.file_dialogs import choose_file, choose_files, choose_folder

EXEC = QDialog.exec  # as it is before a fixture refuses it
OTHER = "file:///elsewhere"  # where another program was


@pytest.fixture
def parent(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    """With settings of its own, and dialogs that are waited for."""
    format_, scope = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    monkeypatch.setattr(QFileDialog, "exec", EXEC)
    before = Path(QSettings(scope, "QtProject").fileName()).parent
    QSettings.setPath(format_, scope, str(tmp_path / "settings"))
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    QSettings.setPath(format_, scope, str(before))


def written() -> str:
    path = Path(QSettings(QSettings.Scope.UserScope, "QtProject").fileName())
    return path.read_text(encoding="utf-8")


def type_in_the_next_dialog(name: str) -> None:
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(name)
        dialog.accept()

    QTimer.singleShot(0, answer)


WAYS: dict[str, Callable[[QWidget, Path], object]] = {
    "file": lambda parent, path: choose_file(parent, "Open") == str(path),
    "files": lambda parent, path: str(path) in choose_files(parent, "Open"),
    "folder": lambda parent, path: choose_folder(parent, "Open", str(path)) == str(path),
    "target": lambda parent, path: ask_where(parent, "Save", path / "a.csv") == path / "a.csv",
}


@pytest.mark.skipif(QSettings("a").fileName()[-5:] != ".conf", reason="kept in no file here")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("other", [None, OTHER])
def test_where_someone_looked_is_written_nowhere(
    parent: QWidget, tmp_path: Path, way: str, other: str | None
) -> None:
    if other is not None:
        shared = QSettings(QSettings.Scope.UserScope, "QtProject")
        shared.setValue("FileDialog/history", [other])
        shared.sync()
    secret = tmp_path / "leak"
    secret.mkdir()
    (secret / "root.txt").write_text("A text", encoding="utf-8")
    chosen = {"folder": secret, "target": secret}.get(way, secret / "root.txt")
    type_in_the_next_dialog("a.csv" if way == "target" else str(chosen))
    assert WAYS[way](parent, chosen)
    assert "leak" not in written()
    assert (OTHER in written()) == (other is not None)
