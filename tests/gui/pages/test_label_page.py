from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import Notice
from app.operations import history, labels
from app.pages.label_page import LabelPage
from app.widgets.label_menu import LabelMenu
from app.workspace import Change
from tests.gui.pages.labelling import names, press, project_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.importing import ImportSettings

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(label_page: LabelPage) -> LabelPage:
    return label_page


def test_an_offer_leaves_the_text_where_it_is(qtbot: QtBot, page: LabelPage) -> None:
    reader, bar = page.reading.reader, page.suggestions.full_run.bar
    before = reader.mapTo(page, QPoint())
    bar.offer("Your labels are enough.", "It trains beside your work.")
    qtbot.waitUntil(lambda: bar.isVisible() and bar.height() > bar.accept.height())
    assert reader.mapTo(page, QPoint()) == before


def test_one_press_labels_and_goes_on(qtbot: QtBot, page: LabelPage) -> None:
    seen = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1)
    assert [names(page, id_) for id_ in seen] == [["praise"], ["blame"], ["praise"]]
    assert len(set(seen)) == 3
    assert page.document is not None
    assert page.document.id not in seen
    qtbot.waitUntil(lambda: page.bar.left.text() == "24 left")
    qtbot.waitUntil(lambda: [b.count for b in page.panel.buttons.values()] == [2, 1])


def test_the_queue_never_shows_the_test_set(qtbot: QtBot, page: LabelPage) -> None:
    locked = set(project_of(page).documents.document_ids(DocumentFilter(is_test=True)))
    seen = press(qtbot, page, *[Qt.Key.Key_1] * 27)
    assert len(locked) == 3
    assert not locked & set(seen)
    assert page.views.done.isVisible()
    assert page.queue_choice.isVisible()
    page.queue_choice.setCurrentIndex(page.queue_choice.findData("test"))
    page.queue_choice.activated.emit(1)
    qtbot.waitUntil(lambda: page.document is not None)
    assert page.document is not None
    assert page.document.is_test


def test_where_all_is_labelled_it_leads_on_unless_a_training_lacks_something(
    qtbot: QtBot, page: LabelPage
) -> None:
    project, end = project_of(page), page.views.done
    praise, blame = project.labels.all()
    learnt = project.documents.document_ids(DocumentFilter(is_test=False)).tolist()
    page.studio.workspace.notify(project.annotations.label(learnt, [praise.id]))
    page.show_place("learn")
    qtbot.waitUntil(end.isVisible)
    assert "add a second label" in end.sentence.text()
    assert not end.button.isVisible()
    page.studio.workspace.notify(project.annotations.label(learnt[:9], [blame.id]))
    qtbot.waitUntil(end.button.isVisible)
    with qtbot.waitSignal(page.step_wanted) as wanted:
        end.button.click()
    assert wanted.args == ["train"]


def test_keys_label_as_soon_as_there_is_a_text(qtbot: QtBot, page: LabelPage) -> None:
    """What a window gives the keyboard to before it can show a text does not keep it."""
    page.show_place("skipped")
    page.show_place("learn")
    assert page.document is None
    page.panel.field.setFocus()
    qtbot.waitUntil(lambda: page.document is not None)
    assert page.reading.reader.hasFocus()
    page.show_place("learn")
    assert page.document is None
    page.panel.field.setText("half a na")
    page.panel.field.setFocus()
    qtbot.waitUntil(lambda: page.document is not None)
    assert page.panel.field.hasFocus()


def test_skip_flag_and_back(qtbot: QtBot, page: LabelPage) -> None:
    (skipped,) = press(qtbot, page, Qt.Key.Key_Space)
    (flagged,) = press(qtbot, page, Qt.Key.Key_F)
    first, second = project_of(page).documents.documents([skipped, flagged])
    assert first.status is Status.SKIPPED
    assert second.flagged
    assert press(qtbot, page, Qt.Key.Key_Backspace) == [flagged]
    assert press(qtbot, page, Qt.Key.Key_2) == [skipped]
    assert names(page, skipped) == ["blame"]
    assert page.document is not None
    assert page.document.id == flagged


def test_undo_goes_back_to_the_text_also_after_a_restart(
    qtbot: QtBot, page: LabelPage, opened_label_page: Callable[[], LabelPage]
) -> None:
    first, second = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2)
    again = opened_label_page()
    window = again.window()
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: again.document is not None and again.document.id == second)
    assert names(again, second) == []
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: again.document is not None and again.document.id == first)
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert names(again, first) == ["praise"]


def test_a_recent_decision_can_be_changed(qtbot: QtBot, page: LabelPage) -> None:
    first, _ = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_1)
    assert page.document is not None
    present = page.document.id
    qtbot.waitUntil(lambda: len(page.reading.decisions.items()) == 2)
    assert page.reading.decisions.items()[1].document == first
    page.reading.decisions.chosen.emit(first)
    assert press(qtbot, page, Qt.Key.Key_2) == [first]
    assert names(page, first) == ["blame"]
    assert page.document.id == present


def test_several_labels_wait_for_enter(qtbot: QtBot, page: LabelPage) -> None:
    page.panel.task.setCurrentIndex(1)
    page.panel.task.activated.emit(1)
    qtbot.waitUntil(lambda: page.panel.confirm.isVisible())
    seen = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Return)
    assert len(set(seen)) == 1
    assert names(page, seen[0]) == ["praise", "blame"]
    press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert project_of(page).documents.counts().n_labelled == 2  # the second as "none of them"


def test_texts_that_keep_a_project_from_one_label_each_are_shown(
    page: LabelPage, posted: list[Notice]
) -> None:
    labels.set_task(page.studio, "multi")
    project = project_of(page)
    both = [label.id for label in project.labels.all()]
    for id_, given in ((2, both), (3, both[:1]), (5, [])):
        project.annotations.label([id_], given)
    page.panel.task_set.emit("single")
    assert project.task == "multi"
    assert posted[-1].text == "2 labelled texts have several labels, or none."
    posted[-1].actions[0].run()
    assert [page.browser.model.row_of(row).id for row in range(2)] == [2, 5]  # type: ignore[union-attr]
    project.annotations.label([2, 5], both[:1])
    page.panel.task_set.emit("single")
    assert project.task == "single"


def given(page: LabelPage) -> list[str]:
    return [made.text() for made in page.panel.buttons.values() if made.isChecked()]


def test_a_mark_follows_a_merge_and_one_that_is_gone_is_no_decision(
    qtbot: QtBot, page: LabelPage, posted: list[Notice]
) -> None:
    labels.set_task(page.studio, "multi")
    project = project_of(page)
    praise, blame = project.labels.all()
    labels.add_label(page.studio, "other")
    qtbot.waitUntil(lambda: len(page.panel.buttons) == 3)
    (seen, _) = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_Return)
    page.show_document(seen)
    press(qtbot, page, Qt.Key.Key_3)
    labels.merge_labels(page.studio, praise, blame)
    qtbot.waitUntil(lambda: given(page) == ["blame", "other"])
    history.undo(page.studio)
    qtbot.waitUntil(lambda: given(page) == ["praise", "other"])
    history.redo(page.studio)
    qtbot.waitUntil(lambda: given(page) == ["blame", "other"])
    press(qtbot, page, Qt.Key.Key_Return)
    assert names(page, seen) == ["blame", "other"]
    present = page.document
    assert present is not None
    press(qtbot, page, Qt.Key.Key_3)
    labels.delete_label(page.studio, project.labels.all()[1])
    qtbot.waitUntil(lambda: len(page.panel.buttons) == 1)
    press(qtbot, page, Qt.Key.Key_Return)
    assert posted[-1].text.startswith("The label that was marked is gone.")
    assert page.document == present
    press(qtbot, page, Qt.Key.Key_Return)
    assert project.documents.documents([present.id])[0].status is Status.LABELLED


def test_what_was_marked_for_enter_is_not_shown_as_given_where_one_label_is_the_rule(
    qtbot: QtBot, page: LabelPage
) -> None:
    page.panel.task_set.emit("multi")
    press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2)
    assert [made.isChecked() for made in page.panel.buttons.values()] == [True, True]
    page.panel.task_set.emit("single")
    assert [made.isChecked() for made in page.panel.buttons.values()] == [False, False]
    (seen,) = press(qtbot, page, Qt.Key.Key_2)
    assert names(page, seen) == ["blame"]


def test_there_is_nothing_to_confirm_beside_the_table(qtbot: QtBot, page: LabelPage) -> None:
    page.panel.task.setCurrentIndex(1)
    page.panel.task.activated.emit(1)
    qtbot.waitUntil(lambda: page.panel.confirm.isVisible())
    page.show_table()
    assert not page.panel.confirm.isVisible()
    page.show_reading()
    assert page.panel.confirm.isVisible()


def test_other_steps_are_reached_after_a_label_was_added(qtbot: QtBot, page: LabelPage) -> None:
    """Its actions had stood in the menu, and were gone with the labels before."""
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go_to("label")
    page.panel.added.emit("neutral")
    qtbot.waitUntil(lambda: len(page.panel.buttons) == 3)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.go_to("import")
    window.go_to("label")
    menu = window.menus.step_menu
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()].count("Label: neutral") == 1


@pytest.mark.parametrize("change", ["Move down", "Orange"])
def test_after_a_label_s_menu_the_keys_label_again(
    change: str, qtbot: QtBot, page: LabelPage
) -> None:
    praise, blame = project_of(page).labels.all()
    row = page.panel.buttons[praise.id].parentWidget()
    assert row is not None
    row.findChild(QToolButton).setFocus()
    menu = LabelMenu(praise, [praise, blame], page.panel)
    (action,) = [a for a in menu.findChildren(QAction) if a.text() == change]
    assert action.isEnabled() or change == "Orange"
    action.trigger()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.reading.reader.hasFocus()


def test_a_label_moves_no_further_than_the_end(page: LabelPage) -> None:
    praise, blame = project_of(page).labels.all()
    may = {
        label.name: {
            a.text()
            for a in LabelMenu(label, [praise, blame], page.panel).actions()
            if a.isEnabled()
        }
        for label in (praise, blame)
    }
    assert "Move up" not in may["praise"]
    assert "Move down" in may["praise"]
    assert "Move down" not in may["blame"]


def test_labels_are_renamed_merged_and_deleted_with_their_data(
    qtbot: QtBot, page: LabelPage
) -> None:
    first, second = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2)
    praise, blame = project_of(page).labels.all()
    page.panel.rename(praise)
    qtbot.keyClicks(page.window().focusWidget(), "thanks")
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    assert names(page, first) == ["thanks"]
    page.panel.merged.emit(blame, praise)
    assert names(page, second) == ["thanks"]
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    assert names(page, second) == ["blame"]
    page.panel.deleted.emit(blame)
    assert names(page, second) == []
    qtbot.waitUntil(lambda: list(page.panel.buttons) == [praise.id])


def test_a_project_closed_while_a_label_is_renamed_is_no_trouble(
    qtbot: QtBot, page: LabelPage, posted: list[Notice]
) -> None:
    workspace = page.studio.workspace
    page.panel.rename(project_of(page).labels.all()[0])
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    qtbot.keyClicks(page.window().focusWidget(), "thanks")
    workspace.close()
    assert not workspace.is_open
    assert posted == []


def test_in_a_narrow_window_the_labels_give_way_to_the_table(qtbot: QtBot, page: LabelPage) -> None:
    page.window().resize(960, 640)
    page.show_table()
    qtbot.waitUntil(lambda: page.panel.width() == page.panel.minimumSizeHint().width())
    page.window().resize(1360, 640)
    qtbot.waitUntil(lambda: page.panel.width() == page.panel.maximumWidth())


def test_the_table_of_a_label_that_is_deleted_shows_all_texts_again(
    qtbot: QtBot, page: LabelPage
) -> None:
    page.show_table()
    label = project_of(page).labels.all()[0]
    box = page.browser.label
    box.setCurrentIndex(box.findData(label.id))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page.browser.count.whole() == "0 texts")
    page.panel.deleted.emit(label)
    qtbot.waitUntil(lambda: page.browser.count.whole() == "30 texts")
    assert box.currentText() == "Any label"


def test_the_table_finds_and_labels_many_as_one(qtbot: QtBot, page: LabelPage) -> None:
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.search.setText("2")
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 1)
    page.browser.search.setText("letter")
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.table.select_rows(3, 7)
    page.browser.table.setFocus()
    qtbot.keyClick(page.browser.table, Qt.Key.Key_2)
    assert project_of(page).documents.counts().n_labelled == 5
    qtbot.waitUntil(lambda: page.browser.model.index(3, 1).data() == "blame")
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    assert project_of(page).documents.counts().n_labelled == 0


def test_typing_in_the_search_labels_nothing(qtbot: QtBot, page: LabelPage) -> None:
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.table.select_rows(0, 5)
    page.browser.search.setFocus()
    qtbot.keyClicks(page.browser.search, "12 f")
    assert page.browser.search.text() == "12 f"
    qtbot.keyClick(page.browser.search, Qt.Key.Key_Delete)
    qtbot.keyClick(page.browser.search, Qt.Key.Key_Backspace)
    assert page.browser.search.text() == "12 "
    assert project_of(page).commands.decisions() == []


def test_back_in_the_table_its_filter_holds(qtbot: QtBot, page: LabelPage) -> None:
    """While one works in it, rows stay where they are."""
    model, state = page.browser.model, page.browser.state
    page.show_table()
    state.setCurrentIndex(state.findText("Not labelled"))
    state.activated.emit(state.currentIndex())
    qtbot.waitUntil(lambda: model.rowCount() == 30)
    page.browser.table.select_rows(0, 1)
    page.browser.table.setFocus()
    qtbot.keyClick(page.browser.table, Qt.Key.Key_1)
    assert model.rowCount() == 30
    page.show_document(5)
    press(qtbot, page, Qt.Key.Key_1)
    page.show_table()
    qtbot.waitUntil(lambda: model.rowCount() == 27)


def test_back_in_the_table_a_list_of_texts_is_as_it_was(qtbot: QtBot, page: LabelPage) -> None:
    page.show_documents([3, 9])
    page.show_document(9)
    press(qtbot, page, Qt.Key.Key_1)
    page.show_table()
    qtbot.waitUntil(lambda: not page.studio.activities._tasks)
    assert page.browser.model.rowCount() == 2


def test_a_row_opens_alone(qtbot: QtBot, page: LabelPage) -> None:
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.table.setCurrentIndex(page.browser.model.index(4, 0))
    qtbot.keyClick(page.browser.table, Qt.Key.Key_Return)
    assert page.document is not None
    assert page.document.id == 5


def test_a_text_that_was_searched_for_shows_where_the_word_stands(
    qtbot: QtBot, page: LabelPage
) -> None:
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.search.setText("lett")
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.table.setCurrentIndex(page.browser.model.index(4, 0))
    qtbot.keyClick(page.browser.table, Qt.Key.Key_Return)
    marks = page.reading.reader.extraSelections()
    assert [mark.cursor.selectedText().lower() for mark in marks] == ["lett"]
    press(qtbot, page, Qt.Key.Key_1)
    assert page.reading.reader.extraSelections() == []


def test_coming_back_finds_the_same_text(qtbot: QtBot, page: LabelPage) -> None:
    press(qtbot, page, Qt.Key.Key_1)
    assert page.document is not None
    present = page.document.id
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go_to("import")
    window.go_to("label")
    qtbot.wait(100)
    assert page.document.id == present


@pytest.mark.parametrize("view", ["reading", "table", "progress", "done"])
def test_coming_back_gives_the_keyboard_to_what_is_in_front(
    qtbot: QtBot, page: LabelPage, view: str
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    {
        "reading": page.show_reading,
        "table": page.show_table,
        "progress": page.show_progress,
        "done": lambda: page.show_place("skipped"),
    }[view]()
    qtbot.waitUntil(lambda: not page.views.is_waiting)
    window.go_to("import")
    window.go_to("label")
    expected = {"reading": page.reading.reader, "table": page.browser.table}.get(view, page)
    assert QApplication.focusWidget() is expected


def test_other_pages_can_show_documents(qtbot: QtBot, page: LabelPage) -> None:
    page.browser.search.setText("number 3")
    page.show_documents([7, 3, 9])
    assert [page.browser.model.row_of(row).id for row in range(3)] == [7, 3, 9]  # type: ignore[union-attr]
    page.show_document(9)
    assert page.document is not None
    assert page.document.id == 9


def test_a_text_in_the_place_of_one_that_was_undone_is_shown_anew(
    qtbot: QtBot, page: LabelPage
) -> None:
    """The table and the queue too: as many texts with the same ids came while Import was shown."""
    studio, project, window = page.studio, project_of(page), page.window()
    assert isinstance(window, MainWindow)
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.show_reading()
    window.go_to("import")
    while project.documents.count():
        history.undo(studio)
    rows = [Document(f"Note {i}", (), str(i), "n.csv", i) for i in range(1, 31)]
    for _ in project.import_documents(rows, ImportSettings("n.csv", test_fraction=0.1)):
        pass
    studio.workspace.notify(Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS)
    window.go_to("label")
    qtbot.waitUntil(lambda: page.reading.reader.toPlainText().startswith("Note"))
    assert page.document is not None
    assert page.document.text == page.reading.reader.toPlainText()
    page.show_table()
    qtbot.waitUntil(lambda: str(page.browser.model.index(3, 0).data()) == "Note 4")
