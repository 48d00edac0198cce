from __future__ import annotations

import unicodedata

import pytest

from ulmfit_core.project.folding import folded


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("τράπεζας", "ΤΡΑΠΕΖΑΣ"),
        ("تَحْوِيلُ الأَمْوَالِ", "تحويل الاموال"),
        ("الأمـــوال", "الأموال"),
        ("הַכֶּסֶף", "הכסף"),
        ("Über\xadweisung", "Überweisung"),
        ("pass\u200bword", "password"),
        ("می\u200cخواهم", "میخواهم"),
        ("oﬃce", "office"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
        ("счёт", "счет"),
        ("İstanbul", "istanbul"),
        ("ﾃｽﾄ", "テスト"),
        ("  Crème\nbrûlée ", "creme brulee"),
    ],
)
def test_spellings_of_one_word_are_alike(written: str, typed: str) -> None:
    assert folded(written) == folded(typed)
    assert folded(unicodedata.normalize("NFD", written)) == folded(written)
    assert folded(folded(written)) == folded(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [("мой", "мои"), ("कि", "का"), ("क्या", "कया"), ("が", "か"), ("ไม้", "ไม"), ("길", "기")],
)
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)
