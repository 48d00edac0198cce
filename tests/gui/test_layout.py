"""Nothing is cut off: no word of a label or a button, in a small window, or large.

In German, whose words are the longer ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.application import install_translations
from app.dialogs.about import AboutDialog
from app.dialogs.new_project import NewProjectDialog
from app.dialogs.preferences import PreferencesDialog
from app.main_window import MainWindow
from app.pages.import_page import ImportPage
from app.pages.train_page import TrainPage
from app.pages.use_page import UsePage
from app.widgets.buttons import button
from app.widgets.label_counts import LabelCounts
from app.widgets.share_table import ShareTable
from app.widgets.texts import ElidedLabel
from app.workspace import Change
from tests.gui.test_accessible import STEPS, base_builder, compared_labels
from tests.gui.training_events import (
    READING,
    language_model,
    record,
    whole,
    write_training,
)
from ulmfit_core.evaluation.intervals import Interval
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import CountedGroup


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translators = install_translations(qapp, "de")
    yield
    for translator in translators:
        qapp.removeTranslator(translator)


@pytest.fixture(params=[(960, 100), (1180, 130), (1500, 175)], ids=["narrow", "large", "largest"])
def window(everything: MainWindow, request: pytest.FixtureRequest) -> MainWindow:
    """A window as wide as it has to be for words of that size, in percent."""
    width, text_size = request.param
    everything.studio.preferences.update(text_size=text_size)
    everything.resize(width, 700)
    return everything


def cut(root: QWidget) -> list[str]:
    """The words that are larger than their place, or reach over the edge of the window."""
    return [
        f"{type(widget).__name__} {widget.text()!r}"
        for kind in (QLabel, QPushButton, QCheckBox)
        for widget in root.findChildren(kind)
        if widget.isVisible() and (is_narrow(widget) or is_outside(widget))
    ]


def is_narrow(widget: QLabel | QPushButton | QCheckBox) -> bool:
    if isinstance(widget, ElidedLabel):
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height()
    return widget.sizeHint().width() > widget.width()


def is_outside(widget: QWidget) -> bool:
    window = widget.window()
    return widget.mapTo(window, widget.rect().topRight()).x() > window.width()


def settle(qtbot: QtBot, root: QWidget) -> None:
    """Words that come late find their place soon."""

    def all_fits() -> None:
        assert cut(root) == []

    qtbot.wait(100)
    qtbot.waitUntil(all_fits)


@pytest.mark.usefixtures("german", "window")
def test_the_pages_show_all_their_words(qtbot: QtBot, full: MainWindow) -> None:
    for step in STEPS:
        full.go_to(step)
        settle(qtbot, full)


@pytest.fixture(params=[130, 150, 175])
def small(everything: MainWindow, request: pytest.FixtureRequest) -> MainWindow:
    """A window that stays small however large its words are."""
    everything.studio.preferences.update(text_size=request.param)
    everything.resize(1024, 700)
    return everything


def shows_all_across(qtbot: QtBot, window: MainWindow) -> None:
    """No word is cut, and nothing lies beyond the right edge of what scrolls."""
    settle(qtbot, window)
    for area in window.findChildren(QScrollArea):
        qtbot.waitUntil(
            lambda a=area: not a.isVisible() or a.horizontalScrollBar().maximum() == 0,
            timeout=5000,
        )


@pytest.mark.usefixtures("german", "small")
def test_a_small_window_shows_all_words_of_its_pages(qtbot: QtBot, full: MainWindow) -> None:
    runs = full.studio.workspace.project.runs
    write_training(runs.next_run_dir("classifier"), "thorough", None)  # paused
    full.studio.workspace.notify(Change.RUNS)
    for step in STEPS:
        full.go_to(step)
        shows_all_across(qtbot, full)


@pytest.mark.usefixtures("german")
def test_a_small_window_shows_all_words_before_there_is_a_text(
    qtbot: QtBot, small: MainWindow, tmp_path: Path
) -> None:
    shows_all_across(qtbot, small)
    small.studio.workspace.create(tmp_path / "empty", "Empty")
    small.go_to("import")
    shows_all_across(qtbot, small)
    page = small.page()
    assert isinstance(page, ImportPage)
    page.source.paste.click()
    shows_all_across(qtbot, small)


@pytest.mark.usefixtures("german", "window")
def test_trainings_side_by_side_show_all_their_words(qtbot: QtBot, full: MainWindow) -> None:
    full.resize(960, 500)
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    for preset in ("standard", "thorough"):
        write_training(page.studio.workspace.project.runs.next_run_dir("classifier"), preset, 0.9)
    page.refresh(Change.RUNS)
    page.runs.table.selectAll()
    page.runs.compare.click()
    qtbot.waitUntil(page.comparison.isVisible)
    settle(qtbot, full)


def go_to_at_largest_text(full: MainWindow, step: str) -> None:
    full.studio.preferences.update(text_size=175)
    full.resize(960, 500)
    full.go_to(step)


def never_scrolls_sideways(qtbot: QtBot, page: QWidget) -> None:
    area = page.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0, timeout=5000)


@pytest.mark.usefixtures("german")
def test_at_the_largest_text_use_is_as_wide_as_a_small_window(
    qtbot: QtBot, full: MainWindow
) -> None:
    go_to_at_largest_text(full, "use")
    page = full.pages.currentWidget()
    assert isinstance(page, UsePage)
    qtbot.waitUntil(page.box.take_labels.isVisible)  # the model is open
    never_scrolls_sideways(qtbot, page)


@pytest.mark.usefixtures("german", "window")
def test_counted_labels_show_all_their_words(qtbot: QtBot, full: MainWindow) -> None:
    full.go_to("use")
    page = full.page()
    assert isinstance(page, UsePage)
    qtbot.waitUntil(page.box.take_labels.isVisible)  # the model is open
    show_groups(page.counts)
    settle(qtbot, full)
    shows_all_its_words(page.counts.table)
    page.counts.way.setCurrentIndex(0)
    page.counts.way.activated.emit(0)
    settle(qtbot, full)
    shows_all_its_words(page.counts.table)


def show_groups(view: LabelCounts) -> None:
    """Of 16 parts of a country, with 20 labels."""
    interval = Interval(110_000.0, 140_000.0)
    names = tuple(f"Kündigung {n}" for n in range(20))
    counts = tuple(LabelCount(name, 130_000, 123_456.0, interval) for name in names)
    whole = CountedGroup("Mecklenburg", 400_000, 1_000, (130_000,) * 20, counts)
    by = CountsBy("Bundesland", "value", (whole,) * 16)
    view.show_counts(CountedLabels(names, whole, 5_000, (by,)))
    view.way.setCurrentIndex(1)
    view.way.activated.emit(1)


def shows_all_its_words(table: ShareTable) -> None:
    assert table.isVisible()
    assert table.horizontalHeader().length() <= table.viewport().width()
    for column in range(table.columnCount()):
        width, rows = table.columnWidth(column), range(table.rowCount())
        indices = (table.model().index(row, column) for row in rows)
        widths = [table.sizeHintForIndex(index).width() for index in indices]
        assert max(widths) <= width or table.isColumnHidden(column)


@pytest.mark.usefixtures("german")
def test_at_the_largest_text_counted_groups_leave_columns_out(
    qtbot: QtBot, full: MainWindow
) -> None:
    go_to_at_largest_text(full, "use")
    page = full.page()
    assert isinstance(page, UsePage)
    qtbot.waitUntil(page.box.take_labels.isVisible)  # the model is open
    show_groups(page.counts)
    settle(qtbot, full)
    table = page.counts.table
    shown = [not table.isColumnHidden(column) for column in range(table.columnCount())]
    assert shown == [True, False, False, True, True, False]
    full.resize(1900, 900)
    settle(qtbot, full)
    assert not any(table.isColumnHidden(column) for column in range(table.columnCount()))


@pytest.mark.parametrize("with_settings", [False, True])
@pytest.mark.usefixtures("german")
def test_at_the_largest_text_what_to_train_is_as_wide_as_a_small_window(
    qtbot: QtBot, full: MainWindow, with_settings: bool
) -> None:
    go_to_at_largest_text(full, "train")
    page = full.page()
    assert isinstance(page, TrainPage)
    page.setup.more.setChecked(with_settings)
    never_scrolls_sideways(qtbot, page)


@pytest.mark.parametrize(("text_size", "width"), [(130, 1024), (150, 1024), (175, 960)])
@pytest.mark.usefixtures("german")
def test_a_training_at_work_shows_all_its_words(
    qtbot: QtBot, full: MainWindow, text_size: int, width: int
) -> None:
    full.studio.preferences.update(text_size=text_size)
    full.resize(width, 640)
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    reading = record([(READING, event) for event in list(language_model())[:150]])
    for seen in (reading, record(whole()[:400])):
        page.view.show_record("Training 1", seen, live=True)
        page._views.setCurrentWidget(page.view)
        settle(qtbot, page)
        plots = (page.view.charts.loss, page.view.charts.figure)
        assert [plot.value.text() for plot in plots] == [plot.value.whole() for plot in plots]


@pytest.mark.usefixtures("german")
def test_the_start_screen_shows_all_its_words(qtbot: QtBot, window: MainWindow) -> None:
    settle(qtbot, window)


@pytest.mark.usefixtures("german")
def test_the_dialogs_show_all_their_words(qtbot: QtBot, window: MainWindow) -> None:
    studio = window.studio
    for dialog in (
        PreferencesDialog(studio.preferences, studio.notices, window),
        AboutDialog(window),
        NewProjectDialog(window),
        base_builder(studio, window),
        compared_labels(window),
    ):
        dialog.show()
        settle(qtbot, dialog)
        dialog.close()


def test_a_button_has_room_for_its_words_when_it_is_checked(
    qtbot: QtBot, everything: MainWindow
) -> None:
    made = button("Language model", "segment", parent=everything)
    made.setCheckable(True)
    made.show()
    free = made.sizeHint().width() - made.fontMetrics().horizontalAdvance(made.text())
    made.setChecked(True)
    words = made.fontMetrics().horizontalAdvance(made.text())
    assert made.sizeHint().width() - words >= free - 1


def test_a_button_is_never_lower_than_its_words(qtbot: QtBot, everything: MainWindow) -> None:
    everything.studio.preferences.update(text_size=175)
    made = button("Label", parent=everything)
    made.show()
    assert made.minimumHeight() >= made.fontMetrics().height() + 14
