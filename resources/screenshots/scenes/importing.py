"""The page Import."""

from __future__ import annotations

from pathlib import Path

from made_up import settle, write_table

from app.main_window import MainWindow
from app.operations.projects import create_project
from app.translation import tr


def import_source(window: MainWindow, folder: Path) -> None:
    """The step Import of a project without texts."""
    create_project(window.studio, folder / "Film reviews", "Film reviews")


def import_preview(window: MainWindow, folder: Path) -> None:
    """The first rows of a table."""
    create_project(window.studio, folder / "Questions", "Questions")
    page = window.page()
    assert page is not None
    page.take_files([write_table(folder)])
    settle()


def import_report(window: MainWindow, folder: Path) -> None:
    """What came of an import, with rows left out."""
    import_preview(window, folder)
    for action in window.page().actions():  # type: ignore[union-attr]
        if action.text() == tr("Import"):
            action.trigger()
    while window.studio.activities.running:
        settle()
    settle()
