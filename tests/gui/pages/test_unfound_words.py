from __future__ import annotations

from app.pages.unfound_words import draw_words, unfound_sentences
from ulmfit_core.project.elusion import Elusion, Left


def said(found: Elusion) -> str:
    return " ".join(unfound_sentences(found, "relevant"))


def test_a_few_thousand_mails_of_which_a_hundred_are_drawn() -> None:
    assert "at most 251 of the 7,680 are (3%)." in said(Elusion(7680, 120, 0, 0, 0, 0, None))
    told = said(Elusion(7580, 122, 100, 0, 2, 0, Left(25, 152, 466)))
    assert "So about 152 of the 7,580 texts without a label are “relevant”" in told
    assert "between 25 and 466." in told
    assert "recall is about 45%, between 21% and 83%." in told
    assert "one of 20" in told


def test_a_share_below_a_hundredth_is_not_rounded_to_nothing() -> None:
    found = Elusion(120, 0, 0, 0, 0, 0, None)
    assert found.most_if_none == 1
    assert "at most 1 of the 120 are (0.8%)." in said(found)


def test_where_all_would_be_drawn_no_bound_is_needed() -> None:
    assert said(Elusion(100, 0, 0, 0, 0, 0, None)) == (
        "Only 100 texts have no label: once they have one, nothing is unfound."
    )


def test_where_all_was_looked_at_none_is_left() -> None:
    assert "So none is left" in said(Elusion(0, 12, 40, 0, 2, 0, Left(0, 0, 0)))


def test_of_what_was_never_found_no_recall_is_told() -> None:
    told = said(Elusion(300, 0, 100, 0, 0, 0, Left(0, 0, 9)))
    assert "So at most 9 of the 300" in told
    assert "recall" not in told


def test_without_a_text_to_draw_there_is_nothing_to_offer() -> None:
    found = Elusion(0, 12, 0, 0, 0, 0, None)
    assert said(found) == "Every text has a label."
    assert not found.can_draw


def test_the_button_says_how_many_it_draws() -> None:
    assert draw_words(Elusion(7680, 0, 0, 0, 0, 0, None)) == "Draw 100 texts"
    assert draw_words(Elusion(40, 0, 0, 0, 0, 0, None)) == "Draw 40 texts"
    assert draw_words(Elusion(40, 0, 100, 0, 1, 0, Left(0, 0, 9))) == "Draw 100 more"
