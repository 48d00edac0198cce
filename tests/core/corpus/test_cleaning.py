from __future__ import annotations

from ulmfit_core.corpus.cleaning import Cleaning, clean, duplicate_groups, duplicate_key


def test_nothing_changes_unasked() -> None:
    text = " a &amp; b<br />c\t\td \n"
    assert clean(text, Cleaning()) == text


def test_html_is_unescaped_once() -> None:
    assert clean("a &amp;lt; b<br /><BR>c&nbsp;d", Cleaning(unescape_html=True)) == (
        "a &lt; b\n\nc\xa0d"
    )


def test_whitespace() -> None:
    text = "  a \t b \r\n\r\n \n\n c\xa0\xa0d\n"
    assert clean(text, Cleaning(normalise_whitespace=True)) == "a b\n\nc d"


def test_cleaning_twice_changes_nothing_more() -> None:
    cleaning = Cleaning(normalise_whitespace=True)
    once = clean(" a\r\r\r b  \n \n c ", cleaning)
    assert clean(once, cleaning) == once


def test_what_counts_as_a_duplicate() -> None:
    texts = ["Straße  eins", "strasse eins\n", "ﬁne", "fine", "Fine!", "Straße eins"]
    assert duplicate_groups(texts).tolist() == [0, 0, 2, 2, 4, 0]
    assert len(duplicate_key("")) == 16
    assert duplicate_groups([]).shape == (0,)
