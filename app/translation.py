"""The app's sentences in the user's language.

A catalogue is a JSON object, ``resources/translations/<language>.json``: the English sentence
as the key, its translation as the value. Where a number decides the form, the key is
the pair ``"one | many"``. Nothing has to be compiled, and a diff shows what changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ulmfit_core.resources import resource_path

_CONTEXT = "app"


class Catalogue(QTranslator):
    """Looks sentences up in a dictionary; one that it lacks stays English."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__()
        self._sentences = sentences

    def isEmpty(self) -> bool:
        return not self._sentences

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return self._sentences.get(source) if context == _CONTEXT else None


def tr(sentence: str, **values: object) -> str:
    """A sentence in the user's language; ``{name}`` in it is replaced by ``values["name"]``,
    a whole number as that language writes it."""
    written = {
        name: number(value) if type(value) is int else value for name, value in values.items()
    }
    return QCoreApplication.translate(_CONTEXT, sentence).format(**written)


def tr_count(one: str, many: str, n: int, **values: object) -> str:
    """A sentence with a number, ``{n}``, in the form that goes with it.

    >>> tr_count("{n} text", "{n} texts", 1)
    '1 text'
    """
    forms = QCoreApplication.translate(_CONTEXT, f"{one} | {many}").split(" | ")
    return forms[0 if n == 1 else -1].format(n=number(n), **values)


def number(value: int) -> str:
    """A whole number with the separators of the user's language."""
    return QLocale().toString(value)


def decimal(value: float, places: int = 1) -> str:
    """A number with so many decimal places, as the user's language writes it."""
    return QLocale().toString(value, "f", places)


def percent(share: float, places: int = 0) -> str:
    """A share of 1 as a percentage.

    >>> percent(0.915, 1)
    '91.5%'
    """
    return tr("{number}%", number=decimal(100 * share, places))


def locale(language: str) -> QLocale:
    """How numbers and dates are written: as the system does, if it speaks the language."""
    system = QLocale.system()
    return system if system.name()[:2] == language else QLocale(language)


def languages() -> list[str]:
    """The languages there are, English first."""
    return ["en", *sorted(path.stem for path in resource_path("translations").glob("*.json"))]


def load(language: str) -> list[QTranslator]:
    """The translators for a language: ours and Qt's own; none for English."""
    path = resource_path("translations", f"{language}.json")
    if not path.is_file():
        return []
    ours = Catalogue(json.loads(path.read_text(encoding="utf-8")))
    theirs = QTranslator()
    theirs.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return [theirs, ours]


def chosen_language(preference: str, spoken: Sequence[str] | None = None) -> str:
    """The language to show: the preferred one, or for ``"system"`` the first of ``spoken`` that
    there is; those of the system, as ``de-AT``, unless told otherwise.

    Not by the format of its numbers: macOS calls that English where the program is.
    """
    if spoken is None:
        spoken = QLocale.system().uiLanguages()
    wanted = [tag.partition("-")[0] for tag in spoken] if preference == "system" else [preference]
    return next((language for language in wanted if language in languages()), "en")
