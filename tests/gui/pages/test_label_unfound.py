"""Drawing texts at random on the page Label, and what they tell of those still unfound."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.operations import history
from app.pages.label_page import LabelPage
from tests.gui.pages.labelling import learn, press, project_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

N_MORE = 370  # beside thirty letters


@pytest.fixture
def page(label_page: LabelPage) -> LabelPage:
    """One "praise" of 400 was found."""
    project = project_of(label_page)
    more = (Document(f"Another letter {i}", (), str(i), "m.csv", i) for i in range(N_MORE))
    for _ in project.import_documents(more, ImportSettings("m.csv")):
        pass
    praise, _ = project.labels.all()
    project.annotations.label([1], [praise.id])
    return label_page


def draw(qtbot: QtBot, page: LabelPage) -> None:
    view = page.views.unfound.view
    page.views.progress.click()
    qtbot.waitUntil(lambda: view.draw.isVisible())
    view.draw.click()
    qtbot.waitUntil(lambda: view.open.isVisible())


def label_drawn(project: Project, n_hits: int) -> None:
    praise, blame = project.labels.all()
    for place, id_ in enumerate(project.elusion.to_label().tolist()):
        project.annotations.label([id_], [(praise if place < n_hits else blame).id])


def told(qtbot: QtBot, page: LabelPage, words: str) -> str:
    """What is said, once it holds these words."""
    view = page.views.unfound.view
    page.views.one.click()
    page.views.progress.click()
    qtbot.waitUntil(lambda: words in view.words.text())
    return view.words.text()


def test_beforehand_it_says_what_none_among_them_would_mean(qtbot: QtBot, page: LabelPage) -> None:
    said = told(qtbot, page, "If none")
    assert "Of the 399 texts without a label, draw 100 at random" in said
    assert "“praise”, at most 11 of the 399 are (3%)." in said
    assert page.views.unfound.view.draw.text() == "Draw 100 texts"


def test_they_are_labelled_one_by_one_and_undo_takes_back_the_last(
    qtbot: QtBot, page: LabelPage
) -> None:
    draw(qtbot, page)
    project, view = project_of(page), page.views.unfound.view
    drawn = project.elusion.to_label().tolist()
    assert not view.draw.isVisible()
    view.open.click()
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == drawn[0])
    assert press(qtbot, page, Qt.Key.Key_2, Qt.Key.Key_2, Qt.Key.Key_Space) == drawn[:3]
    assert "97 left" in page.bar.left.text()
    assert project.elusion.to_label().tolist() == drawn[2:]
    for taken_back in (drawn[2], drawn[1]):
        history.undo(page.studio)
        qtbot.waitUntil(lambda id_=taken_back: page.document.id == id_)
    page.show_place("sample")
    qtbot.waitUntil(lambda: page.document is not None and page.document.id == drawn[1])


def test_the_figure_comes_with_its_bounds_and_the_recall(qtbot: QtBot, page: LabelPage) -> None:
    draw(qtbot, page)
    label_drawn(project_of(page), 2)
    said = told(qtbot, page, "recall")
    assert "“praise” among 100 texts drawn at random: 2." in said
    assert "So about 6 of the 299 texts without a label are “praise”, between 0 and 22." in said
    assert "With the 3 found so far, the recall is about 33%, between 12% and 100%." in said
    assert page.views.unfound.view.draw.text() == "Draw 100 more"


def test_where_none_was_found_there_is_an_upper_bound_alone(qtbot: QtBot, page: LabelPage) -> None:
    draw(qtbot, page)
    label_drawn(project_of(page), 0)
    said = told(qtbot, page, "recall")
    assert "So at most 11 of the 299 texts without a label are “praise”." in said
    assert "With the 1 found so far, the recall is at least 8%." in said


def test_texts_that_came_since_end_what_it_says(qtbot: QtBot, page: LabelPage) -> None:
    draw(qtbot, page)
    project = project_of(page)
    label_drawn(project, 2)
    more = [Document("Late letter", (), "late", "n.csv", 1)]
    list(project.import_documents(more, ImportSettings("n.csv")))
    said = told(qtbot, page, "no longer stands")
    assert "recall" not in said
    assert "Of the 300 texts without a label" in said
    assert page.views.unfound.view.draw.isVisible()


def test_undoing_the_draw_offers_it_again(qtbot: QtBot, page: LabelPage) -> None:
    draw(qtbot, page)
    assert history.next_words(page.studio.workspace)[0] == "Undo drawing texts"
    history.undo(page.studio)
    qtbot.waitUntil(page.views.unfound.view.draw.isVisible)


def test_without_a_label_there_is_nothing_to_ask_about(
    qtbot: QtBot, opened_label_page: Callable[[], LabelPage]
) -> None:
    page = opened_label_page()
    page.views.progress.click()
    assert not page.views.unfound.view.isVisible()
    page.panel.field.setText("praise")
    qtbot.keyClick(page.panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.views.unfound.view.isVisible)


def test_what_was_drawn_has_no_suggestion_in_any_queue(qtbot: QtBot, label_page: LabelPage) -> None:
    page = label_page
    learn(qtbot, page)
    assert page.document is not None
    assert any(made.probability is not None for made in page.panel.buttons.values())
    draw(qtbot, page)  # of thirty letters all that have no label
    page.views.one.click()
    assert page.document is not None
    assert all(made.probability is None for made in page.panel.buttons.values())
    (shown,) = press(qtbot, page, Qt.Key.Key_Return)
    assert not project_of(page).documents.documents([shown])[0].labels
