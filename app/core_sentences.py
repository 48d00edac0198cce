"""What the core says, in the user's language.

The core speaks English and knows of no other language, so its sentences are told by their
shape. A catalogue, ``resources/translations/core/<language>.json``, has them as keys with gaps,
``"The label {0} has {1} texts."``, and in the translation the same gaps in any order. What
fills a gap is taken over as it stands, but a number, ``{0:,}``, is written as the language
writes it, ``{0:system}`` is what the operating system said, and ``{0:said}`` the core itself.
"""

from __future__ import annotations

import json
import re
import string
from functools import cache, lru_cache

from PySide6.QtCore import QLocale

from app.translation import decimal, number, tr
from ulmfit_core.resources import resource_path

_DIGITS, _ANYTHING = r"([\d.,]+)", "(.*?)"


class _Gap(str):
    """What stands in a gap, written as the translation asks for."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        match how:
            case "said":
                return said(self)
            case "system":
                return _said_by_the_system(self)
            case ",":
                return number(int(self.replace(",", "")))
            case ",.1f":
                return decimal(float(self.replace(",", "")))
        return str(self)


def said(sentence: str) -> str:
    """A sentence of the core in the user's language; one of no known shape stays English."""
    return _in(QLocale().name(), sentence)


@lru_cache(maxsize=4096)  # a table of rejected rows asks for the same few again and again
def _in(locale: str, sentence: str) -> str:
    for shape, translation in _shapes(locale[:2]):
        if found := shape.fullmatch(sentence):
            return translation.format(*map(_Gap, found.groups()))
    return sentence


def _said_by_the_system(words: str) -> str:
    """Why it refused a file, which Python says in English wherever it runs."""
    known = {
        "Directory not empty": tr("Directory not empty"),
        "Disk quota exceeded": tr("Disk quota exceeded"),
        "File exists": tr("File exists"),
        "File too large": tr("File too large"),
        "Input/output error": tr("Input/output error"),
        "Is a directory": tr("Is a directory"),
        "No such file or directory": tr("No such file or directory"),
        "No space left on device": tr("No space left on device"),
        "Not a directory": tr("Not a directory"),
        "Operation not permitted": tr("Operation not permitted"),
        "Permission denied": tr("Permission denied"),
        "Read-only file system": tr("Read-only file system"),
    }
    return known.get(words, words)


@cache
def _shapes(language: str) -> list[tuple[re.Pattern[str], str]]:
    """The catalogue of a language; what has the most words of its own is tried first."""
    path = resource_path("translations", "core", f"{language}.json")
    if not path.is_file():
        return []
    catalogue: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    templates = sorted(catalogue, key=_n_own_characters, reverse=True)
    return [(_shape(template), catalogue[template]) for template in templates]


def _shape(template: str) -> re.Pattern[str]:
    pattern = ""
    for words, gap, how, _ in string.Formatter().parse(template):
        pattern += re.escape(words)
        if gap is not None:
            pattern += _DIGITS if how and how.startswith(",") else _ANYTHING
    return re.compile(pattern, re.DOTALL)


def _n_own_characters(template: str) -> int:
    return sum(len(words) for words, *_ in string.Formatter().parse(template))
