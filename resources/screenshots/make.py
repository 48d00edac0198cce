"""Pictures of the app, in both themes and two sizes: ``python resources/screenshots/make.py DIR``.

Each scene is a function that brings a window into the state to be seen. Runs without a screen,
or on one: ``xvfb-run -a python resources/screenshots/make.py DIR --platform xcb``.
"""

from __future__ import annotations

import argparse
import inspect
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from made_up import settle
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from scenes import evaluating, importing, labelling, training, using, window

from app.application import create_application, create_studio, install_translations
from app.garbage import Collector
from app.main_window import MainWindow
from app.pages.registry import page_factories
from app.preferences import Preferences
from app.tasks.speed_prober import ChildProber
from ulmfit_core.training.speeds import SpeedCache, Speeds

SIZES = {
    "half": (960, 500),  # of a full HD screen at 200 %, which QT_SCALE_FACTOR=2 makes it
    "small": (960, 640),
    "narrow": (1024, 700),
    "usual": (1280, 800),
    "large": (1360, 860),
}
Scene = Callable[[MainWindow, Path], None]


def _scenes(module: ModuleType) -> dict[str, Scene]:
    functions = inspect.getmembers(module, inspect.isfunction)
    return {n: f for n, f in functions if inspect.getmodule(f) is module and n[0] != "_"}


SCENES = {
    name: scene
    for module in (window, importing, labelling, training, evaluating, using)
    for name, scene in _scenes(module).items()
}


class MeasuredProber(ChildProber):
    """The speeds of a computer on which everything was measured before."""

    def devices(self) -> tuple[str, ...]:
        """A processor alone."""
        return ("cpu",)

    def known(self, request: object) -> Speeds:
        """Tokens a second, and bytes."""
        return Speeds(
            language_model=6000,
            language_model_reading=30_000,
            classifier=8000,
            head=22_000,
            reading=26_000,
            instant=26_000,
            head_memory=610_000_000,
            classifier_memory=780_000_000,
            language_model_memory=930_000_000,
        )


def main() -> None:
    """Draw the scenes asked for."""
    wanted = _options()
    os.environ["QT_QPA_PLATFORM"] = wanted.platform
    application = create_application(["screenshots"])
    Collector(application)
    wanted.target.mkdir(parents=True, exist_ok=True)
    for scene in wanted.scene or SCENES:
        for theme in wanted.theme or ("light", "dark"):
            for size in wanted.size or ("small", "large"):
                with tempfile.TemporaryDirectory() as folder:
                    _draw(application, SCENES[scene], theme, size, wanted, Path(folder))
    application.quit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--scene", choices=SCENES, action="append")
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--language", default="en")
    parser.add_argument("--platform", default="offscreen")
    parser.add_argument("--text-size", type=int, default=100, help="percent")
    return parser.parse_args()


def _draw(
    application: QApplication,
    scene: Scene,
    theme: str,
    size: str,
    wanted: argparse.Namespace,
    folder: Path,
) -> None:
    os.environ["HOME"] = str(folder)  # so that the pictures show no names of this computer
    preferences = Preferences(folder / "preferences.json")
    preferences.update(theme=theme, text_size=wanted.text_size)
    translators = install_translations(application, wanted.language)
    studio = create_studio(
        application, preferences, MeasuredProber(SpeedCache(folder / "speeds.json"))
    )
    shown = MainWindow(studio, page_factories())
    shown.resize(*SIZES[size])
    shown.show()
    scene(shown, folder)
    settle()
    _save(_front(application, shown), wanted.target / f"{scene.__name__}-{theme}-{size}.png")
    for activity in studio.activities.running:
        activity.end()
    _close(application, shown)
    for translator in translators:
        application.removeTranslator(translator)  # type: ignore[arg-type]


def _front(application: QApplication, shown: MainWindow) -> QWidget:
    """What lies over the window, or the window."""
    return application.activePopupWidget() or [shown, *shown.findChildren(QDialog)][-1]


def _save(widget: QWidget, path: Path) -> None:
    widget.grab()  # axes find their width when they are painted for the first time
    settle()
    widget.grab().save(str(path))


def _close(application: QApplication, shown: MainWindow) -> None:
    front = _front(application, shown)
    if front is not shown:
        front.close()
    shown.close()
    shown.deleteLater()
    settle()


if __name__ == "__main__":
    main()
