"""Numbers as people write them: decimals behind a point or a comma, thousands apart, a percent or a
currency sign beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

_CURRENCY = "$£¥¢฿₠-⃏"
_MARKED = re.compile(rf"([-+−]?)\s?([{_CURRENCY}]?)\s?(.*?)\s?([%‰{_CURRENCY}]?)", flags=re.DOTALL)
_APART = re.compile(r"[.,\s'’]")
_POINT = re.compile(r"[-+]?[1-9]\d{0,2}([,\s'’])\d{3}(?:\1\d{3})*(?:\.\d+)?")
_COMMA = re.compile(
    r"(?=.*\d)([-+]?(?:\d+|[1-9]\d{0,2}([.\s'’])\d{3}(?:\2\d{3})*)?)(?:,(\d+))?"  # SPSS: ",5"
)
_AMBIGUOUS = re.compile(r"[-+]?(?:0|[1-9]\d{0,2}(?:([.,])\d{3})?)")
_NONE = float("nan")


def bare_numbers(cells: Sequence[str]) -> list[str]:
    """Each cell without its sign of percent or currency; "" where that is not the one that most
    have, as pounds and dollars are in no order. Some may have none."""
    parts = [match.groups() for match in map(_MARKED.fullmatch, cells) if match]
    signs = Counter(before + after for _, before, _, after in parts if before + after)
    known = "", *(sign for sign, _ in signs.most_common(1))
    return [
        (minus + number).replace("−", "-") if before + after in known else ""
        for minus, before, number, after in parts
    ]


def with_point(number: str) -> float:
    """What it is where decimals stand behind a point, NaN where it is none then."""
    with suppress(ValueError):
        return float(number)
    match = _POINT.fullmatch(number)
    return float(number.replace(match[1], "")) if match else _NONE


def with_comma(number: str) -> float:
    """What it is where decimals stand behind a comma, NaN where it is none then."""
    match = _COMMA.fullmatch(number)
    return float(f"{_APART.sub('', match[1])}.{match[3] or '0'}") if match else _NONE


def ambiguous_sign(number: str) -> str | None:
    """The point or the comma before its last three digits, where thousands could be apart by it or
    decimals behind it; "" in a whole number up to 999, None in any other."""
    match = _AMBIGUOUS.fullmatch(number)
    return (match[1] or "") if match else None
