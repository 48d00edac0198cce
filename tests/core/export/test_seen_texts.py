from __future__ import annotations

from ulmfit_core.export import seen_texts
from ulmfit_core.export.seen_texts import are_seen, marks_of


def test_a_text_is_known_again_but_for_case_and_spaces() -> None:
    marks = marks_of(["Where is it?", "Who?"])
    assert are_seen(["where  is it? ", "Why?", "Who?"], marks).tolist() == [True, False, True]
    assert not are_seen(["Who?"], "").any()


def test_what_was_seen_before_is_seen() -> None:
    assert are_seen(["a", "b", "c"], marks_of(["a"], marks_of(["b"]))).tolist() == [1, 1, 0]
    assert marks_of(["a"], None) == ""


def test_an_order_says_nothing_and_copies_are_one() -> None:
    assert marks_of(["a", "b"]) == marks_of(["b", "a", "A"])


def test_of_too_many_none_are_kept() -> None:
    assert marks_of(map(str, range(seen_texts._MOST + 1))) == ""
