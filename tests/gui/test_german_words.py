"""One thing has one name in German, and a sentence after a colon begins with a capital."""

from __future__ import annotations

import json
import re

import pytest

from ulmfit_core.resources import resource_path

GERMAN = {
    sentence: german
    for name in ("de.json", "core/de.json")
    for sentence, german in json.loads(
        resource_path("translations", name).read_text(encoding="utf-8")
    ).items()
}


@pytest.mark.parametrize(
    "other",
    [
        r"\b[dD](er|en) Korpus|einen Korpus",  # das Korpus
        r"\bTestset\b",  # Testmenge
        r"\bSeite Nutzen\b",  # Anwenden
        r"\bEnter\b|\bEingabe\b",  # Eingabetaste
        r"[vV]on [nN]ull an\b|ohne Vortraining",  # von Grund auf
        r"Wortschatz",  # Vokabular
        r"Zufallszahl",  # Startwert
        r"\bRechner",  # Computer
        r"als nächstes",
    ],
)
def test_nothing_has_two_names(other: str) -> None:
    assert [german for german in GERMAN.values() if re.search(other, german)] == []


def test_what_pauses_is_not_said_to_stop() -> None:
    paused = [german for said, german in GERMAN.items() if re.search(r"\bpause", said, re.I)]
    assert [german for german in paused if "ngehalten" in german] == []


def test_a_whole_sentence_after_a_colon_begins_with_a_capital() -> None:
    asks = re.compile(r": [a-zäöü]\w+[nt] (Sie|es|er|sie)\b|: bei anderen kann")
    assert [german for german in GERMAN.values() if asks.search(german)] == []
