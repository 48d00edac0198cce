"""The pages Import, Label and Train of a project, and what is posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import Notice
from app.pages.import_page import ImportPage
from app.pages.label_page import LabelPage
from app.pages.registry import page_factories
from app.pages.train_page import TrainPage
from app.studio import Studio
from app.tasks.training_worker import Phased
from tests.gui.conftest import label_enough, put_away
from tests.gui.pages.labelling import fill
from tests.gui.training_events import (
    ListedTraining,
    record,
    write_training,
)
from ulmfit_core.project.project import Project


@pytest.fixture
def import_page(qtbot: QtBot, studio: Studio, tmp_path: Path) -> Iterator[ImportPage]:
    """The page of an empty project, in its window."""
    window = MainWindow(studio, page_factories())
    window.resize(1180, 780)
    studio.workspace.create(tmp_path / "letters", "Letters")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.go_to("import")
    made = window.page()
    assert isinstance(made, ImportPage)
    yield made
    put_away(window)


@pytest.fixture
def opened_label_page(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> Iterator[Callable[[], LabelPage]]:
    """Opens the page of a project of 30 letters, three of them in the test set."""
    folder = tmp_path / "letters"
    with Project.create(folder, "Letters") as project:
        fill(project)
    window = MainWindow(studio, page_factories())
    window.resize(1180, 780)
    window.show()
    qtbot.waitExposed(window)

    def open_page() -> LabelPage:
        studio.workspace.close()
        studio.workspace.open(folder)
        window.activateWindow()
        window.go_to("label")
        page = window.page()
        assert isinstance(page, LabelPage)
        qtbot.waitUntil(lambda: page.document is not None)
        return page

    yield open_page
    put_away(window)


@pytest.fixture
def label_page(qtbot: QtBot, opened_label_page: Callable[[], LabelPage]) -> LabelPage:
    """The page, with the labels "praise" and "blame"."""
    made = opened_label_page()
    for name in ("praise", "blame"):
        made.panel.field.setText(name)
        qtbot.keyClick(made.panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(made.panel.buttons) == 2)
    qtbot.keyClick(made.panel.field, Qt.Key.Key_Escape)
    assert made.reading.reader.hasFocus()
    return made


@pytest.fixture
def posted(studio: Studio) -> list[Notice]:
    notices: list[Notice] = []
    studio.notices.posted.connect(notices.append)
    return notices


@pytest.fixture
def train_page(qtbot: QtBot, studio: Studio, project: Project) -> Iterator[TrainPage]:
    studio.workspace.notify(label_enough(project))
    window = MainWindow(studio, page_factories())
    window.resize(1100, 760)
    window.show()
    window.go_to("train")
    made = window.page()
    assert isinstance(made, TrainPage)
    yield made
    studio.training.shut_down()
    put_away(window)


@pytest.fixture
def follow(train_page: TrainPage, project: Project) -> Callable[..., ListedTraining]:
    """Start a listed training, as the page would a real one, and watch it."""

    def start(listed: list[Phased], **options: object) -> ListedTraining:
        path = project.runs.next_run_dir("classifier")
        write_training(path, "standard", None)
        training = ListedTraining(listed, **options)  # type: ignore[arg-type]
        train_page.studio.training.follow(training, path, record([]))
        train_page.watch.click()
        return training

    return start
