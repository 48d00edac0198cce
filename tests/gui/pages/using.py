"""The page Use in a window, with the model of the project's training."""

from __future__ import annotations

from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.registry import page_factories
from app.pages.use_page import UsePage
from app.studio import Studio
from app.workspace import Change
from tests.gui.conftest import put_away


def opened_use_page(qtbot: QtBot, studio: Studio) -> Iterator[UsePage]:
    """Once its model is read; what follows puts the window away."""
    window = MainWindow(studio, page_factories())
    window.resize(1100, 760)
    window.show()
    studio.workspace.notify(Change.RUNS)
    window.go_to("use")
    made = window.page()
    assert isinstance(made, UsePage)
    qtbot.waitUntil(lambda: made.predictor is not None)
    yield made
    put_away(window)
