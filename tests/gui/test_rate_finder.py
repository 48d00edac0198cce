"""The learning rate finder's dialog, fed with a listed curve; one slow test searches in earnest."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.dialogs.rate_finder import RateFinder
from app.main_window import MainWindow
from app.models.rate_search import RateSearch
from app.pages.registry import page_factories
from app.pages.train_page import TrainPage
from app.studio import Studio
from app.tasks.activity import Activity, ActivityState
from app.widgets.train_setup import TrainSetup
from tests.gui.conftest import label_enough
from ulmfit_core.project.project import Project
from ulmfit_core.training.pipeline import NO_BASE
from ulmfit_core.training.rate_curve import RateCurve, RateSuggested


@pytest.fixture
def search() -> RateSearch:
    made = RateSearch()
    curve = RateCurve(60, 1e-5, 1.0)
    for step in range(40):
        made.take(curve.add(2.0 - step / 40))
    return made


@pytest.fixture
def activity(qapp: object) -> Activity:
    return Activity("")


@pytest.fixture
def finder(qtbot: QtBot, studio: Studio, search: RateSearch, activity: Activity) -> RateFinder:
    made = RateFinder("Classifier", search, activity)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_how_far_it_is(finder: RateFinder, search: RateSearch) -> None:
    assert finder.sentence.text() == "Trying 2.0e-2…"
    assert (finder.bar.value(), finder.bar.maximum()) == (40, 60)
    assert not finder.steepest.isVisible()


def test_a_rate_is_taken(qtbot: QtBot, finder: RateFinder, search: RateSearch) -> None:
    search.take(RateSuggested(2.5e-3, 1e-3))
    search.end()
    assert not finder.bar.isVisible()
    assert [finder.steepest.text(), finder.tenth.text()] == ["Use 2.5e-3", "Use 1.0e-3"]
    with qtbot.waitSignal(finder.taken) as taken:
        finder.tenth.click()
    assert taken.args == [1e-3]
    assert not finder.isVisible()


def test_no_rate_is_offered_where_none_helped(finder: RateFinder, search: RateSearch) -> None:
    search.take(RateSuggested(0.0, 0.0))
    search.end()
    assert finder.sentence.text().startswith("No rate lowered the loss")
    assert not finder.steepest.isVisible()


def test_closing_it_ends_the_test(finder: RateFinder, activity: Activity) -> None:
    finder.leave.click()
    assert activity.state is ActivityState.STOPPING


def test_the_points_are_there_as_a_table(finder: RateFinder) -> None:
    finder.table_button.click()
    assert finder.table.rowCount() == 40
    item = finder.table.item(39, 1)
    assert item is not None
    assert item.text() == "1.025"


@pytest.mark.parametrize("language_model", [False, True])
def test_the_rate_goes_into_the_settings(qtbot: QtBot, language_model: bool) -> None:
    setup = TrainSetup()
    qtbot.addWidget(setup)
    setup.take_rate(0.0023456, language_model=language_model)
    job = setup.job()
    settings = job.lm_settings if language_model else job.settings
    assert settings == {"rate": 0.0023}
    assert setup.more.isChecked()


def test_there_is_one_at_a_time_and_it_goes_with_its_project(
    qtbot: QtBot, everything: MainWindow, studio: Studio, project: Project
) -> None:
    studio.workspace.notify(label_enough(project))
    everything.go_to("train")
    page = everything.page()
    assert isinstance(page, TrainPage)
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)
    for _ in range(2):
        everything.activateWindow()
        qtbot.waitUntil(everything.isActiveWindow)
        page.setup.advanced.find_rate.click()
    (finder,), (activity,) = page.findChildren(RateFinder), studio.activities.running
    qtbot.waitUntil(finder.isActiveWindow)
    with qtbot.waitSignal(activity.ended):
        studio.workspace.close()
        assert activity.state is ActivityState.STOPPING


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_real_search_ends_with_a_word(qtbot: QtBot, studio: Studio, project: Project) -> None:
    studio.workspace.notify(label_enough(project))
    window = MainWindow(studio, page_factories())
    qtbot.addWidget(window)
    window.show()
    window.go_to("train")
    page = window.page()
    assert isinstance(page, TrainPage)
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)
    small = {"embedding_size": "12", "hidden_size": "16", "n_layers": "2", "batch_size": "2"}
    for name, value in small.items():
        page.setup.advanced.classifier.editors[name].setText(value)  # type: ignore[union-attr]
    page.setup.base.take(NO_BASE)
    page.setup.advanced.find_rate.click()
    (finder,) = page.findChildren(RateFinder)
    qtbot.waitUntil(lambda: not finder.bar.isVisible(), timeout=240_000)
    assert "Stopped" not in finder.sentence.text()
    finder.close()
