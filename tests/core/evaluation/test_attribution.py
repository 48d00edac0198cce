from __future__ import annotations

import numpy as np
import pytest

from tests.builders import keyword_bundle
from ulmfit_core.evaluation import attribution
from ulmfit_core.evaluation.attribution import attribute
from ulmfit_core.predictor import Predictor

WORDS = {"refund": "money", "chain": "repair"}
TEXT = "Hello! I want a refund, now."


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.from_bundle(keyword_bundle(WORDS), threads=1)


def spoken(predictor: Predictor, text: str, label: str) -> dict[str, float]:
    parts = attribute(predictor, text).parts(label)
    return {text[part.start : part.end]: part.weight for part in parts}


def test_the_deciding_word_speaks_loudest(predictor: Predictor) -> None:
    found = attribute(predictor, TEXT)
    assert found.likeliest == "money"
    weights = spoken(predictor, TEXT, "money")
    assert list(weights) == ["Hello", "!", "I", "want", "a", "refund", ",", "now", "."]
    assert max(weights, key=lambda word: weights[word]) == "refund"
    assert weights["refund"] > 1.5
    assert all(weight <= 0 for word, weight in weights.items() if word != "refund")


def test_a_weight_is_the_change_of_the_log_odds(predictor: Predictor) -> None:
    whole, without = predictor.predict_proba([TEXT, TEXT.replace("refund", "")])[:, 0]
    change = np.log(whole / (1 - whole)) - np.log(without / (1 - without))
    assert spoken(predictor, TEXT, "money")["refund"] == pytest.approx(change, abs=1e-4)


def test_a_word_for_one_label_speaks_against_the_other(predictor: Predictor) -> None:
    text = "refund or chain"
    assert spoken(predictor, text, "money")["chain"] < -0.5
    assert spoken(predictor, text, "repair")["chain"] > 0.5
    assert spoken(predictor, text, "repair")["refund"] < -0.5


def test_labels_that_stand_apart_have_odds_of_their_own() -> None:
    bundle = keyword_bundle(WORDS, task="multi", thresholds=(0.5, 0.5))
    multi = Predictor.from_bundle(bundle, threads=1)
    assert spoken(multi, "xx refund", "money")["refund"] > 2
    assert spoken(multi, "xx refund", "repair")["refund"] == pytest.approx(0)


def test_certainty_near_one_still_tells_words_apart(predictor: Predictor) -> None:
    bundle = keyword_bundle(WORDS, temperature=0.1)  # p differs from 1 by less than 32 bits show
    weights = spoken(Predictor.from_bundle(bundle, threads=1), "refund of it", "money")
    unsure = spoken(predictor, "refund of it", "money")
    assert weights == pytest.approx(
        {word: 10 * weight for word, weight in unsure.items()}, rel=1e-3
    )


def test_spans_lie_in_the_text_as_it_was_typed(predictor: Predictor) -> None:
    text = "  Where’s my\r\n\r\nRe-fund? 𝄞 我要退款"
    spans = attribute(predictor, text).spans
    words = [text[start:end] for start, end in spans]
    assert words == ["Where’s", "my", "Re-fund", "?", "𝄞", "我", "要", "退", "款"]


def test_nothing_to_take_away_is_no_trouble(predictor: Predictor) -> None:
    for text in ("", " \n "):
        found = attribute(predictor, text)
        assert found.spans == ()
        assert found.parts("money") == ()
        assert sum(found.probabilities) == pytest.approx(1)


def test_a_long_text_is_taken_apart_by_passages(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribution, "MOST_PARTS", 20)
    sentences = [f"This is sentence {n} of a {'long ' * (n % 4)}letter." for n in range(60)]
    sentences[33] = "Then a refund was promised to me."
    text = " ".join(sentences)
    found = attribute(predictor, text)
    assert not found.by_word
    assert len(found.spans) <= 20
    best = max(found.parts("money"), key=lambda part: part.weight)
    passage = text[best.start : best.end]
    assert "refund" in passage
    assert passage.startswith(("Then", "This"))
    assert passage.endswith(".")
    covered = "".join(text[start:end] for start, end in found.spans)
    assert covered.replace(" ", "") == text.replace(" ", "")


def test_a_text_without_sentences_is_cut_into_even_passages(predictor: Predictor) -> None:
    text = "word " * 1000
    spans = attribute(predictor, text).spans
    assert [len(text[start:end].split()) for start, end in spans] == [68] * 14 + [48]


@pytest.mark.parametrize("n_words", [1, 150, 201, 1000, 7000])
def test_the_work_is_bounded_whatever_the_length(
    predictor: Predictor, n_words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def count(texts: list[str]) -> object:
        asked.extend(texts)
        return np.full((len(texts), 2), 0.5, np.float32)

    monkeypatch.setattr(predictor, "predict_proba", count)
    attribute(predictor, "word " * n_words)
    assert len(asked) <= attribution.MOST_PARTS + 1
    assert sum(len(text.split()) for text in asked) <= max(
        attribution.MOST_WORDS + n_words, 9 * n_words
    )
