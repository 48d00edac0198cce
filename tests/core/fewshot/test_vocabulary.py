"""What texts are counted by: words, pairs of words and runs of characters."""

from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.fewshot import vocabulary as module
from ulmfit_core.fewshot.views import word_space
from ulmfit_core.fewshot.vocabulary import Vocabulary

LATE = ["delivery was late", "late deliveries again", "the invoice is wrong", "wrong invoices"]


def found(texts: list[str], least: int = 1, most: int = 1000) -> Vocabulary:
    fitted = Vocabulary.fit(texts, least=least, most=most)
    assert fitted is not None
    return fitted[0]


def likeness(vocabulary: Vocabulary, one: str, other: str) -> float:
    rows = vocabulary.tfidf([one, other]).toarray()
    return float(rows[0] @ rows[1])


def test_words_of_one_stem_are_alike_though_never_the_same() -> None:
    vocabulary = found(LATE)
    assert likeness(vocabulary, "delivered", "delivery") > 0.3
    assert likeness(vocabulary, "delivered", "invoiced") == 0
    assert len(vocabulary.words.transform(["delivered"]).data) == 0


@pytest.mark.parametrize(
    ("texts", "run_weight", "most_characters"),
    [(LATE, 1.5, 1000), (LATE, 0.0, 0), (["河在哪里", "河"], 1.0, 0)],
    ids=["words and runs", "words alone", "no spaces"],
)
def test_what_was_fitted_is_what_the_same_texts_give_again(
    texts: list[str], run_weight: float, most_characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_CHARACTERS", most_characters)
    fitted = Vocabulary.fit(texts, least=1, most=1000)
    assert fitted is not None
    vocabulary, tfidf = fitted
    np.testing.assert_array_equal(vocabulary.tfidf(texts).toarray(), tfidf.toarray())
    lengths = np.linalg.norm(tfidf.toarray(), axis=1)
    np.testing.assert_allclose(lengths, np.sqrt(1 + run_weight**2), rtol=1e-6)
    assert set(vocabulary.weights.tolist()) == {1.0, run_weight or 1.0}
    assert len(vocabulary.weights) == tfidf.shape[1]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(LATE, (5 + 5 + 7 + 3) / 4), (["河在哪里", "河"], (1 + 5 + 5 + 4 + 1 + 2 + 2 + 1) / 2)],
)
def test_runs_count_for_the_length_of_a_text_only_where_no_space_parts_words(
    texts: list[str], expected: float
) -> None:
    vocabulary = found(texts)
    assert vocabulary.words_a_text(vocabulary.tfidf(texts)) == expected


def test_runs_of_another_weight_leave_words_and_topics_as_they_are() -> None:
    space = word_space(LATE, least=1)
    words = space.words(LATE)
    other, reweighed = space.with_runs_of(0.5, words)
    assert other.vocabulary is not None
    n_words = len(other.vocabulary.words.vocabulary_)
    np.testing.assert_allclose(other.words(LATE).toarray(), reweighed.toarray(), rtol=1e-6)
    np.testing.assert_allclose(reweighed[:, :n_words].toarray(), words[:, :n_words].toarray())
    np.testing.assert_allclose(3 * reweighed[:, n_words:].toarray(), words[:, n_words:].toarray())
    np.testing.assert_allclose(other.topics(reweighed), space.topics(words), atol=1e-3)


@pytest.mark.parametrize("texts", [["河在哪里", "河"], ["?!", "..."]])
def test_where_no_runs_stand_beside_words_nothing_is_reweighed(texts: list[str]) -> None:
    space = word_space(texts, least=1)
    words = space.words(texts)
    assert space.with_runs_of(0.5, words) == (space, words)


def test_of_a_huge_corpus_words_alone_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_CHARACTERS", sum(map(len, LATE)))
    assert found(LATE).features().characters
    assert not found([*LATE, "x"]).features().characters
    monkeypatch.setattr(module, "_MOST_CHARACTERS", 0)
    assert found(["河在哪里", "河"]).features().characters  # there runs are the words


def test_the_commonest_runs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SPACED", 3)
    features = found(["late late", "late", "soon"]).features()
    assert set(features.characters) >= {" lat", "late", "ate "}
    assert len(features.characters) == 3


@pytest.mark.parametrize("texts", [["", " "], ["?!", "..."]])
def test_without_a_word_there_is_none(texts: list[str]) -> None:
    assert Vocabulary.fit(texts, least=1, most=10) is None


def test_words_that_occur_too_seldom_are_none() -> None:
    assert Vocabulary.fit(["one two", "three"], least=2, most=10) is None
