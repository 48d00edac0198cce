"""The page Train, fed with listed events; one slow test trains in earnest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.main_window import MainWindow
from app.models.run_table import NAME, RunRow
from app.models.training_record import accuracy_words
from app.notices import Notice
from app.operations.training import delete_training, offer_unfinished
from app.pages.train_page import TrainPage
from app.steps import steps
from app.studio import Studio
from app.workspace import Change
from tests.gui.pages.training import bring_in_more
from tests.gui.tasks.test_estimator import ListedProber, listed_estimator
from tests.gui.training_events import (
    READING,
    SORTING,
    ListedTraining,
    record,
    whole,
    write_training,
)
from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import MemoryShortage, StorageError
from ulmfit_core.process import WorkerCrashed
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import RunFinished, StopVerb
from ulmfit_core.training.presets import PRESETS
from ulmfit_core.training.run_folder import RunState
from ulmfit_core.training.run_words import describe_run
from ulmfit_core.training.start import NO_BASE


@pytest.fixture
def page(train_page: TrainPage) -> TrainPage:
    return train_page


def test_it_says_which_labels_are_scarce(page: TrainPage) -> None:
    words = page.readiness.text()
    assert words.startswith("5 labelled texts to learn from.")
    assert "place (2)" in words


def test_the_recipe_for_few_labels_is_chosen_unless_one_was(page: TrainPage) -> None:
    assert page.setup.preset.name == "adapted"
    page.setup.cards["standard"].click()
    page.refresh(Change.ALL)
    assert page.setup.preset.name == "standard"


def test_where_settings_were_looked_at_the_recipe_stays(page: TrainPage) -> None:
    page.setup.more.setChecked(True)
    page.setup.prefer(PRESETS["standard"])
    assert page.setup.preset.name == "adapted"


def test_at_the_largest_text_nothing_is_scrolled_sideways(qtbot: QtBot, page: TrainPage) -> None:
    page.studio.preferences.update(text_size=175)
    page.window().resize(1180, 780)
    area = page.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: page.setup.cards["quick"].y() != page.setup.cards["standard"].y())
    assert area.horizontalScrollBar().maximum() == 0


def test_a_setting_that_cannot_be_keeps_it_from_starting(page: TrainPage) -> None:
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)
    page.setup.advanced.classifier.editors["rate"].setText("fast")  # type: ignore[union-attr]
    assert "rate=fast cannot be: it must be a number" in page.setup.problem.text()
    assert not page.start.isEnabled()
    page.setup.advanced.reset.click()
    assert page.start.isEnabled()
    page.setup.advanced.classifier.editors["rate"].setText("fast")  # type: ignore[union-attr]
    page.setup.more.setChecked(False)
    page.setup.cards["quick"].click()  # which has other settings
    assert page.setup.problem.text() == ""


def test_each_recipe_says_what_it_takes(
    qtbot: QtBot, studio: Studio, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    prober = ListedProber()
    estimator = listed_estimator(studio, prober)
    page = TrainPage(replace(studio, estimator=estimator), steps()[2])
    qtbot.addWidget(page)
    page.show()
    page.refresh(Change.ALL)
    cards = page.setup.cards
    cards["standard"].click()
    qtbot.waitUntil(lambda: cards["thorough"].detail.startswith("About"), timeout=10_000)
    assert cards["quick"].detail == "About 5 s, 0.1 GB"
    page.setup.more.setChecked(True)
    page.setup.advanced.classifier.editors["batch_size"].setText("8")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(prober.measured) == 2, timeout=10_000)
    assert prober.measured[1][0].documents == 8
    qtbot.waitUntil(lambda: cards["standard"].detail.startswith("About"))
    assert page.setup.device.count() == 2  # the measurement found a graphics card
    page.setup.advanced.classifier.editors["batch_size"].setText("many")  # type: ignore[union-attr]
    assert cards["standard"].detail == ""


def test_a_base_for_another_script_is_told(qtbot: QtBot, studio: Studio, project: Project) -> None:
    documents = [Document(f"これは何ですか {n}", ("place",), str(n), "j", n) for n in range(40)]
    for _ in project.import_documents(documents, ImportSettings("j", test_fraction=0.0)):
        pass
    estimator = listed_estimator(studio, ListedProber())
    page = TrainPage(replace(studio, estimator=estimator), steps()[2])
    qtbot.addWidget(page)
    page.show()
    page.refresh(Change.ALL)
    assert page.setup.unfit.isHidden()
    qtbot.waitUntil(lambda: page.setup.unfit.isVisible(), timeout=10_000)
    assert page.setup.build_base.isVisible()
    page.setup.base.take(str(NO_BASE))
    assert page.setup.unfit.isHidden()
    assert page.setup.build_base.isHidden()


def test_a_training_is_watched_to_its_end(
    qtbot: QtBot, page: TrainPage, follow: Callable[..., ListedTraining]
) -> None:
    follow(whole())
    qtbot.waitUntil(lambda: not page.studio.training.is_busy)
    page.view.repaint_if_dirty()
    assert page.view.sentence.text() == (
        "Finished: right on 91.0% of 20 held-out texts. Counting words alone (TF-IDF): 82.0%. "
        "So few texts tell little."
    )
    assert not page.view.controls.isVisible()
    assert [b.text() for b in page.view.phases.buttons()] == ["Language model", "Classifier"]
    assert [layer.name for layer in page.view.charts.layers.layers][-1] == "head"


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        (StopVerb.PAUSE, "Pausing after this batch…"),
        (StopVerb.KEEP_BEST, "Keeping the best after this batch…"),
        (StopVerb.DISCARD, "Discarding after this batch…"),
    ],
)
def test_each_way_to_stop_is_answered_at_once(
    qtbot: QtBot,
    page: TrainPage,
    follow: Callable[..., ListedTraining],
    verb: StopVerb,
    answer: str,
) -> None:
    follow(whole()[:400], waits=True)
    qtbot.waitUntil(lambda: page.studio.training.record.phase == SORTING)
    page.view.controls.asked.emit(verb)
    assert page.view.controls.answer.text() == answer
    assert not page.view.controls.pause.isVisible()
    qtbot.waitUntil(lambda: not page.studio.training.is_busy)


def test_force_stop_is_offered_when_nothing_is_heard(
    qtbot: QtBot, page: TrainPage, follow: Callable[..., ListedTraining]
) -> None:
    follow(whole()[:400], waits=True, deaf=True)
    page.studio.training.patience.setInterval(1)
    page.view.controls.pause.click()
    qtbot.waitUntil(page.view.controls.force.isVisible)
    page.view.controls.force.click()
    qtbot.waitUntil(lambda: not page.studio.training.is_busy)


@pytest.mark.parametrize(
    ("error", "details", "actions"),
    [
        (StorageError("The disk is full.", "Free some."), "", ["Try again"]),
        (MemoryShortage("It is full."), "", ["Go on with half the batch", "Try again"]),
        (WorkerCrashed(-9, "Killed"), "Killed", ["Go on with half the batch", "Try again"]),
        (WorkerCrashed(-11, "Broken"), "Broken", ["Try again"]),
    ],
)
def test_a_failure_is_a_notice_that_offers_another_try(
    qtbot: QtBot,
    page: TrainPage,
    follow: Callable[..., ListedTraining],
    posted: list[Notice],
    error: StorageError | MemoryShortage | WorkerCrashed,
    details: str,
    actions: list[str],
) -> None:
    follow(whole()[:20], fails=error)
    qtbot.waitUntil(lambda: not page.studio.training.is_busy)
    assert (posted[0].text, posted[0].details) == (error.message, details)
    assert [action.text for action in posted[0].actions] == actions
    assert "--set" not in posted[0].hint
    assert page.view.sentence.text().startswith(error.message)


def test_an_old_training_is_replayed_from_its_logs(
    qtbot: QtBot, page: TrainPage, project: Project
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "quick", 0.9)
    page.refresh(Change.ALL)
    page.runs.look.click()
    qtbot.waitUntil(lambda: page.shown == path)
    assert page.view.title.whole() == "Training 1"
    live = record(whole()).histories
    replayed = page.view._record.histories
    for phase in (READING, SORTING):
        assert (replayed[phase].loss == live[phase].loss).all()
        assert describe_run(replayed[phase]) == describe_run(live[phase])


def test_a_pinned_training_cannot_be_deleted(page: TrainPage, project: Project) -> None:
    write_training(project.runs.next_run_dir("classifier"), "quick", 0.9)
    page.refresh(Change.ALL)
    page.runs.pin.click()
    page.refresh(Change.ALL)
    assert not page.runs.delete.isEnabled()
    assert page.runs.pin.text() == "Unpin"


def test_a_training_is_at_work_before_its_process_is(
    page: TrainPage, follow: Callable[..., ListedTraining], project: Project, posted: list[Notice]
) -> None:
    follow(whole()[:5], waits=True)
    page.refresh(Change.ALL)
    (row,) = page.runs.model.rows
    assert (row.entry.state, row.can_resume) == (RunState.RUNNING, False)
    delete_training(page.studio, row.path)
    assert posted[0].text == "Training 1 is at work, so it was not deleted."
    assert len(project.runs.all()) == 1


def test_a_pinned_training_is_not_discarded(
    qtbot: QtBot,
    page: TrainPage,
    project: Project,
    follow: Callable[..., ListedTraining],
    posted: list[Notice],
) -> None:
    follow(whole()[:400], waits=True)
    path = page.studio.training.path
    assert path is not None
    project.runs.pin(path)
    page.view.controls.asked.emit(StopVerb.DISCARD)
    assert posted[-1].text == "Training 1 is pinned, so it was not discarded."
    assert page.studio.training.verb is None
    assert path.is_dir()


def test_what_is_discarded_may_be_gone_before_its_last_word(
    page: TrainPage, follow: Callable[..., ListedTraining]
) -> None:
    follow(whole()[:400], waits=True)
    path = page.studio.training.path
    assert path == page.shown
    shutil.rmtree(path)
    page.studio.training.changed.emit()
    assert page.view.is_live


def test_trainings_are_laid_over_one_another(
    qtbot: QtBot, page: TrainPage, project: Project
) -> None:
    for preset, accuracy in (("quick", 0.8), ("standard", 0.9), ("thorough", None)):
        write_training(project.runs.next_run_dir("classifier"), preset, accuracy)
    page.refresh(Change.ALL)
    assert not page.runs.compare.isEnabled()
    page.runs.table.selectAll()
    assert not page.runs.look.isEnabled()
    page.runs.compare.click()
    qtbot.waitUntil(page.comparison.isVisible)
    assert page.comparison.title.text() == "3 trainings side by side"
    header = page.comparison.table.horizontalHeader()
    assert header.textElideMode() is not Qt.TextElideMode.ElideNone
    assert not page.start.isVisible()
    heads = [page.comparison.table.horizontalHeaderItem(c) for c in range(4)]
    assert [head.text() for head in heads if head] == [
        "",
        "Training 3",
        "Training 2",
        "Training 1",
    ]
    plot, meaning = page.comparison.plot, page.comparison.meaning
    assert meaning.isVisible()
    assert meaning.text() == plot.toolTip() == plot.accessibleDescription() == accuracy_words()
    losses = page.comparison.choices.button(1)
    losses.click()
    assert not meaning.isVisible()
    assert plot.toolTip() == plot.accessibleDescription() == ""
    assert [len(curve.xData) for curve in page.comparison.plot.curves] == [250, 250, 250]
    page.comparison.back.click()
    assert page.start.isVisible()


@pytest.mark.parametrize(
    ("typed", "title"), [(" With  long texts", "With long texts"), ("", "Training 1")]
)
def test_a_training_is_renamed_in_its_place(
    qtbot: QtBot, page: TrainPage, project: Project, typed: str, title: str
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "quick", 0.8)
    project.runs.rename(path, "First")
    page.refresh(Change.ALL)
    table = page.runs.table
    page.window().activateWindow()
    table.setFocus()
    for key, ends in ((Qt.Key.Key_Escape, "First"), (Qt.Key.Key_Return, title)):
        qtbot.keyClick(table, Qt.Key.Key_F2)
        field = table.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        assert field.text() == "First"
        assert field.width() > table.columnWidth(NAME)
        field.clear()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, key)
        qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)
        qtbot.waitUntil(lambda e=ends: page.runs.model.index(0, NAME).data() == e)
        assert table.hasFocus()
    assert [row.entry.number for row in page.runs.selected()] == [1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_keys_of_a_training_do_not_wait_for_what_qt_makes_of_them(
    qtbot: QtBot, page: TrainPage, project: Project, key: Qt.Key
) -> None:
    """On macOS its tables make nothing of Return, and what is called Delete is Backspace."""
    write_training(project.runs.next_run_dir("classifier"), "quick", 0.8)
    page.refresh(Change.ALL)
    told: list[str] = []
    for name in ("opened", "deleted"):
        signal = getattr(page.runs, name)
        signal.disconnect()
        signal.connect(lambda row, name=name: told.append(name))
    page.runs.table.keyPressEvent = _refuse  # type: ignore[method-assign]
    page.window().activateWindow()
    page.runs.table.setFocus()
    qtbot.keyClick(page.runs.table, key)
    assert told == ["opened" if key == Qt.Key.Key_Return else "deleted"]


def _refuse(event: QKeyEvent) -> None:
    event.ignore()


def test_several_stay_selected_when_the_list_changes(page: TrainPage, project: Project) -> None:
    for _ in range(2):
        write_training(project.runs.next_run_dir("classifier"), "quick", 0.8)
    page.refresh(Change.ALL)
    page.runs.table.selectAll()
    write_training(project.runs.next_run_dir("classifier"), "standard", 0.8)
    page.refresh(Change.ALL)
    assert [row.entry.number for row in page.runs.selected()] == [2, 1]


def test_a_paused_training_is_offered_at_opening(
    page: TrainPage, project: Project, posted: list[Notice]
) -> None:
    write_training(project.runs.next_run_dir("classifier"), "quick", None)
    offer_unfinished(page.studio)
    assert posted[0].text == "Training 1 is paused."
    assert posted[0].actions[0].text == "Resume"


def test_what_a_killed_program_left_at_work_is_offered_once_it_has_paused(
    qtbot: QtBot, page: TrainPage, project: Project, posted: list[Notice]
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "quick", None)
    told: list[Change] = []
    with Training(path).folder.lock.held():
        offer_unfinished(page.studio)
        assert posted == []
    page.studio.workspace.changed.connect(told.append)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == "Training 1 is paused."
    assert told == [Change.RUNS]


@pytest.mark.parametrize(("accuracy", "paused"), [(None, True), (0.8, False)])
def test_a_paused_training_can_go_on_where_it_is_looked_at(
    accuracy: float | None, paused: bool, qtbot: QtBot, page: TrainPage, project: Project
) -> None:
    write_training(project.runs.next_run_dir("classifier"), "quick", accuracy)
    page.refresh(Change.ALL)
    page.runs.look.click()
    qtbot.waitUntil(lambda: page.view.isVisible())
    assert page.view.resume.isVisible() == paused


@pytest.mark.parametrize(
    ("error", "can_halve"),
    [
        (MemoryShortage("It is full."), True),
        (WorkerCrashed(-9, "Killed"), True),
        (StorageError("The disk is full."), False),
    ],
)
def test_one_that_lacked_memory_can_go_on_with_half_the_batch_where_it_is_looked_at(
    qtbot: QtBot,
    page: TrainPage,
    follow: Callable[..., ListedTraining],
    posted: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
    error: MemoryShortage | WorkerCrashed | StorageError,
    can_halve: bool,
) -> None:
    started: list[Training] = []
    withdrawn: list[str] = []
    monkeypatch.setattr(page.studio.training, "start", started.append)
    page.studio.notices.withdrawn.connect(withdrawn.append)
    follow(whole()[:20], fails=error)
    qtbot.waitUntil(page.view.resume.isVisible)
    assert page.view.halve.isVisible() == can_halve
    (page.view.halve if can_halve else page.view.resume).click()
    assert started[0].job.settings == ({"batch_parts": 2} if can_halve else {})
    assert withdrawn == [posted[0].about] == [str(started[0].folder.path)]


def test_the_project_can_close_under_a_training_that_is_watched(
    page: TrainPage, follow: Callable[..., ListedTraining]
) -> None:
    follow(whole()[:5], waits=True)
    page.studio.workspace.close()
    assert not page.studio.training.is_busy


@pytest.mark.parametrize("ask", ["look", "compare"])
def test_what_is_found_after_the_project_closed_is_not_shown(
    ask: str, qtbot: QtBot, page: TrainPage, project: Project
) -> None:
    rows = listed(page, project)
    if ask == "look":
        page.runs.opened.emit(rows[0])
    else:
        page.runs.compared.emit(rows)
    studio = page.studio
    studio.workspace.close()
    qtbot.waitUntil(lambda: not studio.activities.findChildren(QThread))
    assert not isValid(page)  # and what is shown on it would be a bug


def test_a_training_begun_meanwhile_stays_in_front_of_an_old_one(
    qtbot: QtBot, page: TrainPage, project: Project, follow: Callable[..., ListedTraining]
) -> None:
    page.runs.opened.emit(listed(page, project)[0])
    training = follow(whole()[:5], waits=True)
    qtbot.waitUntil(lambda: not page.studio.activities.findChildren(QThread))
    assert page.view.is_live
    training.force_stop()


def test_who_is_sent_to_the_training_at_work_sees_no_older_one(
    qtbot: QtBot, page: TrainPage, project: Project, follow: Callable[..., ListedTraining]
) -> None:
    page.runs.opened.emit(listed(page, project)[0])
    qtbot.waitUntil(page.view.isVisible)
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    training = ListedTraining(whole()[:5], waits=True)
    page.studio.training.follow(training, path, record([]))
    window = page.window()
    assert isinstance(window, MainWindow)
    assert not page.view.is_live
    window.go_to("train/at-work")
    assert page.view.is_live
    training.force_stop()


def listed(page: TrainPage, project: Project) -> list[RunRow]:
    """Two finished trainings, as the list has them."""
    for accuracy in (0.7, 0.8):
        write_training(project.runs.next_run_dir("classifier"), "quick", accuracy)
    page.refresh(Change.ALL)
    return page.runs.model.rows


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_real_training_pauses_resumes_and_writes_a_model(
    qtbot: QtBot, page: TrainPage, project: Project
) -> None:
    bring_in_more(project)
    page.refresh(Change.ALL)
    page.setup.cards["standard"].click()
    page.setup.more.setChecked(True)
    for form in (page.setup.advanced.classifier, page.setup.advanced.language_model):
        form.editors["epochs"].setText("4")  # type: ignore[union-attr]
    page.setup.advanced.classifier.editors["min_steps"].setText("4")  # type: ignore[union-attr]
    page.start.click()
    desk = page.studio.training
    path = desk.path
    assert path is not None
    qtbot.waitUntil(lambda: READING in desk.record.histories, timeout=120_000)
    page.view.controls.pause.click()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=60_000)
    assert project.runs.get(path).state is RunState.PAUSED
    page.view.resume.click()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=240_000)
    assert project.runs.get(path).state is RunState.FINISHED
    assert isinstance(desk.record.ended, RunFinished)
    assert Training(path).model_path.is_file()
    taught = (TaughtRecord.read(Training(path).taught_path) or TaughtRecord([])).documents
    labels = {document.id: document.labels for document in project.training_set()}
    assert dict(taught).items() <= labels.items()
    assert len(taught) == desk.record.ended.metrics["n_train"]
    assert page.studio.workspace.counts().n_classifiers == 1
