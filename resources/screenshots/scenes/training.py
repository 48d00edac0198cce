"""The page Train."""

from __future__ import annotations

import math
import os
from pathlib import Path

from made_up import labelled_project, settle

from app.dialogs.base_builder import BaseBuilderDialog
from app.dialogs.rate_finder import RateFinder
from app.main_window import MainWindow
from app.models.rate_search import RateSearch
from app.operations.bases import show_base_builder
from app.pages.train_page import TrainPage
from app.tasks.activity import Activity
from app.translation import tr
from app.workspace import Change
from tests.gui.training_events import ListedTraining, record, whole, write_training
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.rate_curve import RateCurve


def train_setup(window: MainWindow, folder: Path) -> None:
    """What to choose before a training."""
    labelled_project(window, folder)
    window.go_to("train")
    for _ in range(12):  # until the recipes are estimated
        settle()


def train_advanced(window: MainWindow, folder: Path) -> None:
    """Every setting, unfolded."""
    train_setup(window, folder)
    page = window.page()
    assert isinstance(page, TrainPage)
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)


def train_rates(window: MainWindow, folder: Path) -> None:
    """A range test of the learning rate that has ended."""

    train_advanced(window, folder)
    search, curve = RateSearch(), RateCurve(100, 1e-5, 1.0)
    for step in range(88):
        x = step / 20 - 5
        loss = 1.55 - 0.5 / (1 + math.exp(-3 * (x + 2.9))) + math.exp(4 * (x + 1.1))
        search.take(curve.add(loss + 0.04 * math.sin(step * 2.1)))
    search.take(curve.suggestion())
    search.end()
    RateFinder(tr("Classifier"), search, Activity(""), window).show()


def train_reading(window: MainWindow, folder: Path) -> None:
    """A training at work on the language model."""
    _watch(window, folder, 180)


def train_sorting(window: MainWindow, folder: Path) -> None:
    """A training at work on the classifier."""
    _watch(window, folder, 480)


def train_table(window: MainWindow, folder: Path) -> None:
    """The same in numbers."""
    _watch(window, folder, 480).view.table_button.setChecked(True)


def train_pausing(window: MainWindow, folder: Path) -> None:
    """A training that was asked to pause and is silent."""
    page = _watch(window, folder, 480)
    page.view.controls.show_state(StopVerb.PAUSE, late=True)


def train_list(window: MainWindow, folder: Path) -> None:
    """Trainings to compare."""
    labelled_project(window, folder)
    project = window.studio.workspace.project
    for preset, accuracy in (("quick", 0.84), ("standard", 0.91), ("thorough", None)):
        write_training(project.runs.next_run_dir("classifier"), preset, accuracy)
    project.runs.pin(project.runs.all()[1].path)
    window.studio.workspace.notify(Change.ALL)
    window.go_to("train")


def train_compare(window: MainWindow, folder: Path) -> None:
    """Three trainings side by side."""
    train_list(window, folder)
    page = window.page()
    assert isinstance(page, TrainPage)
    page.runs.table.selectAll()
    page.runs.compare.click()
    for _ in range(3):
        settle()


def _watch(window: MainWindow, folder: Path, n_events: int) -> TrainPage:
    labelled_project(window, folder)
    window.go_to("train")
    page = window.page()
    assert isinstance(page, TrainPage)
    path = window.studio.workspace.project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    training = ListedTraining([], waits=True)
    window.studio.training.follow(training, path, record(whole()[:n_events]))
    page.watch.click()
    return page


def train_base_builder(window: MainWindow, folder: Path) -> None:
    """The dialog that asks for a base model, with one that is not finished."""
    os.environ["ULMFIT_BASES"] = str(folder / "bases")
    text = folder / "encyclopaedia.txt"
    text.write_text("Der Fluss entspringt im Gebirge.\n\n" * 90_000, encoding="utf-8")
    BaseBuild.create(BuildRequest("welsh", (str(text),), 600.0))
    show_base_builder(window.studio, window)
    (dialog,) = window.findChildren(BaseBuilderDialog)
    dialog.take([str(text)])
    for _ in range(4):  # until a little of it was read
        settle()
