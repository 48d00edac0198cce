"""What stays is not looked through again and again."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app.garbage import Collector, spare_what_stays
from app.main_window import MainWindow
from app.operations.projects import create_project
from app.pages.registry import page_factories
from app.studio import Studio


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_made_pages_are_spared_and_a_closed_projects_are_not(
    studio: Studio, tmp_path: Path
) -> None:
    window = MainWindow(studio, page_factories())
    spare_what_stays(window)
    before = gc.get_freeze_count()
    assert before
    create_project(studio, tmp_path / "project", "Reviews")
    window.go_to("import")
    assert gc.get_freeze_count() > before
    studio.workspace.close()
    assert gc.get_freeze_count() == 0
    window.deleteLater()


class Knot:
    """Something that only a collection lets go."""

    def __init__(self) -> None:
        self.itself = self


def test_no_other_thread_collects() -> None:
    owner = QObject()
    collector = Collector(owner)
    gc.collect()
    knot = weakref.ref(Knot())
    others: list[Knot] = []
    worker = threading.Thread(
        target=lambda: others.extend(Knot() for _ in range(2 * gc.get_threshold()[0]))
    )
    worker.start()
    worker.join()
    assert knot() is not None
    collector.collect()
    assert knot() is None
    owner.deleteLater()
