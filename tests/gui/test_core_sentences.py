from __future__ import annotations

import errno
import json
import os
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from app.core_sentences import said
from app.models.rejected_rows import RejectedRows
from app.notices import Notice, Notices
from app.translation import languages
from tests.gui.core_sentences import CoreSentences
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.rows import Row, to_document
from ulmfit_core.disk import disk_error
from ulmfit_core.errors import InputError
from ulmfit_core.resources import resource_path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = {
    language: json.loads(
        resource_path("translations", "core", f"{language}.json").read_text(encoding="utf-8")
    )
    for language in languages()[1:]
}


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="module")
def core() -> CoreSentences:
    return CoreSentences(path for path in sorted(ROOT.glob("ulmfit_core/**/*.py")) if shown(path))


def shown(path: Path) -> bool:
    """The command speaks English."""
    return "cli" not in path.relative_to(ROOT).parts


def test_every_sentence_of_the_core_can_be_derived(core: CoreSentences) -> None:
    # but the help of a setting, which the app's own catalogue has
    assert {Path(place.rpartition(":")[0]).name for place in core.underivable} == {"settings.py"}
    assert len(core.underivable) == 1


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_every_sentence_of_the_core(core: CoreSentences, language: str) -> None:
    assert sorted(core.found - CATALOGUES[language].keys()) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_nothing_that_the_core_never_says(
    core: CoreSentences, language: str
) -> None:
    assert sorted(CATALOGUES[language].keys() - core.found) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_has_the_gaps_of_its_sentence(language: str) -> None:
    for sentence, other in CATALOGUES[language].items():
        assert gaps(sentence) == gaps(other), sentence


@pytest.mark.usefixtures("german")
def test_every_sentence_is_known_by_its_own_shape() -> None:
    for sentence, other in CATALOGUES["de"].items():
        assert said(filled(sentence, "1.2")) == filled(other, "1,2"), sentence


def test_english_stays_as_it_is() -> None:
    assert said("A label needs a name.") == "A label needs a name."


@pytest.mark.usefixtures("german")
def test_what_fills_a_gap_stays_as_it_is() -> None:
    assert said('There is a label "has {no} text" already.') == (
        "Ein Label „has {no} text“ gibt es schon."
    )
    assert said("C:\\a: b\n holds no texts.") == "C:\\a: b\n enthält keine Texte."
    assert said("\udce9.csv is empty.") == "\udce9.csv ist leer."


@pytest.mark.usefixtures("german")
def test_numbers_are_written_as_the_language_does() -> None:
    assert said("is longer than 1,000,000 characters") == "ist länger als 1.000.000 Zeichen"
    assert "zu 2.048,5 GB" in said(
        "a.zip would unpack to 2,048.5 GB from 1.2 MB, which looks like a trap (a zip bomb)."
    )


@pytest.mark.usefixtures("german")
def test_a_sentence_may_hold_another_one() -> None:
    assert said("None of the 1,234 rows of a.csv holds a usable text; row 2 has no text.") == (
        "Von 1.234 Zeilen in a.csv enthält keine einen brauchbaren Text; Zeile 2 hat keinen Text."
    )
    assert said("C:\\x: y.ulmfit: It lacks its config.json.") == (
        "C:\\x: y.ulmfit: Ihr fehlt config.json."
    )


@pytest.mark.usefixtures("german", "in_german")
def test_what_the_system_says_is_in_the_user_s_language_too() -> None:
    refused = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a.csv")
    full = OSError(errno.EACCES, os.strerror(errno.EACCES))
    assert disk_words(full) == "Das Dateisystem verweigert den Zugriff: keine Berechtigung."
    assert disk_words(refused).startswith("Der Speicherplatz ist voll (a.csv); ")
    assert said("a could not be written (Gone fishing).") == (
        "a konnte nicht geschrieben werden (Gone fishing)."
    )


@pytest.mark.usefixtures("german")
def test_an_unknown_sentence_stays_english() -> None:
    assert said("Nobody says so.") == "Nobody says so."
    assert said("") == ""


@pytest.mark.usefixtures("german")
def test_a_notice_of_an_error_is_in_the_user_s_language() -> None:
    notices, posted = Notices(), list[Notice]()
    notices.posted.connect(posted.append)
    notices.error(InputError("A label needs a name.", "Type one."))
    assert [(n.text, n.hint) for n in posted] == [
        ("Ein Label braucht einen Namen.", "Tippen Sie einen ein.")
    ]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "hat keinen Text"),
        ("a\0b", "enthält ein NUL-Zeichen"),
        (["a"], "enthält einen Wert der Art list, wo ein Text stehen sollte"),
        ("a\udce9b", "enthält Bytes, die im Zeichensatz der Datei ungültig sind (0xE9)"),
    ],
)
def test_the_reason_of_a_rejected_row_is_in_the_user_s_language(cell: Any, reason: str) -> None:
    row = to_document(Row("a.csv", 7, {"text": cell}), ColumnMapping(), ReadOptions())
    assert isinstance(row, RejectedRow)
    table = RejectedRows()
    table.show_rows([row])
    assert table.index(0, 1).data() == reason
    assert table.as_text().endswith(f"7\t{reason}\ta.csv\n")


def disk_words(error: OSError) -> str:
    known = disk_error(error)
    assert known is not None
    return said(known.message)


def gaps(template: str) -> set[tuple[str, str]]:
    """Number and format of each; whether a gap holds a sentence only the translation says."""
    parsed = string.Formatter().parse(template)
    return {(gap, (how or "").replace("said", "")) for _, gap, how, _ in parsed if gap is not None}


def filled(template: str, decimal: str) -> str:
    """With something in each gap: its number, or a figure that is written in this way."""

    class Filling(str):
        def __format__(self, how: str) -> str:
            return {",": "12", ",.1f": decimal}.get(how, str(self))

    return template.format(*(Filling(f"x{i}") for i in range(len(gaps(template)))))
