"""Starts the app: the QApplication, what happens to messages and mistakes, and the window."""

from __future__ import annotations

import faulthandler
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QLocale,
    QMessageLogContext,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import paths, translation
from app.appearance import Appearance
from app.dialogs.bug_report import BugReport
from app.garbage import Collector, spare_what_stays
from app.icons import icon
from app.main_window import MainWindow
from app.notices import Notices
from app.opened_files import Application
from app.operations.bases import offer_unfinished_builds, take_turns
from app.operations.files import open_from_outside, take_files
from app.operations.training import offer_unfinished
from app.pages.registry import import_ahead, page_factories
from app.platform.awake import awake_if
from app.platform.memory import share_one_pool
from app.platform.taskbar import claim_place
from app.preferences import Preferences
from app.studio import Studio
from app.tasks.activities import Activities
from app.tasks.base_builder import BaseBuilder
from app.tasks.estimator import Estimator
from app.tasks.project_check import ProjectCheck
from app.tasks.speed_prober import ChildProber, Prober
from app.tasks.suggestion_desk import SuggestionDesk
from app.tasks.training_desk import TrainingDesk
from app.workspace import Workspace
from ulmfit_core.errors import UlmfitError
from ulmfit_core.training.speeds import SpeedCache

_LOG_BYTES = 1 << 20
_SEEN = 200  # ms: the window has been painted by then
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger(__name__)


def run(arguments: list[str]) -> int:
    """The whole life of the app; the paths in ``arguments[1:]`` are opened."""
    share_one_pool()
    with log_file(paths.log_folder()):
        given = {a.encode("utf-8", "backslashreplace").decode(): a for a in arguments}
        application = create_application(list(given))  # Qt crashes at bytes that are no UTF-8
        preferences = Preferences(paths.config_folder() / "preferences.json")
        translators = install_translations(application, preferences.values.language)
        prober = ChildProber(SpeedCache(paths.cache_folder() / "speeds.json"))
        studio = create_studio(application, preferences, prober)
        studio.workspace.opened.connect(studio.training.get_ready)
        studio.workspace.opened.connect(studio.suggestions.get_ready)
        window = MainWindow(studio, page_factories(), QSettings())
        spare_what_stays(window)
        Collector(window)
        studio.workspace.opened.connect(lambda: offer_unfinished(studio))
        sys.excepthook = lambda *error: report_bug(error, window)
        window.show()
        QTimer.singleShot(_SEEN, window, lambda: import_ahead(window))
        QTimer.singleShot(_SEEN, window, lambda: offer_unfinished_builds(studio))
        left = application.arguments()[1:]  # of which Qt has taken its own options
        files = [Path(given.get(argument, argument)).absolute() for argument in left]
        if files:
            take_files(window, files)
        application.files_wanted.connect(lambda paths: open_from_outside(window, paths))
        status = application.exec()
        del translators
    return status


def create_application(arguments: list[str]) -> Application:
    """The QApplication, under our name."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    claim_place()
    application = Application(arguments)
    application.setOrganizationName("ULMFiT Studio")
    application.setApplicationName("ULMFiT Studio")
    application.setDesktopFileName("ulmfit-studio")
    return application


def create_studio(
    application: QApplication, preferences: Preferences, prober: Prober | None = None
) -> Studio:
    """The services of the app; without a prober no training is estimated."""
    notices = Notices()
    appearance = Appearance(application, preferences)
    application.setWindowIcon(icon("logo", "accent"))
    workspace, activities = Workspace(), Activities(notices)

    def awake() -> AbstractContextManager[None]:
        return awake_if(preferences.values.keep_awake)

    training = TrainingDesk(workspace, notices, activities, awake)
    bases = BaseBuilder(activities, awake)
    suggestions = SuggestionDesk(workspace, activities)
    studio = Studio(
        workspace=workspace,
        notices=notices,
        activities=activities,
        training=training,
        bases=bases,
        suggestions=suggestions,
        checks=ProjectCheck(workspace, activities),
        estimator=Estimator(workspace, activities, training, prober, bases),
        preferences=preferences,
        appearance=appearance,
    )
    take_turns(studio)
    return studio


def install_translations(application: QApplication, preference: str) -> list[object]:
    """Speak the wanted language; keep what is returned as long as the application lives."""
    language = translation.chosen_language(preference)
    QLocale.setDefault(translation.locale(language))
    translators = translation.load(language)
    for translator in translators:
        application.installTranslator(translator)
    return list(translators)


def report_bug(
    error: tuple[type[BaseException], BaseException, TracebackType | None], window: MainWindow
) -> None:
    """Log a mistake of ours and show it, without stopping what still works."""
    if issubclass(error[0], KeyboardInterrupt):
        window.close()
        return
    if isinstance(error[1], UlmfitError):  # as where a disk goes away under what is being painted
        log.error("not caught", exc_info=error)
        window.studio.notices.error(error[1])
        return
    log.critical("unexpected error", exc_info=error)
    BugReport("".join(traceback.format_exception(*error)), window).show()


@contextmanager
def log_file(folder: Path) -> Iterator[None]:
    """Write the log, Qt's messages and the stack of a crash to ``folder`` during the block.

    Where that cannot be written, the app does without.
    """
    root = logging.getLogger()
    handler = _handler(folder)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    before = qInstallMessageHandler(log_qt_message)
    try:
        with _crash_file(folder):
            yield
    finally:
        qInstallMessageHandler(before)
        root.removeHandler(handler)
        handler.close()


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own messages, among ours."""
    logging.getLogger("qt").log(_LEVELS[kind], "%s", message)


def _handler(folder: Path) -> logging.Handler:
    try:
        paths.make_own(folder)
        return RotatingFileHandler(
            folder / "app.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return logging.StreamHandler()


@contextmanager
def _crash_file(folder: Path) -> Iterator[None]:
    try:
        stream = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        faulthandler.enable()
        yield
        return
    with stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
