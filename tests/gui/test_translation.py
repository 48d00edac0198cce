from __future__ import annotations

import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from app import translation
from app.translation import Catalogue, number, tr, tr_count
from tests.gui.sentences import sentences
from ulmfit_core.resources import resource_path
from ulmfit_core.training.finetune_jobs import ClassifierJob, InstantHeadJob, LanguageModelJob
from ulmfit_core.training.presets import PRESETS
from ulmfit_core.training.settings import setting_names


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    catalogue = Catalogue(
        {"Stop {what}": "{what} anhalten", "{n} text | {n} texts": "{n} Text | {n} Texte"}
    )
    qapp.installTranslator(catalogue)
    QLocale.setDefault(QLocale("de_DE"))
    yield
    qapp.removeTranslator(catalogue)


def test_english_is_what_stands_in_the_code() -> None:
    assert tr("Stop {what}", what="it") == "Stop it"
    assert tr_count("{n} text", "{n} texts", 1) == "1 text"
    assert tr_count("{n} text", "{n} texts", 3000) == "3,000 texts"


@pytest.mark.usefixtures("german")
def test_a_catalogue_speaks_its_language() -> None:
    assert tr("Stop {what}", what="Import") == "Import anhalten"
    assert tr_count("{n} text", "{n} texts", 1) == "1 Text"
    assert tr_count("{n} text", "{n} texts", 3000) == "3.000 Texte"
    assert number(1234567) == "1.234.567"


@pytest.mark.usefixtures("german")
def test_what_a_catalogue_lacks_stays_english() -> None:
    assert tr("Train") == "Train"


@pytest.mark.usefixtures("german")
def test_words_of_qt_s_own_are_left_to_qt() -> None:
    assert QCoreApplication.translate("QDialog", "Stop {what}") == "Stop {what}"


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        (["de-Latn-AT", "de-AT", "en-GB"], "de"),
        (["fr-FR", "fr", "de-DE"], "de"),  # rather than what nobody asked for
        (["en-DE", "de-DE"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_of_the_system_s_languages_the_first_that_there_is(spoken: list[str], shown: str) -> None:
    assert translation.chosen_language("system", spoken) == shown
    assert translation.chosen_language("en", spoken) == "en"


def test_an_unknown_language_is_english() -> None:
    assert translation.chosen_language("xx") == "en"
    assert translation.chosen_language("en") == "en"
    assert translation.load("en") == []


APP = Path(__file__).resolve().parents[2] / "app"
GERMAN = json.loads(resource_path("translations", "de.json").read_text(encoding="utf-8"))
RUN_WORDS = APP.parent / "ulmfit_core" / "training" / "run_words.py"
SOURCES = [*sorted(APP.rglob("*.py")), RUN_WORDS]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(APP.parent)))
def test_german_has_every_sentence(source: Path) -> None:
    assert [sentence for sentence in sentences(source) if sentence not in GERMAN] == []


def test_german_has_what_the_core_says_of_presets_and_settings() -> None:
    assert from_the_core() - GERMAN.keys() == set()


def test_german_says_nothing_that_nobody_asks_for() -> None:
    asked = {sentence for source in SOURCES for sentence in sentences(source)}
    assert GERMAN.keys() - asked - from_the_core() == set()


def from_the_core() -> set[str]:
    """What it says of its presets and settings, which the app shows as it is."""
    jobs = (ClassifierJob, LanguageModelJob, InstantHeadJob)
    helps = {words for job in jobs for words in setting_names(job).values()}
    return helps | {preset.summary for preset in PRESETS.values()}


@pytest.mark.parametrize(("sentence", "german"), GERMAN.items(), ids=range(len(GERMAN)))
def test_german_names_the_same_things(sentence: str, german: str) -> None:
    for one, other in zip(sentence.split(" | "), german.split(" | "), strict=True):
        assert fields(one) == fields(other)


def fields(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_a_number_in_a_sentence_is_written_as_the_language_does() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    assert tr("step {step} of {total}", step=119, total=1200).endswith("1.200")
