"""By the Tab key alone one comes to everything that can be used, and away from it again."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QMenuBar,
    QRadioButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.dialogs.rate_finder import RateFinder
from app.main_window import MainWindow
from app.models.rate_search import RateSearch
from app.notices import NoticeAction
from app.pages.label_page import LabelPage
from app.pages.train_page import TrainPage
from app.pages.use_page import UsePage
from app.studio import Studio
from app.tasks.activity import Activity
from tests.gui.test_accessible import STEPS, base_builder, compared_labels, is_part, name_of
from tests.gui.training_events import record, whole
from ulmfit_core.training.rate_curve import RateCurve

MOST_PRESSES = 400


def reached(qtbot: QtBot, window: QWidget) -> list[QWidget]:
    """What has the keyboard while Tab is pressed, one after the other, until it comes round."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isAncestorOf(QApplication.focusWidget() or window))
    seen: list[QWidget] = []
    for _ in range(MOST_PRESSES):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in seen:
            assert widget is not seen[-1], f"Tab stays in {name_of(widget)}"
            return seen
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come round: {seen[-5:]}")


def usable(window: QWidget) -> list[QWidget]:
    """What waits for the keyboard; of choices that exclude one another the arrows reach others."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and not is_part(widget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(widget, QMenuBar | QTabWidget)
        if not isinstance(widget.parent(), QAbstractScrollArea)
    ]


def is_one_of_a_group(widget: QWidget) -> bool:
    siblings = getattr(widget, "group", lambda: None)()
    return isinstance(widget, QRadioButton) or bool(
        getattr(widget, "autoExclusive", lambda: False)()
        or (siblings is not None and siblings.exclusive())
    )


def missed(qtbot: QtBot, window: QWidget) -> list[str]:
    found = reached(qtbot, window)
    return [
        f"{type(widget).__name__} {name_of(widget)!r}"
        for widget in usable(window)
        if widget not in found and not is_one_of_a_group(widget)
    ]


def in_turn(qtbot: QtBot, window: QWidget, *widgets: QWidget) -> list[str]:
    """Those of ``widgets`` that Tab comes to, from the first on."""
    qtbot.waitUntil(lambda: all(widget.isVisible() and widget.isEnabled() for widget in widgets))
    widgets[0].setFocus()
    seen = reached(qtbot, window)
    return [name_of(widget) for widget in seen if widget in widgets]


def traps(root: QWidget) -> list[str]:
    """The tables, seen or not, in which Tab goes from cell to cell without end."""
    tables = root.findChildren(QAbstractItemView)
    return [name_of(table) for table in tables if table.tabKeyNavigation()]


def rate_finder(parent: QWidget) -> RateFinder:
    """After two of its steps."""
    search, curve = RateSearch(), RateCurve(60, 1e-5, 1.0)
    for loss in (2.0, 1.9):
        search.take(curve.add(loss))
    return RateFinder("Classifier", search, Activity(""), parent)


@pytest.mark.parametrize("step", STEPS)
def test_tab_reaches_all_of_a_page(qtbot: QtBot, full: MainWindow, step: str) -> None:
    full.go_to(step)
    qtbot.wait(50)
    assert missed(qtbot, full) == []


def test_tab_reaches_every_setting_and_a_notice(
    qtbot: QtBot, full: MainWindow, studio: Studio
) -> None:
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    page.setup.more.setChecked(True)
    studio.notices.success("Done", NoticeAction("Undo", lambda: None))
    assert missed(qtbot, full) == []


@pytest.mark.parametrize("step", STEPS)
def test_tab_is_caught_in_no_table_of_a_page(full: MainWindow, step: str) -> None:
    full.go_to(step)
    assert traps(full) == []


def test_tab_is_caught_in_no_table_of_a_dialog(everything: MainWindow, studio: Studio) -> None:
    for dialog in (
        base_builder(studio, everything),
        compared_labels(everything),
        rate_finder(everything),
    ):
        assert traps(dialog) == []


def test_tab_leaves_the_numbers_of_a_training(qtbot: QtBot, full: MainWindow) -> None:
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    page.view.show_record("Training 1", record(whole()), live=False)
    page._views.setCurrentWidget(page.view)
    page.view.table_button.click()
    assert missed(qtbot, full) == []


def test_tab_leaves_the_numbers_of_the_rate_finder(qtbot: QtBot, window: MainWindow) -> None:
    finder = rate_finder(window)
    finder.show()
    finder.table_button.click()
    assert missed(qtbot, finder) == []


def test_tab_goes_down_the_choice_of_columns(qtbot: QtBot, full: MainWindow) -> None:
    full.go_to("use")
    page = full.page()
    assert isinstance(page, UsePage)
    columns = page.columns
    for names in (["a"], ["id", "question", "kind"]):
        columns.ask("f.csv", names, names[:1], has_header=True)
    below = (*columns.boxes, columns.html, columns.cancel, columns.go_on, page.trial.field)
    names = [name_of(widget) for widget in (columns.header, *below)]
    assert in_turn(qtbot, full, columns.header, *below) == names


def test_tab_goes_from_the_text_to_its_labels(
    qtbot: QtBot, full: MainWindow, studio: Studio
) -> None:
    project = studio.workspace.project
    studio.workspace.notify(project.annotations.label([1], [project.labels.all()[0].id]))
    full.go_to("label")
    page = full.page()
    assert isinstance(page, LabelPage)
    reading, panel = page.reading, page.panel
    buttons = {made.text(): made for _, made in reading._actions}
    rows = [made.parentWidget() for made in panel.buttons.values()]
    labels = [row.findChildren(QAbstractButton) for row in rows if row is not None]
    widgets = (
        reading.reader,
        *(buttons[name] for name in ("Skip", "Flag")),
        reading.decisions,
        *itertools.chain(*labels),
        panel.field,
        panel.task,
    )
    assert in_turn(qtbot, full, *widgets) == [name_of(widget) for widget in widgets]


def test_tab_comes_to_the_parts_of_a_training_before_their_curves(
    qtbot: QtBot, full: MainWindow, studio: Studio
) -> None:
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    view = page.view
    view.show_record("Training 1", record(whole()), live=True)
    page._views.setCurrentWidget(view)
    parts, below = view.phases.buttons(), (view.table_button, view.charts.currentWidget())
    seen = in_turn(qtbot, full, view.controls.pause, *parts, *below)
    assert seen[1] in {part.text() for part in parts}
    assert seen[-2:] == [name_of(widget) for widget in below]


def test_tab_comes_to_what_stops_an_activity_at_the_foot_of_the_steps(
    qtbot: QtBot, full: MainWindow, studio: Studio
) -> None:
    full.go_to("use")
    page = full.page()
    assert isinstance(page, UsePage)
    activity = studio.activities.add(Activity("Training"))
    (row,) = full.sidebar.panel.rows()
    widgets = (full.sidebar.buttons["use"], row.stop_button, page.label_file)
    assert in_turn(qtbot, full, *widgets) == [name_of(widget) for widget in widgets]
    activity.end()
