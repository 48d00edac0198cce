"""The page Label with a model that learns from every decision."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.operations import labels
from app.pages.label_page import LabelPage
from app.widgets.label_button import LabelButton
from tests.gui.pages.labelling import learn, names, press, project_of
from tests.gui.training_events import write_training
from tests.gui.views_on_disk import write_views
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Similar
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

LABELLED = DocumentFilter(status=Status.LABELLED, is_test=False)


@pytest.fixture
def page(label_page: LabelPage) -> LabelPage:
    return label_page


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
    assert project_of(page).documents.decided_by([Origin.SUGGESTION_ACCEPTED]) == [accepted]


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
    assert page.panel.speaker.text().endswith("or once their meanings are written.")


def test_nothing_is_suggested_before_the_texts_are_read(qtbot: QtBot, page: LabelPage) -> None:
    desk = page.studio.suggestions
    desk.preparer.prepare = lambda job: iter(())
    desk.get_ready()
    press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_2)
    page.suggestions.show()
    assert page.panel.speaker.text() == "Suggestions come once the texts have been read."


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
    locked = project_of(page).documents.document_ids(DocumentFilter(is_test=True)).tolist()
    assert locked
    assert not {*locked} & {*selected}
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


def test_what_looks_wrong_follows_a_merge_and_its_undo(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    project, desk = project_of(page), page.studio.suggestions
    wrong = int(desk.suggestions.probabilities[:, 0].argmax()) + 1  # type: ignore[index]
    praise, blame = project.labels.all()
    page.studio.workspace.notify(project.annotations.label([wrong], [blame.id]))
    choose_queue(page, "check")
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == wrong)
    labels.merge_labels(page.studio, praise, blame)
    qtbot.waitUntil(page.views.done.isVisible)
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == wrong)
    assert [made.text() for made in suggested(page)] == ["praise"]


def test_a_new_label_does_not_break_off_what_looks_wrong(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    project, desk = project_of(page), page.studio.suggestions
    wrong = int(desk.suggestions.probabilities[:, 0].argmax()) + 1  # type: ignore[index]
    blame = project.labels.all()[1]
    page.studio.workspace.notify(project.annotations.label([wrong], [blame.id]))
    choose_queue(page, "check")
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == wrong)
    labels.add_label(page.studio, "thanks")
    page.studio.workspace.notify(project.annotations.skip([1]))
    qtbot.waitUntil(lambda: len(page.panel.buttons) == 3)
    assert page.document is not None
    assert page.document.id == wrong
    assert [made.text() for made in suggested(page)] == ["praise"]


def test_a_label_that_a_text_lacks_among_several_is_shown(qtbot: QtBot, page: LabelPage) -> None:
    labels.set_task(page.studio, "multi")
    learn(qtbot, page, each=12)
    project = project_of(page)
    (wrong, *_) = project.labels.all()[:1]
    odd = [id_ for id_ in project.documents.document_ids(LABELLED).tolist() if id_ % 2]
    page.studio.workspace.notify(project.annotations.label(odd[:1], []))
    choose_queue(page, "check")
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == odd[0])
    assert page.reading.why.text().startswith(f"Not labelled {wrong.name};")
    press(qtbot, page, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert names(page, odd[0]) == [wrong.name]
    assert project.documents.decided_by([Origin.CHECKED]).tolist() == odd[:1]


def test_at_a_queue_s_end_nothing_is_suggested(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page)
    assert any(made.probability is not None for made in page.panel.buttons.values())
    choose_queue(page, "flagged")
    qtbot.waitUntil(page.views.done.isVisible)
    assert all(made.probability is None for made in page.panel.buttons.values())


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


def test_labels_that_were_merged_since_are_no_contradiction(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    project, view = project_of(page), page.views.review.view
    (first,) = project.labels.all()[:1]
    third = project.labels.create("third").details["label"]
    asked = project.documents.document_ids(DocumentFilter(label=first.id)).tolist()[0]
    page.studio.workspace.notify(project.annotations.label_again(asked, [third]))
    page.show_progress()
    qtbot.waitUntil(lambda: any("you gave 0 of 1 text" in words for words in view.shown))
    labels.merge_labels(page.studio, project.labels.get(third), first)
    page.show_progress()
    qtbot.waitUntil(lambda: any("you gave 1 of 1 text" in words for words in view.shown))


def test_several_labels_are_asked_again_as_one_answer(qtbot: QtBot, page: LabelPage) -> None:
    labels.set_task(page.studio, "multi")
    learn(qtbot, page, each=12)
    choose_queue(page, "again")
    qtbot.waitUntil(lambda: page.document is not None and bool(page.document.labels))
    n_left = page._walk.n_left
    (*_, asked) = press(qtbot, page, Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_Return)
    (command,) = project_of(page).commands.asked_again()
    assert len(command.details["before"]) == 1
    assert names(page, asked) == ["praise", "blame"]
    assert page._walk.n_left == (n_left or 0) - 1


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


def test_progress_follows_an_undo_and_a_training(qtbot: QtBot, page: LabelPage) -> None:
    """What is done after an undo has the number of what was undone."""
    learn(qtbot, page)
    project, view = project_of(page), page.views.review.view
    press(qtbot, page, Qt.Key.Key_1)
    page.show_progress()
    qtbot.waitUntil(lambda: view.headline.text().startswith("No figure yet: 15 more"))
    project.commands.undo()
    more = project.documents.document_ids(QUEUE).tolist()[:2]
    praise = project.labels.all()[0].id
    page.studio.workspace.notify(project.annotations.label(more, [praise]))
    page.show_progress()
    qtbot.waitUntil(lambda: view.headline.text().startswith("No figure yet: 14 more"))
    write_training(project.runs.next_run_dir("classifier"), "standard", 0.8)
    page.show_progress()
    qtbot.waitUntil(lambda: any(words.startswith("Training 1") for words in view.shown))


def test_progress_draws_the_curve_of_enough_labels(qtbot: QtBot, page: LabelPage) -> None:
    learn(qtbot, page, each=12)
    page.show_progress()
    view = page.views.review.view
    qtbot.waitUntil(lambda: view.headline.text().startswith("Macro F1 100%"), timeout=90_000)
    assert view.plot.isVisible()
    assert "labels: 100%" in view.plot.accessibleDescription()
    assert [view.table.cells()[row][0] for row in (0, -1)] == ["4", "Guessing"]
    assert view.table.cells()[-2][1:4] == ["100%", "100% to 100%", "100%"]
    qtbot.waitUntil(view.abstain.isVisible, timeout=90_000)
    assert view.abstain.says.text().startswith("24 texts are too few")
    assert any("flat" in words for words in view.shown)
    assert any(words.startswith("Without the pretrained") for words in view.shown)
