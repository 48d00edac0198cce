"""Topics of long texts: their leading ones are enlarged for a head, and not for likeness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ulmfit_core.fewshot import views as module
from ulmfit_core.fewshot.views import counted_views, reading_view, reading_weight, word_space

LEADING = 16


def texts(n: int, n_words: int) -> list[str]:
    draw = np.random.default_rng(n_words)
    return [
        " ".join(f"w{int(200 * draw.random() ** 2) + 50 * (i % 3)}" for _ in range(n_words))
        for i in range(n)
    ]


def plain(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """Topics none of which is enlarged."""
    monkeypatch.setattr(module, "_ENLARGED", 1.0)
    topics = np.asarray(counted_views(texts)[0].topics)
    monkeypatch.undo()
    return topics


def leading_share(topics: np.ndarray) -> float:
    return float((topics[:, :LEADING] ** 2).sum() / (topics**2).sum())


def test_only_of_long_texts_the_leading_topics_are_enlarged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short, long = texts(80, 12), texts(80, 300)
    for those, least in ((short, 1.0), (long, 1.3)):
        views = counted_views(those)[0]
        before = leading_share(plain(those, monkeypatch))
        after = leading_share(np.asarray(views.topics))
        assert after / before == pytest.approx(1.0) if least == 1.0 else after / before > least
        lengths = np.linalg.norm(np.asarray(views.topics), axis=1)
        np.testing.assert_allclose(lengths, 1.0, atol=1e-5)


def test_likeness_takes_all_topics_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else long texts on one topic would count as nearly the same."""
    long = texts(60, 300)
    views = counted_views(long)[0]
    features = np.random.default_rng(0).normal(size=(60, 40)).astype(np.float16)
    reading, weight = reading_view(features), reading_weight(views.words_a_text)
    assert weight == 0.5
    weighed = reading_view(features, weight=weight)
    np.testing.assert_allclose(weighed, 0.5 * reading)
    views = replace(views, reading=weighed)
    rows = np.concatenate([plain(long, monkeypatch), reading], axis=1)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(views.likeness(3), rows @ rows[3], atol=5e-3)
    found = views.directions(np.array([5, 7]))
    np.testing.assert_allclose(found @ found.T, rows[[5, 7]] @ rows[[5, 7]].T, atol=5e-3)


def test_what_a_new_text_becomes_is_what_it_was_among_the_others() -> None:
    long = texts(60, 300)
    space = word_space(long)
    topics = np.asarray(counted_views(long)[0].topics)
    np.testing.assert_allclose(space.topics(space.words(long[:2])), topics[:2], atol=1e-5)


def test_it_is_known_which_texts_are_the_same_but_for_case_and_spaces() -> None:
    groups = counted_views(["Late again", "broken", "late  AGAIN", ""])[0].groups
    assert groups is not None
    assert groups.tolist() == [0, 1, 0, 3]
