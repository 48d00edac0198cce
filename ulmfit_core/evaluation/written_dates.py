"""Dates and months as people and programs write them, each as ISO 8601 has it, "2025-03-05",
"2025-03" or "2025"; "" where a cell is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_REMEMBERED = 1_000  # days, of one form
_MONTH_NAMES = (  # English, German and French, without accents
    "january jan januar janner janvier janv",
    "february feb februar feber fevrier fevr fev",
    "march mar marz maerz mrz mars",
    "april apr avril avr",
    "may mai",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug aout",
    "september sept sep septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez decembre",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_ISO_MONTH = re.compile(r"([12]\d{3})(?:[-/](0?[1-9]|1[0-2]))?")
_MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])[-/.]((?:1[89]|20)\d\d)")
_WEEKDAY = r"(?:(?:mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|ve)[a-z]*[.,]*\s)?"
_BEFORE = rf"{_WEEKDAY}(?:(?:the|den|le)\s)?"
_MONTH = r"(?P<month>[a-z]+)\.?"
_TIME = r"(?:[,\s]+\D{0,4}\d\d?[:h]\d\d.*)?"
_SPELT = (
    re.compile(
        rf"(?:{_BEFORE}(?P<day>\d\d?)(?:st|nd|rd|th|er|\.)?(?:\sof)?[-/\s]*)?"
        rf"{_MONTH},?[-/\s]*(?P<year>\d{{4}}|(?(day)\d\d|\d{{4}})){_TIME}"
    ),
    re.compile(rf"{_BEFORE}{_MONTH}\s(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}}){_TIME}"),
)
Way = Callable[[str], str]


def _or_none(read: Way) -> Way:
    def date_of(cell: str) -> str:
        with suppress(ValueError, TypeError, LookupError, OverflowError):
            return read(cell.strip())
        return ""

    return date_of


@_or_none
def iso_date(cell: str) -> str:
    """Archives have dates of which only the year or the month is known beside whole ones."""
    match = _ISO_MONTH.fullmatch(cell)
    if match is None:
        return datetime.fromisoformat(cell).date().isoformat()
    year, month = match.groups()
    return f"{year}-{int(month):02}" if month else year


@_or_none
def month_and_year(cell: str) -> str:
    """Such as "03/2025"."""
    match = _MONTH_AND_YEAR.fullmatch(cell)
    return f"{match[2]}-{int(match[1]):02}" if match else ""


@_or_none
def spelt_date(cell: str) -> str:
    """With the month's name, or as in mails; a time of day after it is passed over."""
    plain = unicodedata.normalize("NFKD", cell.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    match = _SPELT[0].fullmatch(plain) or _SPELT[1].fullmatch(plain)
    if match is None:
        return parsedate_to_datetime(cell).date().isoformat()
    month, year = _MONTHS[match["month"]], match["year"]
    if len(year) == 2:
        year = str(datetime.strptime(year, "%y").year)
    if match["day"] is None:
        return f"{year}-{month:02}"
    return date(int(year), month, int(match["day"])).isoformat()


def in_form(form: str) -> Way:
    """The days of a form; a time of day after it is passed over."""
    read = lru_cache(_REMEMBERED)(lambda day: datetime.strptime(day, form).date().isoformat())
    return _or_none(lambda cell: read(cell.split()[0].rstrip(",")))
