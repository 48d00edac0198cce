"""A whole app for each test, and nothing of it left over afterwards."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QLocale, QThread, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app import translation
from app.application import create_studio
from app.main_window import MainWindow
from app.opened_files import Application
from app.pages.registry import page_factories
from app.preferences import Preferences
from app.studio import Studio
from app.theme import Type
from app.workspace import Change
from tests.builders import tiny_bundle
from tests.gui.training_events import write_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.project.commands import Command
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training

_PATIENCE = 60_000  # ms: on a busy machine the 5 s that pytest-qt waits for are soon over


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits as long as a busy machine may take; a test may say otherwise."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=_PATIENCE))
    return qtbot


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The application that the program runs as."""
    return Application


@pytest.fixture(scope="session", autouse=True)
def _style(qapp: QApplication) -> None:
    """What lengths are measured by, also where a test wants no theme."""
    qapp.setStyle("Fusion")
    font = qapp.font()
    font.setPixelSize(Type.BODY)
    qapp.setFont(font)


@pytest.fixture(autouse=True)
def _nothing_left_over(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread running or a timer ticking."""
    gc.freeze()  # what was there before is not looked at again: this is much quicker
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = [thing for thing in gc.get_objects() if _is_busy(thing)]
    gc.unfreeze()
    assert not left, f"left over: {left}"


def _is_busy(thing: object) -> bool:
    kind = type(thing)
    if not issubclass(kind, QThread | QTimer) or not shiboken6.isValid(thing):
        return False
    return thing.isRunning() if isinstance(thing, QThread) else thing.isActive()


@pytest.fixture(autouse=True)
def _no_bug(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """Fail a test in whose course a mistake of ours reached the top; ``clear()`` accepts it."""
    bugs: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, traceback: bugs.append(value))
    yield bugs
    assert not bugs, bugs


@pytest.fixture(autouse=True)
def _nothing_modal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog that waits for an answer would wait for ever."""

    def refuse(dialog: QDialog) -> int:
        raise AssertionError(f"waits for an answer: {dialog.windowTitle()}")

    monkeypatch.setattr(QDialog, "exec", refuse)


@pytest.fixture
def bugs(_no_bug: list[BaseException]) -> list[BaseException]:
    """What reached the top."""
    return _no_bug


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "config" / "preferences.json")
    yield made
    made.update(text_size=100)  # the application keeps it, and so would tests to come


@pytest.fixture
def studio(qapp: QApplication, preferences: Preferences) -> Iterator[Studio]:
    made = create_studio(qapp, preferences)
    yield made
    made.activities.finish()
    qapp.sendPostedEvents()
    made.workspace.close()


@pytest.fixture
def window(qtbot: QtBot, studio: Studio) -> Iterator[MainWindow]:
    """The window, shown, with the pages there are none of."""
    made = MainWindow(studio, {})
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    put_away(made)


@pytest.fixture
def project(studio: Studio, tmp_path: Path) -> Project:
    """An open project of six texts, four of them labelled."""
    with Project.create(tmp_path / "questions", "Questions") as made:
        fill(made)
    studio.workspace.open(tmp_path / "questions")
    return studio.workspace.project


@pytest.fixture
def in_german(qapp: QApplication) -> Iterator[None]:
    """The app's words, and Qt's, in German."""
    translators = translation.load("de")
    for translator in translators:
        qapp.installTranslator(translator)
    yield
    for translator in translators:
        qapp.removeTranslator(translator)


def put_away(window: MainWindow) -> None:
    """Stop what still runs, so that closing asks nothing, and close."""
    activities = window.studio.activities
    activities.finish()
    QApplication.processEvents()
    for activity in activities.running:
        activity.end()
    window.close()
    window.deleteLater()


def fill(project: Project) -> None:
    """Import six short texts, four of them with one of two labels."""
    labels = ("place", "person", "place", "person", "", "")
    documents = [
        Document(f"Which one is number {row}?", (label,) if label else (), str(row), "q.csv", row)
        for row, label in enumerate(labels, 1)
    ]
    for _ in project.import_documents(documents, ImportSettings("q.csv", test_fraction=0.0)):
        pass


def label_enough(project: Project) -> Command:
    """Label a fifth of them, so that a training can hold one out."""
    return project.annotations.label([5], [project.labels.all()[0].id])


@pytest.fixture
def everything(qtbot: QtBot, studio: Studio) -> Iterator[MainWindow]:
    """The window with all its pages."""
    window = MainWindow(studio, page_factories())
    window.resize(1180, 780)
    window.show()
    qtbot.waitExposed(window)
    yield window
    put_away(window)


@pytest.fixture
def full(everything: MainWindow, studio: Studio, tmp_path: Path) -> MainWindow:
    """The same at a project with labels and a finished training."""
    studio.workspace.create(tmp_path / "questions", "Questions")
    project = studio.workspace.project
    fill(project)
    path = project.runs.next_run_dir("classifier")
    write_training(path, "quick", 0.8)
    model = Training(path).model_path
    model.parent.mkdir(exist_ok=True)
    write_bundle(tiny_bundle(), model)
    studio.workspace.notify(Change.ALL)
    return everything
