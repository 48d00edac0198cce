"""Words without scikit-learn, held to scikit-learn's own TF-IDF."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from ulmfit_core.fewshot.vocabulary import Vocabulary
from ulmfit_core.word_features import EARLIER, words

TEXTS = {
    "English": ["The cat's mat, the CAT!", "a mat-like thing; a THING", "I I I", "x"],
    "German": ["Straße, STRASSE, ẞ und Übergrößenträger", "der Zug fällt aus", "Zug um Zug"],
    "Turkish": ["İstanbul'da ışık IŞIK istanbul", "ığdır İĞDE"],
    "Greek": ["ΟΔΟΣ οδος Σίσυφος ΣΊΣΥΦΟΣ", "τέλος."],
    "Russian": ["Ёлка ёлка ЕЛКА", "не, не и не"],
    "Hindi": ["नदी कहाँ है? नदी!", "हिन्दी के मात्रा चिह्न"],
    "Tamil": ["தமிழ் மொழி", "மொழி என்ன?"],
    "Arabic": ["أين النهر؟ النَّهْر", "نهر، نهر"],
    "Hebrew": ["איפה הנהר? ״כן״", "נהר־אחד"],
    "Korean": ["강은 어디에 있나요? 강은", "각 각"],
    "Thai": ["แม่น้ำอยู่ที่ไหน แม่น้ำ", "ที่ไหน"],
    "Japanese": ["どこに川がありますか。川！", "カタカナと漢字", "ｶﾅ"],
    "Chinese": ["河在哪里？河。", "这部电影很好看，很好", "𠀀𠀁"],
    "Khmer and Myanmar": ["ទន្លេ នៅឯណា", "မြစ် ဘယ်မှာလဲ"],
    "Chinese with English": ["河 river 河", "the 河"],
}
ODD = [
    "",
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2003\u2028\u3000",
    "?!… — ¿¡ 「」 ，。",
    "a\u200bb a\u00adb a\ufeffb",
    "e\u0301 \u00e9 " + unicodedata.normalize("NFD", "Ünïcödé"),
    "👍🏽👩‍👩‍👧 👍 🇵🇹",
    "\x00 \x07\x7f a\x00b",
    "\ud800 lone \udfff",
    "ﬁne ǅ ŉ \u1e9e \u0130",
    "1,000.50 3-2=1 snake_case @me #tag http://x.y/z?q=1",
    "the the the cat the cat",
    "w" * 3000,
    "ab" * 700 + " tail",
]


def found(texts: list[str]) -> Vocabulary:
    fitted = Vocabulary.fit(texts, least=1, most=100_000)
    assert fitted is not None
    return fitted[0]


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_has_the_words_scikit_learn_finds(language: str) -> None:
    known = TEXTS[language]
    vocabulary = found([*known, *ODD[7:]])
    features = vocabulary.features()
    asked = [*known, *ODD, *(text for texts in TEXTS.values() for text in texts)]
    expected: np.ndarray = vocabulary.tfidf(asked).toarray()
    assert expected.shape[1] == len(features)
    for text, row in zip(asked, expected, strict=True):
        places, weights = features.of(text)
        assert len(set(places.tolist())) == len(places)
        counted = np.zeros(len(features))
        counted[places] = weights
        counted *= vocabulary.weights
        np.testing.assert_allclose(counted, row, atol=1e-6, err_msg=repr(text))
    assert np.count_nonzero(expected.any(axis=1)) > len(known)


@pytest.mark.parametrize(
    ("language", "lengths"),
    [("English", {3, 4}), ("Korean", {3, 4}), ("Chinese", {1, 2, 3}), ("Thai", {1, 2, 3})],
)
def test_runs_are_shorter_where_no_space_parts_words(language: str, lengths: set[int]) -> None:
    runs = found(TEXTS[language]).features().characters
    assert {len(run) for run in runs} == lengths
    shorter = [run for run in runs if len(run) == 3 and max(lengths) == 4]
    assert all(run[0] == run[2] == " " for run in shorter)  # whole words of one letter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كتاب؟ نعم، كتاب۔", ["كتاب", "نعم", "كتاب"]),
        ("नदी है। है॥", ["नदी", "है", "है"]),
        ("נהר־אחד", ["נהר", "אחד"]),
        ("河：好；好？［河］", ["河", "好", "好", "河"]),
    ],
)
def test_marks_of_other_scripts_part_words(text: str, expected: list[str]) -> None:
    assert words(text)[: len(expected)] == expected
    assert words(text, EARLIER)[: len(expected)] != expected
