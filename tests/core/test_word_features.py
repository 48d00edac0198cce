"""Words without scikit-learn, held to scikit-learn's own TF-IDF."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pytest

from ulmfit_core.evaluation.tfidf import features_of, tfidf_vectorizer

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


def by_scikit_learn(vectorizer: Any, texts: list[str]) -> np.ndarray:
    rows: np.ndarray = vectorizer.transform(texts).toarray()
    return rows


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_has_the_words_scikit_learn_finds(language: str) -> None:
    known = TEXTS[language]
    vectorizer = tfidf_vectorizer(known)
    vectorizer.fit([*known, *ODD[7:]])
    features = features_of(vectorizer)
    asked = [*known, *ODD, *(text for texts in TEXTS.values() for text in texts)]
    expected = by_scikit_learn(vectorizer, asked)
    assert expected.shape[1] == len(features)
    for text, row in zip(asked, expected, strict=True):
        places, weights = features.of(text)
        assert len(set(places.tolist())) == len(places)
        found = np.zeros(len(features))
        found[places] = weights
        np.testing.assert_allclose(found, row, atol=1e-6, err_msg=repr(text))
    assert np.count_nonzero(expected.any(axis=1)) > len(known)


def test_runs_of_characters_are_counted_where_spaces_are_missing() -> None:
    for language, has_runs in (("English", False), ("Chinese", True), ("Thai", True)):
        vectorizer = tfidf_vectorizer(TEXTS[language]).fit(TEXTS[language])
        assert bool(features_of(vectorizer).characters) is has_runs
