"""From a training that is looked at to what comes after it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.evaluate_page import EvaluatePage
from app.pages.train_page import TrainPage
from app.pages.use_page import UsePage
from app.workspace import Change
from tests.gui.pages.training import model_of
from tests.gui.training_events import write_training
from ulmfit_core.project.project import Project


@pytest.mark.parametrize("step", ["evaluate", "use"])
def test_a_finished_training_leads_on_with_its_own_model(
    qtbot: QtBot, train_page: TrainPage, project: Project, step: str
) -> None:
    first, _ = model_of(project), model_of(project)
    window, view = train_page.window(), train_page.view
    assert isinstance(window, MainWindow)
    train_page.studio.workspace.notify(Change.RUNS)
    window.go_to(step)  # where the newest is in front
    window.go_to("train")
    train_page.refresh(Change.ALL)
    train_page.runs.opened.emit(train_page.runs.model.rows[-1])
    qtbot.waitUntil(view.evaluate.isVisible)
    (view.evaluate if step == "evaluate" else view.use).click()
    page = window.page()
    if isinstance(page, EvaluatePage):
        assert page.choice is not None
        assert page.choice.path == first.parent.parent
    else:
        assert isinstance(page, UsePage)
        assert page.model_path == first
        qtbot.waitUntil(lambda: page.predictor is not None)


def test_one_that_paused_leads_nowhere(
    qtbot: QtBot, train_page: TrainPage, project: Project
) -> None:
    write_training(project.runs.next_run_dir("classifier"), "standard", None)
    train_page.refresh(Change.ALL)
    train_page.runs.opened.emit(train_page.runs.model.rows[0])
    qtbot.waitUntil(train_page.view.resume.isVisible)
    assert not train_page.view.evaluate.isVisible()
    assert not train_page.view.use.isVisible()
