"""Text in lower case that can be turned back: what a tokenizer cuts into pieces.

Mark-up that stands for a space or one character goes first: ``<br />``, ``&amp;``. Then
text is lower-cased without losing its case: ``xxmaj`` announces a capitalised letter,
``xxup`` a run of capitals, each put *before* the space of its word, so that a word has
one piece whatever its case and every marker costs one token. Every step is linear in the
length of the text.
"""

from __future__ import annotations

import html
import re
from functools import cache

from ulmfit_core.normal_form import nfkc

MAJ, UP = "xxmaj", "xxup"

_BREAK_TAG = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)
_MARKER = re.compile(f"({MAJ}|{UP})")
_TYPED_MARKER = re.compile(f"(?i:(xx)(?={MAJ[2:]}|{UP[2:]}))")
_JOINER = "\u2060"  # invisible; keeps a marker that the user typed apart from ours
_JOINED_MARKER = re.compile(f"(?i:(xx){_JOINER}(?={MAJ[2:]}|{UP[2:]}))")

# Control characters go, but for those that part words; SentencePiece's sign for a space is one.
_CONTROL: dict[int, str | None] = {c: None for c in range(0xA0) if not chr(c).isprintable()}
_CONTROL |= {c: " " for c in range(0xA1) if chr(c).isspace()} | {ord("▁"): " "}


def mark_case(text: str) -> str:
    """Normalise ``text`` (no mark-up for breaks and characters, NFKC, single spaces, no control
    characters) and mark its case.

    >>> mark_case("The NASA  iPhone")
    'xxmaj thexxup nasa ixxmajphone'
    """
    text = _BREAK_TAG.sub(" ", text) if "<" in text else text
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
        text = nfkc(text)
    text = " ".join(text.translate(_CONTROL).split())
    text = _TYPED_MARKER.sub(rf"\1{_JOINER}", text)
    return _capitals().sub(_mark, " " + text) if text else ""


def restore_case(text: str) -> str:
    """Undo ``mark_case``, but for white space and NFKC.

    >>> restore_case("xxmaj thexxup nasa ixxmajphone")
    ' The NASA iPhone'
    """
    parts = _MARKER.split(text)
    restored = [parts[0]]
    for marker, segment in zip(parts[1::2], parts[2::2], strict=True):
        restored.append(_capitalise(segment, whole_run=marker == UP))
    return _JOINED_MARKER.sub(r"\1", "".join(restored))


def _mark(match: re.Match[str]) -> str:
    space, run = match.groups()
    if len(run) == 1:
        return MAJ + space + run.lower()
    following = match.string[match.end() : match.end() + 1]
    if following.isalpha():  # "HTTPServer": the S belongs to "Server"
        return _mark_run(space, run[:-1]) + MAJ + run[-1].lower()
    return _mark_run(space, run)


def _mark_run(space: str, run: str) -> str:
    return (UP if len(run) > 1 else MAJ) + space + run.lower()


def _capitalise(segment: str, *, whole_run: bool) -> str:
    start = len(segment) - len(segment.lstrip(" "))
    end = start
    while end < len(segment) and segment[end].isalpha() and (whole_run or end == start):
        end += 1
    return segment[:start] + segment[start:end].upper() + segment[end:]


@cache
def _capitals() -> re.Pattern[str]:
    """Runs of capitals that survive ``lower().upper()``; "İ" and titlecase digraphs do not.

    Written as ranges: ``re`` tries single letters beyond the basic plane one by one.
    """
    capitals = {
        code
        for code in range(0x1E960)  # Adlam, the last script with capitals
        if (c := chr(code)).isupper() and len(c.lower()) == 1 and c.lower().upper() == c
    }
    starts = sorted(c for c in capitals if c - 1 not in capitals)
    ends = sorted(c for c in capitals if c + 1 not in capitals)
    ranges = "".join(f"{chr(a)}-{chr(z)}" for a, z in zip(starts, ends, strict=True))
    return re.compile(f"( ?)([{ranges}]+)")
