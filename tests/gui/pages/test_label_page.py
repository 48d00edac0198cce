from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.label_page import LabelPage
from app.pages.registry import page_factories
from app.studio import Studio
from app.widgets.label_button import LabelButton
from app.widgets.label_menu import LabelMenu
from tests.gui.conftest import put_away
from tests.gui.views_on_disk import write_views
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Similar
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def fill(project: Project, n: int = 30) -> None:
    documents = [Document(f"Letter number {i}", (), str(i), "l.csv", i) for i in range(1, n + 1)]
    for _ in project.import_documents(documents, ImportSettings("l.csv", test_fraction=0.1)):
        pass


@pytest.fixture
def opened(qtbot: QtBot, studio: Studio, tmp_path: Path) -> Iterator[Callable[[], LabelPage]]:
    """Opens the page of a project of 30 letters, three of them in the test set."""
    folder = tmp_path / "letters"
    with Project.create(folder, "Letters") as project:
        fill(project)
    window = MainWindow(studio, page_factories())
    window.resize(1180, 780)
    window.show()
    qtbot.waitExposed(window)

    def open_page() -> LabelPage:
        studio.workspace.close()
        studio.workspace.open(folder)
        window.activateWindow()
        window.go_to("label")
        page = window.page()
        assert isinstance(page, LabelPage)
        qtbot.waitUntil(lambda: page.document is not None)
        return page

    yield open_page
    put_away(window)


@pytest.fixture
def page(qtbot: QtBot, opened: Callable[[], LabelPage]) -> LabelPage:
    """The page, with the labels "praise" and "blame"."""
    made = opened()
    for name in ("praise", "blame"):
        made.panel.field.setText(name)
        qtbot.keyClick(made.panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(made.panel.buttons) == 2)
    qtbot.keyClick(made.panel.field, Qt.Key.Key_Escape)
    assert made.reading.reader.hasFocus()
    return made


def press(qtbot: QtBot, page: LabelPage, *keys: Qt.Key) -> list[int]:
    """The documents that were shown when each key was pressed."""
    seen = []
    for key in keys:
        assert page.document is not None
        seen.append(page.document.id)
        qtbot.keyClick(page.reading.reader, key)
    return seen


def project_of(page: LabelPage) -> Project:
    return page.studio.workspace.project


def names(page: LabelPage, id_: int) -> list[str]:
    project = project_of(page)
    (document,) = project.documents.documents([id_])
    return [project.labels.get(label).name for label in document.labels]


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
    qtbot: QtBot, page: LabelPage, opened: Callable[[], LabelPage]
) -> None:
    first, second = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2)
    again = opened()
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


def test_in_a_narrow_window_the_labels_give_way_to_the_table(qtbot: QtBot, page: LabelPage) -> None:
    page.window().resize(960, 640)
    page.show_table()
    qtbot.waitUntil(lambda: page.panel.width() == page.panel.minimumSizeHint().width())
    page.window().resize(1360, 640)
    qtbot.waitUntil(lambda: page.panel.width() == page.panel.maximumWidth())


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


def test_a_row_opens_alone(qtbot: QtBot, page: LabelPage) -> None:
    page.show_table()
    qtbot.waitUntil(lambda: page.browser.model.rowCount() == 30)
    page.browser.table.setCurrentIndex(page.browser.model.index(4, 0))
    qtbot.keyClick(page.browser.table, Qt.Key.Key_Return)
    assert page.document is not None
    assert page.document.id == 5


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


def test_other_pages_can_show_documents(qtbot: QtBot, page: LabelPage) -> None:
    page.browser.search.setText("number 3")
    page.show_documents([7, 3, 9])
    assert [page.browser.model.row_of(row).id for row in range(3)] == [7, 3, 9]  # type: ignore[union-attr]
    page.show_document(9)
    assert page.document is not None
    assert page.document.id == 9


def learn(qtbot: QtBot, page: LabelPage, each: int = 2) -> None:
    """Label some letters of each kind, odd and even, and wait for what is learnt from them."""
    project = project_of(page)
    write_views(project, lambda number: number % 2)
    desk = page.studio.suggestions
    desk.preparer.prepare = lambda job: iter(())
    praise, blame = project.labels.all()
    ids = project.documents.document_ids(DocumentFilter(is_test=False)).tolist()
    odd, even = ([id_ for id_ in ids if id_ % 2 == rest] for rest in (1, 0))
    project.annotations.label(odd[:each], [praise.id])
    page.studio.workspace.notify(project.annotations.label(even[:each], [blame.id]))
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 2 * each, timeout=90_000)


def suggested(page: LabelPage) -> list[LabelButton]:
    return [made for made in page.panel.buttons.values() if made.is_best]


def test_the_likeliest_label_is_suggested_and_enter_accepts_it(
    qtbot: QtBot, page: LabelPage
) -> None:
    learn(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.document is not None
    wanted = "praise" if page.document.id % 2 else "blame"
    assert [made.text() for made in suggested(page)] == [wanted]
    assert "Enter accepts it" in suggested(page)[0].accessibleDescription()
    assert "learnt from 4 texts" in page.panel.speaker.text()
    (accepted,) = press(qtbot, page, Qt.Key.Key_Return)
    assert names(page, accepted) == [wanted]
    (document,) = project_of(page).documents.documents([accepted])
    assert document.origin == Origin.SUGGESTION_ACCEPTED


def test_the_test_set_is_labelled_without_suggestions(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page)
    (locked, *_) = project_of(page).documents.document_ids(DocumentFilter(is_test=True))
    page.show_document(int(locked))
    assert all(made.probability is None for made in page.panel.buttons.values())
    press(qtbot, page, Qt.Key.Key_Return)
    assert names(page, int(locked)) == []


def test_the_card_says_why_it_is_asked_and_the_order_can_be_chosen(
    qtbot: QtBot, page: LabelPage
) -> None:
    learn(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.reading.why.text()
    page.order.choice.setCurrentIndex(page.order.choice.findData(Strategy.ORIGINAL))
    page.order.choice.activated.emit(0)
    desk = page.studio.suggestions
    qtbot.waitUntil(lambda: desk.queue is not None and (desk.queue == sorted(desk.queue)).all())
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.document is not None
    assert desk.queue is not None
    assert page.document.id == desk.queue[0]
    assert page.reading.why.text() == ""


def test_nothing_is_suggested_before_two_labels_were_given(qtbot: QtBot, page: LabelPage) -> None:
    write_views(project_of(page), lambda number: number % 2)
    desk = page.studio.suggestions
    desk.preparer.prepare = lambda job: iter(())
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.queue is not None, timeout=90_000)
    press(qtbot, page, Qt.Key.Key_1)
    assert not suggested(page)
    assert page.panel.speaker.text() == "Suggestions come once two labels were given."


def test_texts_like_the_one_in_front_are_looked_for_one_at_a_time(
    qtbot: QtBot, page: LabelPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(qtbot, page)
    qtbot.waitUntil(lambda: not page.suggestions._is_looking)
    asked: list[tuple[int, Callable[[Similar], object]]] = []
    desk = page.studio.suggestions
    monkeypatch.setattr(desk, "find_similar", lambda *question: asked.append(question))
    first, *_ = press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1)[1:]
    assert page.document is not None
    assert [id_ for id_, _ in asked] == [first]  # the others wait for the answer
    asked[0][1](Similar(np.array([first, 2, 3]), 3))
    assert [id_ for id_, _ in asked] == [first, page.document.id]
    assert "nearly the same" not in page.reading.why.text()


def test_a_text_is_compared_once_the_texts_are_read(qtbot: QtBot, page: LabelPage) -> None:
    page.suggestions.show()
    assert "nearly the same" not in page.reading.why.text()
    learn(qtbot, page)
    qtbot.waitUntil(lambda: "nearly the same" in page.reading.why.text())


def test_similar_texts_are_labelled_together_and_undone_as_one(
    qtbot: QtBot, page: LabelPage
) -> None:
    learn(qtbot, page)
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.document is not None
    kind = page.document.id % 2
    qtbot.waitUntil(lambda: "nearly the same" in page.reading.why.text())
    before = project_of(page).documents.counts().n_labelled
    qtbot.keyClick(page.reading.reader, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: len(page.browser.selected()) > 1)
    selected = page.browser.selected()
    assert {id_ % 2 for id_ in selected} == {kind}
    qtbot.keyClick(page.browser.table, Qt.Key.Key_1)
    assert {name for id_ in selected for name in names(page, id_)} == {"praise"}
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    assert project_of(page).documents.counts().n_labelled == before


def choose_queue(page: LabelPage, key: str) -> None:
    page.queue_choice.setCurrentIndex(page.queue_choice.findData(key))
    page.queue_choice.activated.emit(0)


def test_a_label_that_looks_wrong_is_shown_with_the_fix(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    project, desk = project_of(page), page.studio.suggestions
    wrong = int(desk.suggestions.probabilities[:, 0].argmax()) + 1  # type: ignore[index]
    (document,) = project.documents.documents([wrong])
    assert [project.labels.get(label).name for label in document.labels] == ["praise"]
    blame = project.labels.all()[1]
    page.studio.workspace.notify(project.annotations.label([wrong], [blame.id]))
    choose_queue(page, "check")
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == wrong, timeout=90_000)
    assert page.reading.why.text().startswith("Labelled blame;")
    assert [made.text() for made in suggested(page)] == ["praise"]
    press(qtbot, page, Qt.Key.Key_Return)
    assert names(page, wrong) == ["praise"]
    assert project.documents.decided_by([Origin.CHECKED]).tolist() == [wrong]
    assert page.views.done.isVisible() or page.document is not None


def test_asking_again_is_blind_and_keeps_both_answers(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    choose_queue(page, "again")
    qtbot.waitUntil(lambda: page.document is not None and bool(page.document.labels))
    assert page.document is not None
    before = names(page, page.document.id)
    assert not any(made.isChecked() for made in page.panel.buttons.values())
    assert all(made.probability is None for made in page.panel.buttons.values())
    other = Qt.Key.Key_2 if before == ["praise"] else Qt.Key.Key_1
    (asked,) = press(qtbot, page, other)
    assert names(page, asked) != before
    (command,) = project_of(page).commands.asked_again()
    assert command.details["before"] != command.details["labels"]
    assert page.document is not None
    assert page.document.id != asked


def test_a_queue_asked_for_too_early_fills_by_itself(qtbot: QtBot, page: LabelPage) -> None:
    choose_queue(page, "again")
    assert page.document is None
    learn(qtbot, page, each=12)
    qtbot.waitUntil(lambda: page.document is not None)


def test_progress_says_what_is_missing_before_it_gives_a_number(
    qtbot: QtBot, page: LabelPage
) -> None:
    learn(qtbot, page)
    page.views.progress.click()
    view = page.views.review.view
    qtbot.waitUntil(lambda: view.headline.text().startswith("No figure yet: 16 more"))
    assert not view.plot.isVisible()
    page.views.one.click()
    assert page.document is not None


def test_progress_waits_for_texts_that_are_still_read(qtbot: QtBot, page: LabelPage) -> None:
    page.views.progress.click()
    view = page.views.review.view
    qtbot.waitUntil(lambda: view.headline.text().startswith("The texts are still being read"))
    learn(qtbot, page)
    qtbot.waitUntil(lambda: view.headline.text().startswith("No figure yet: 16 more"))


def test_progress_draws_the_curve_of_enough_labels(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    page.show_progress()
    view = page.views.review.view
    qtbot.waitUntil(lambda: view.headline.text().startswith("Macro F1 1.00"), timeout=90_000)
    assert view.plot.isVisible()
    assert "labels: 1.00" in view.plot.accessibleDescription()
    assert [view.table.cells()[row][0] for row in (0, -1)] == ["4", "Guessing"]
    assert view.table.cells()[-2][1:4] == ["1.00", "1.00 to 1.00", "1.00"]
    qtbot.waitUntil(view.abstain.isVisible, timeout=90_000)
    assert view.abstain.says.text().startswith("24 texts are too few")
    assert any("flat" in words for words in view.shown)
    assert any(words.startswith("Without the pretrained") for words in view.shown)
