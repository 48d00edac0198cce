"""Which page belongs to which step; each is imported when it is first shown, or ahead."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject, QTimer

from app.pages.page import Page, PageFactory
from app.steps import Step
from app.studio import Studio

_PAGES = ("import_page", "label_page", "train_page", "evaluate_page", "use_page")
_MODULES = ("pyqtgraph", *(f"app.pages.{name}" for name in _PAGES))
_BETWEEN = 20  # ms for the window, between two modules


def import_ahead(window: QObject) -> None:
    """Import the pages one by one while the window waits for its first project: half of the time
    that this takes to open would be theirs.

    Never in a thread: PySide makes a class of Qt's when it is first asked for, and ends the program
    where two threads do so at once.
    """
    modules = iter(_MODULES)
    timer = QTimer(window, interval=_BETWEEN)

    def import_next() -> None:
        name = next(modules, None)
        if name is None:
            timer.deleteLater()
        else:
            importlib.import_module(name)

    timer.timeout.connect(import_next)
    timer.start()


def page_factories() -> dict[str, PageFactory]:
    """The pages there are, by the key of their step."""
    return {
        "import": _import,
        "label": _label,
        "train": _train,
        "evaluate": _evaluate,
        "use": _use,
    }


def _import(studio: Studio, step: Step) -> Page:
    from app.pages.import_page import ImportPage

    return ImportPage(studio, step)


def _label(studio: Studio, step: Step) -> Page:
    from app.pages.label_page import LabelPage

    return LabelPage(studio, step)


def _train(studio: Studio, step: Step) -> Page:
    from app.pages.train_page import TrainPage

    return TrainPage(studio, step)


def _evaluate(studio: Studio, step: Step) -> Page:
    from app.pages.evaluate_page import EvaluatePage

    return EvaluatePage(studio, step)


def _use(studio: Studio, step: Step) -> Page:
    from app.pages.use_page import UsePage

    return UsePage(studio, step)
