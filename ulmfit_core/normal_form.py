"""Unicode's NFC and NFKC in linear time.

``unicodedata`` sorts the marks on one letter by exchanging neighbours, which takes minutes for a
hundred thousand of them. So no more than 30 follow one another: the Stream-Safe Text Process
(Unicode Standard Annex 15, section 13) parts longer runs by an invisible joiner. No writing has
such runs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

_MOST_MARKS = 30
_JOINER = "\u034f"  # COMBINING GRAPHEME JOINER
_LAST_MARK = 0x1E94A
_OF_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # none themselves, but marks when taken apart


def nfkc(text: str) -> str:
    """``text`` in NFKC, with a joiner after every 30 marks on one letter that others follow."""
    return _normal("NFKC", text)


def nfc(text: str) -> str:
    """``text`` in NFC, with joiners as ``nfkc`` has them."""
    return _normal("NFC", text)


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    if text.isascii():
        return text
    mark, long_run = _patterns()
    if mark.search(text[::_MOST_MARKS]):  # a long run holds one of these characters
        text = long_run.sub(rf"\g<0>{_JOINER}", text)
    return unicodedata.normalize(form, text)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A mark, and 30 that another follows."""
    marks = [c for c in map(chr, range(_LAST_MARK + 1)) if unicodedata.combining(c)]
    mark = f"[{''.join(marks)}{_OF_MARKS}]"
    return re.compile(mark), re.compile(f"{mark}{{{_MOST_MARKS}}}(?={mark})")
