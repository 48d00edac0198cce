from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAccessible, QAccessibleInterface, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

import app.main_window
from app.main_window import MainWindow
from app.notices import Notice
from app.operations.labelling import skip_one
from app.pages.page import Page
from app.pages.train_page import TrainPage
from app.preferences import Preferences
from app.steps import Step
from app.studio import Studio
from app.tasks.activity import Activity
from app.workspace import Change
from tests.gui.conftest import fill, label_enough
from tests.gui.training_events import write_training
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.project.project import Project
from ulmfit_core.training.events import RunStarted, TrainingEvent

CONTROL = Qt.KeyboardModifier.ControlModifier


class RecordingPage(Page):
    """Writes down what the window tells it."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self.told: list[object] = []
        self.taken: list[Path] = []
        self.did: list[str] = []
        self.primary = self.set_primary("Do it", lambda: self.did.append("it"), "Ctrl+Return")

    def enter(self) -> None:
        self.told.append("enter")

    def leave(self) -> None:
        self.told.append("leave")

    def refresh(self, change: Change) -> None:
        self.told.append(change)

    def take_files(self, paths: list[Path]) -> bool:
        self.taken += paths
        return True


@pytest.fixture
def with_pages(qtbot: QtBot, studio: Studio) -> MainWindow:
    made = MainWindow(studio, {"import": RecordingPage, "label": RecordingPage})
    qtbot.addWidget(made)
    made.show()
    return made


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def recording(window: MainWindow) -> RecordingPage:
    page = window.page()
    assert isinstance(page, RecordingPage)
    return page


def test_undo_on_a_step_that_shows_nothing_of_it_says_what(
    qtbot: QtBot, window: MainWindow, studio: Studio, project: Project
) -> None:
    skip_one(studio, 5)
    window.go_to("evaluate")
    with qtbot.waitSignal(studio.notices.posted) as posted:
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert posted.args[0].text == "Undone: skipping"
    with qtbot.waitSignal(studio.notices.posted) as posted:
        qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL)
    assert posted.args[0].text == "Redone: skipping"


def test_without_a_project_there_is_the_start(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert not window.sidebar.isVisible()
    assert not window.menus.close_project.isEnabled()


def test_the_sidebar_of_large_text_leaves_a_small_window_its_page(
    window: MainWindow, project: Project
) -> None:
    usual = window.sidebar.width()
    window.resize(960, 640)
    assert window.sidebar.width() == usual
    window.studio.preferences.update(text_size=175)
    assert usual < window.sidebar.width() < 0.3 * window.width()
    window.resize(1680, 640)
    assert window.sidebar.width() > 1.7 * usual


def test_the_sidebar_follows_the_project(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "p", "Letters")
    buttons = window.sidebar.buttons
    assert window.sidebar.project_name.whole() == "Letters"
    assert buttons["label"].state == "Needs texts"
    assert not buttons["import"].is_done
    fill(studio.workspace.project)
    studio.workspace.project.annotations.clear([3, 4])
    studio.workspace.notify(Change.DOCUMENTS | Change.ANNOTATIONS)
    qtbot.waitUntil(lambda: buttons["import"].is_done)
    assert buttons["import"].state == "6 texts"
    assert buttons["label"].state == "2 of 6 labelled"
    assert buttons["train"].state == "Needs labels"
    studio.workspace.notify(label_enough(studio.workspace.project))
    qtbot.waitUntil(lambda: buttons["label"].is_done)
    assert buttons["train"].state == "Ready to train"
    assert "done" in buttons["label"].accessibleDescription()


def test_a_single_label_is_told_to_be_one(
    window: MainWindow, studio: Studio, project: Project
) -> None:
    only = project.labels.all()[0].id
    studio.workspace.notify(project.annotations.label([1, 2, 3, 4], [only]))
    window.go_to("train")
    assert "All labelled texts have the same label so far" in window.pages.waiting.sentence.text()


def test_labels_too_few_to_hold_a_text_out_are_told_to_be(
    window: MainWindow, studio: Studio, project: Project
) -> None:
    studio.workspace.notify(project.annotations.clear([3, 4]))
    window.go_to("train")
    assert "those of different texts as well" in window.pages.waiting.sentence.text()


def test_a_step_that_waits_says_for_what_and_leads_there(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "p", "Letters")
    qtbot.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert window.pages.front == "train"
    assert window.pages.waiting.title.text() == "Nothing to learn from yet"
    qtbot.mouseClick(window.pages.waiting.button, Qt.MouseButton.LeftButton)
    assert window.pages.front == "import"
    assert window.sidebar.buttons["import"].isChecked()


def test_trainings_stay_in_reach_where_their_texts_are_gone(
    qtbot: QtBot, everything: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "p", "Letters")
    write_training(studio.workspace.project.runs.next_run_dir("classifier"), "quick", None)
    studio.workspace.notify(Change.RUNS)
    everything.go_to("train")
    page = everything.page()
    assert isinstance(page, TrainPage)
    qtbot.waitUntil(page.runs.isVisible)
    assert page.readiness.text().startswith("Import texts first")
    assert not page.start.isEnabled()
    fill(studio.workspace.project)
    label_enough(studio.workspace.project)
    studio.workspace.notify(Change.ALL)
    qtbot.waitUntil(page.start.isEnabled)


def test_steps_are_reached_by_keys_alone(
    qtbot: QtBot, window: MainWindow, project: Project
) -> None:
    keys = {"use": Qt.Key.Key_5, "label": Qt.Key.Key_2, "import": Qt.Key.Key_1}
    for key, place in keys.items():
        qtbot.keyClick(window, place, CONTROL)
        assert window.pages.front == key
    window.sidebar.buttons["import"].setFocus()
    qtbot.keyClick(window.sidebar.buttons["import"], Qt.Key.Key_Down)
    focused = QApplication.focusWidget()
    assert focused is window.sidebar.buttons["label"]
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert window.pages.front == "label"


def test_the_start_is_walked_through_by_tab(qtbot: QtBot, window: MainWindow) -> None:
    window.start.sample.setFocus()
    for expected in (window.start.new, window.start.open):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected


def test_a_project_opens_at_the_first_step_not_done(
    with_pages: MainWindow, project: Project, studio: Studio
) -> None:
    label_enough(project)
    folder = project.folder
    studio.workspace.close()
    assert with_pages.start.isVisible()
    studio.workspace.open(folder)
    assert with_pages.pages.front == "train"


def test_pages_hear_of_coming_going_and_changes(
    qtbot: QtBot, with_pages: MainWindow, project: Project, studio: Studio
) -> None:
    with_pages.go_to("label")
    page = recording(with_pages)
    assert page.told == ["enter", Change.ALL]
    studio.workspace.notify(Change.LABELS)
    studio.workspace.notify(Change.ANNOTATIONS)
    qtbot.waitUntil(lambda: len(page.told) == 3)
    assert page.told[2] == Change.LABELS | Change.ANNOTATIONS
    with_pages.go_to("import")
    assert page.told[3:] == ["leave"]
    with_pages.go_to("label")
    assert recording(with_pages) is page


def test_the_page_s_actions_are_commands_while_it_is_in_front(
    qtbot: QtBot, with_pages: MainWindow, project: Project
) -> None:
    with_pages.go_to("label")
    page = recording(with_pages)
    page.primary.click()
    with_pages.palette_box.open()
    assert with_pages.palette_box.shown().count("Do it") == 1
    qtbot.keyClicks(with_pages.palette_box.field, "do it")
    qtbot.keyClick(with_pages.palette_box.field, Qt.Key.Key_Return)
    assert page.did == ["it", "it"]
    with_pages.go_to("use")
    with_pages.palette_box.open()
    assert "Do it" not in with_pages.palette_box.shown()


def test_each_project_has_its_own_pages(
    with_pages: MainWindow, project: Project, studio: Studio, tmp_path: Path
) -> None:
    with_pages.go_to("import")
    before = recording(with_pages)
    studio.workspace.create(tmp_path / "other", "Other")
    assert recording(with_pages) is not before


def test_a_dropped_file_goes_to_the_page_in_front(
    with_pages: MainWindow, project: Project, tmp_path: Path
) -> None:
    with_pages.go_to("import")
    drop(with_pages, tmp_path / "a.csv")
    assert recording(with_pages).taken == [tmp_path / "a.csv"]


def test_a_dropped_file_goes_to_the_import_from_anywhere_else(
    with_pages: MainWindow, project: Project, tmp_path: Path
) -> None:
    with_pages.go_to("use")
    drop(with_pages, tmp_path / "a.csv", tmp_path / "b.csv")
    assert with_pages.pages.front == "import"
    assert recording(with_pages).taken == [tmp_path / "a.csv", tmp_path / "b.csv"]


@pytest.mark.parametrize("part", ["", "project.sqlite"])
def test_a_dropped_project_is_opened(
    window: MainWindow, studio: Studio, tmp_path: Path, part: str
) -> None:
    Project.create(tmp_path / "p", "Letters").close()
    drop(window, tmp_path / "p" / part)
    assert studio.workspace.project.name == "Letters"
    assert studio.preferences.values.recent == (str(tmp_path / "p"),)


def test_undo_and_redo_name_what_they_do(
    qtbot: QtBot, window: MainWindow, project: Project, studio: Studio
) -> None:
    studio.workspace.notify(project.annotations.skip([5]))
    qtbot.waitUntil(lambda: window.menus.undo.text() == "Undo skipping")
    assert not window.menus.redo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: window.menus.redo.text() == "Redo skipping")
    assert project.documents.counts().n_skipped == 0
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert project.documents.counts().n_skipped == 1


def test_a_notice_is_shown_in_the_corner(window: MainWindow, studio: Studio) -> None:
    studio.notices.warning("Twelve rows were left out.")
    assert [toast.notice.text for toast in window.toasts.toasts()] == ["Twelve rows were left out."]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The questions of the window, each answered by no."""
    questions: list[tuple[str, ...]] = []

    def ask(parent: object, *words: str) -> bool:
        questions.append(words)
        return False

    monkeypatch.setattr(app.main_window, "ask", ask)
    return questions


def test_a_notice_lies_above_what_comes_after_it(
    window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.notices.warning("Look at this")
    studio.workspace.create(tmp_path / "other", "Other")
    above = [child for child in window.children() if isinstance(child, QWidget)]
    assert above.index(window.toasts) > above.index(window.centralWidget())


def test_a_screen_reader_finds_a_notice_and_what_puts_it_away(
    window: MainWindow, studio: Studio
) -> None:
    studio.notices.warning("Look at this")
    assert {"Look at this", "Put away"} <= set(heard(QAccessible.queryAccessibleInterface(window)))


def heard(face: QAccessibleInterface) -> Iterator[str]:
    """The names of everything below, as it is found from the window down."""
    yield face.text(QAccessible.Text.Name)
    for place in range(face.childCount()):
        yield from heard(face.child(place))


def test_closing_says_what_becomes_of_what_runs(
    window: MainWindow, studio: Studio, asked: list[tuple[str, ...]]
) -> None:
    losses = ("The import is taken back.", "It is paused.", "It is paused.", "")
    running = [studio.activities.add(Activity("Work", if_stopped=loss)) for loss in losses]
    assert not window.close()
    assert asked == [
        (
            "3 activities are not finished.",
            "The import is taken back.\nIt is paused.",
            "Stop and quit",
        )
    ]
    for activity in running:
        activity.end()
    assert window.close()


def test_closing_goes_on_when_the_answer_is_yes(
    window: MainWindow, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.main_window, "ask", lambda *words: True)
    activity = studio.activities.add(Activity("Training", if_stopped="It is paused."))
    assert window.close()
    activity.end()


def test_closing_does_not_ask_about_what_is_no_loss(
    window: MainWindow, studio: Studio, project: Project, asked: list[tuple[str, ...]]
) -> None:
    begun, over = threading.Event(), threading.Event()

    def prepare(job: PrepareJob) -> Iterator[TrainingEvent]:
        try:
            while True:
                begun.set()
                yield RunStarted(job.kind, 1, ())
        finally:
            over.set()

    studio.suggestions.preparer.prepare = prepare
    studio.suggestions.get_ready()
    assert studio.activities.running
    begun.wait()
    assert window.close()
    assert over.is_set()
    assert asked == []


def test_the_window_opens_where_it_was(qtbot: QtBot, studio: Studio, tmp_path: Path) -> None:
    def settings() -> QSettings:
        return QSettings(str(tmp_path / "geometry.ini"), QSettings.Format.IniFormat)

    first = MainWindow(studio, {}, settings())
    qtbot.addWidget(first)
    first.resize(1011, 707)
    first.show()
    first.close()
    second = MainWindow(studio, {}, settings())
    qtbot.addWidget(second)
    assert second.height() == 707  # the width is more than this screen has


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_recent_projects_are_offered_at_the_start(
    qtbot: QtBot,
    window: MainWindow,
    studio: Studio,
    tmp_path: Path,
    preferences: Preferences,
    key: Qt.Key,
) -> None:
    Project.create(tmp_path / "here", "Here").close()
    preferences.remember(tmp_path / "gone")
    preferences.remember(tmp_path / "here", "Here?")
    model = window.start.recent.model()
    assert [model.index(row, 0).data() for row in range(2)] == ["Here?", "gone"]
    window.start.recent.setCurrentIndex(model.index(1, 0))
    qtbot.keyClick(window.start.recent, key)
    assert preferences.values.recent == (str(tmp_path / "here"),)
    window.start.recent.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(window.start.recent, Qt.Key.Key_Return)
    assert studio.workspace.project.name == "Here"


def test_the_menu_names_a_recent_project_as_it_is_called(
    window: MainWindow, tmp_path: Path, preferences: Preferences
) -> None:
    preferences.remember(tmp_path / "R&D")
    preferences.remember(tmp_path / "B- -C-", "B? <C>")
    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()] == ["B? <C>", "R&&D"]


def test_a_recent_project_on_a_disk_that_does_not_answer_is_not_there(
    window: MainWindow, tmp_path: Path, preferences: Preferences
) -> None:
    preferences.remember(tmp_path / ("n" * 300))  # the system refuses to look, as on a dead share
    assert [project.is_there for project in window.start.recent.items()] == [False]


def test_a_recent_project_that_is_gone_can_be_taken_off(
    window: MainWindow, studio: Studio, tmp_path: Path, preferences: Preferences
) -> None:
    preferences.remember(tmp_path / "gone")
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    window.start.project_chosen.emit(tmp_path / "gone")
    assert not studio.workspace.is_open
    assert "There is no project in" in posted[0].text
    posted[0].actions[0].run()
    assert preferences.values.recent == ()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("percent", [85, 175])
def test_nothing_is_wider_than_the_smallest_window(
    qapp: QApplication, window: MainWindow, project: Project, theme: str, percent: int
) -> None:
    window.studio.preferences.update(theme=theme, text_size=percent)
    window.resize(window.minimumSize())
    for key in window.sidebar.buttons:
        window.go_to(key)
        qapp.sendPostedEvents()
        assert window.minimumSizeHint().width() <= window.minimumWidth()


def test_keys_put_notices_away_the_newest_first(
    qtbot: QtBot, window: MainWindow, studio: Studio
) -> None:
    studio.notices.warning("first")
    studio.notices.warning("second")
    qtbot.keyClick(window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    assert [toast.notice.text for toast in window.toasts.toasts()] == ["first"]


def test_the_keyboard_goes_to_the_step_in_front(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "p", "Letters")
    qtbot.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert QApplication.focusWidget() is window.pages.waiting.button
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert window.pages.front == "import"


def test_a_page_has_the_keyboard_when_it_comes(
    qtbot: QtBot, with_pages: MainWindow, project: Project
) -> None:
    qtbot.keyClick(with_pages, Qt.Key.Key_2, CONTROL)
    assert with_pages.focusWidget() is recording(with_pages)
