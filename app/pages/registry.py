"""Which page belongs to which step; each is imported when it is first shown, or ahead."""

from __future__ import annotations

import importlib
from collections.abc import Generator

from app.pages.page import Page, PageFactory
from app.steps import Step
from app.studio import Studio
from app.tasks.background_task import Progress

_MODULES = ("import_page", "label_page", "train_page", "evaluate_page", "use_page")


def import_ahead(studio: Studio) -> None:
    """Import the pages beside the window: half of the time that the first project takes to open
    would be theirs."""

    def work() -> Generator[Progress, None, None]:
        for name in _MODULES:
            yield Progress(0)
            importlib.import_module(f"app.pages.{name}")

    studio.activities.look_up(work, lambda _: None)


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
