from __future__ import annotations

import pytest

from ulmfit_core.project.passages import passage, places

HEAD = "From: somebody with a long name to everybody. "


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("", HEAD + "Only Helios pays"),
        ("from", HEAD + "Only Helios pays"),
        ("helios", "… to everybody. Only Helios pays"),
        ('"helios pays"', "… to everybody. Only Helios pays"),
        ("only hel", "… name to everybody. Only Helios pays"),
        ("elios", HEAD + "Only Helios pays"),  # a word is found from its beginning
        ("(helios", HEAD + "Only Helios pays"),
    ],
)
def test_it_begins_shortly_before_what_was_found(search: str, shown: str) -> None:
    assert passage(HEAD + "Only\nHelios pays", search, 300) == shown


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", []),
        ("helios", ["Helios", "Helios"]),
        ("pa hel", ["Hel", "Hel"]),  # so short a word is found whole
        ('"helios pays" on', ["Helios pays"]),
        ("elios", []),
    ],
)
def test_every_place_of_what_was_found(search: str, found: list[str]) -> None:
    text = "Only Helios pays; Helios, says all."
    assert [text[start:end] for start, end in places(text, search)] == found


def test_places_are_told_up_to_a_number() -> None:
    assert len(places("so " * 5000, "so")) < 1000


def test_it_is_no_longer_than_a_row() -> None:
    assert passage("a b " * 100, "", 8) == "a b a b"
    assert passage("a b " * 100 + "c d " * 100, "c", 7).endswith("b c d c d")


def test_a_text_without_spaces_is_cut_where_it_must_be() -> None:
    assert passage("字" * 50 + "鉄道", "鉄道", 300) == "… " + "字" * 20 + "鉄道"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("uberweisung", ["Über\xadweisung"]),
        ("STRASSE", ["Straße"]),
        ("stras", ["Straß"]),
        ("office", ["oﬃce"]),
        ("cafe", ["cafe\u0301", "Café"]),
        ("счет", ["счёт"]),
        ("τραπεζας", ["τράπεζας"]),
        ("weisung", []),
    ],
)
def test_words_are_shown_however_they_are_spelt(search: str, found: list[str]) -> None:
    text = "Über\xadweisung, Straße, oﬃce, cafe\u0301 Café, счёт τράπεζας"
    assert [text[start:end] for start, end in places(text, search)] == found


def test_a_passage_begins_in_the_text_itself() -> None:
    head = "Straße Straße oﬃce Straße "
    assert passage(f"{head}Überweisung folgt", "uberw", 300) == (
        "… Straße oﬃce Straße Überweisung folgt"
    )
