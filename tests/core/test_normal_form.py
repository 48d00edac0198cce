"""NFKC as Unicode has it, but in linear time whatever the text."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable

import pytest

from tests.builders import TEXTS
from ulmfit_core.case_marking import mark_case
from ulmfit_core.corpus.duplicates import duplicate_key
from ulmfit_core.normal_form import nfc, nfkc


@pytest.mark.parametrize("text", [*TEXTS, "ﬁne ½", "a\u0301" * 99, "a" + "\u0327\u0301" * 15])
def test_what_people_write_is_in_nfkc(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
    assert nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("marks", ["\u0301\u0327", "\u0f71\u0f73", "\u0f81\u0327", "\U0001e94a゙"])
@pytest.mark.parametrize("read", [nfkc, nfc, mark_case, duplicate_key])
def test_a_hundred_thousand_marks_on_one_letter_take_under_a_second(
    marks: str, read: Callable[[str], object]
) -> None:
    begun = time.process_time()
    read("a" + marks * 50_000)
    assert time.process_time() - begun < 1.0


def test_no_character_gives_more_marks_than_are_looked_for() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        apart = unicodedata.normalize("NFKD", character)
        if unicodedata.combining(apart[0]):
            assert nfkc(character * 31).count("\u034f") == 1, hex(ord(character))
