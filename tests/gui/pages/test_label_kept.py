"""What came beside a text in its table is seen above it, unless a person wants it hidden."""

from __future__ import annotations

from app.models.kept_words import kept_words
from app.pages.label_page import LabelPage
from app.workspace import Change
from tests.gui.pages.labelling import project_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings


def bring(page: LabelPage) -> int:
    """A text with a town beside it; its id."""
    letter = Document("late again", (), "7", "t.csv", 1, (("town", "Łódź"), ("age", "34")))
    settings = ImportSettings("t.csv", 0.0, kept_columns=("town", "age"))
    for _ in project_of(page).import_documents([letter], settings):
        pass
    page.studio.workspace.notify(Change.DOCUMENTS)
    return project_of(page).documents.count()


def test_kept_columns_stand_above_their_text_alone(label_page: LabelPage) -> None:
    page = label_page
    assert not page.reading.kept.isVisible()
    page.show_document(bring(page))
    assert page.reading.kept.isVisible()
    assert page.reading.kept.whole() == "town: Łódź · age: 34"
    page.show_document(1)
    assert not page.reading.kept.isVisible()


def test_a_preference_hides_them_at_once(label_page: LabelPage) -> None:
    page = label_page
    page.show_document(bring(page))
    page.studio.preferences.update(show_kept=False)
    assert not page.reading.kept.isVisible()
    page.show_document(1)
    page.show_document(31)
    assert not page.reading.kept.isVisible()
    page.studio.preferences.update(show_kept=True)
    assert page.reading.kept.isVisible()


def test_a_preference_that_changes_after_the_project_is_closed_is_no_trouble(
    label_page: LabelPage,
) -> None:
    page = label_page
    page.show_document(bring(page))
    page.studio.workspace.close()
    page.studio.preferences.update(show_kept=False)


def test_a_long_cell_leaves_room_for_others() -> None:
    words = kept_words((("body", "a\nb" + "x" * 100_000), ("age", "34")))
    assert words.startswith("body: a bxxx")
    assert words.endswith("x… · age: 34")
    assert len(words) < 250
