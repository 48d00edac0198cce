from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from app import translation
from app.translation import Catalogue, number, tr, tr_count


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


def test_an_unknown_language_is_english() -> None:
    assert translation.chosen_language("xx") == "en"
    assert translation.chosen_language("en") == "en"
    assert translation.load("en") == []
