"""Counts of labels against made-up texts whose labels and errors are known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ulmfit_core.evaluation.label_counts import Chosen, Draw, LabelCount, estimate_counts

LABELS = ("often", "seldom", "rare")
SHARES = (0.7, 0.27, 0.03)
CONFUSION = ((0.95, 0.04, 0.01), (0.3, 0.68, 0.02), (0.4, 0.1, 0.5))  # row: what is so
N_TEXTS, N_TEST, N_TAUGHT, N_ROUNDS = 3000, 150, 300, 1000


def count(
    truth: np.ndarray, given: np.ndarray, drawn: list[np.ndarray], taught: np.ndarray
) -> tuple[LabelCount, ...]:
    """Of texts whose labels are ``truth`` [n, C], in parts of as many; ``drawn`` of each."""
    known = np.zeros(len(truth), dtype=bool)
    known[[*np.concatenate(drawn), *taught]] = True
    parts = np.array_split(np.arange(len(truth)), len(drawn))
    draws = [
        Draw(truth[ids] - given[ids], int((~known[part]).sum()))
        for ids, part in zip(drawn, parts, strict=True)
    ]
    totals = given.sum(axis=0), truth[known].sum(axis=0), given[~known].sum(axis=0)
    return estimate_counts(LABELS, *totals, int((~known).sum()), draws)


def rounds(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, tuple[LabelCount, ...]]]:
    """What is so and what is estimated; a model knows the texts by heart that taught it."""
    one_of = np.eye(len(LABELS), dtype=np.int64)
    for _ in range(N_ROUNDS):
        places = rng.choice(len(LABELS), N_TEXTS, p=SHARES)
        said = (rng.random(N_TEXTS)[:, None] > np.cumsum(CONFUSION, axis=1)[places]).sum(axis=1)
        shuffled = rng.permutation(N_TEXTS)
        drawn, taught = shuffled[:N_TEST], shuffled[N_TEST : N_TEST + N_TAUGHT]
        said[taught] = places[taught]
        truth, given = one_of[places], one_of[np.minimum(said, len(LABELS) - 1)]
        yield truth.sum(axis=0), count(truth, given, [drawn], taught)


def test_the_interval_holds_what_is_so_19_times_in_20() -> None:
    held, off = np.zeros(len(LABELS)), np.zeros((2, len(LABELS)))
    for so, counts in rounds(np.random.default_rng(7)):
        held += [c.interval.low <= n <= c.interval.high for c, n in zip(counts, so, strict=True)]
        off[0] += [c.estimated - n for c, n in zip(counts, so, strict=True)]
        off[1] += [c.predicted - n for c, n in zip(counts, so, strict=True)]
    assert held[:2] / N_ROUNDS == pytest.approx(0.95, abs=0.02)
    assert 0.95 <= held[2] / N_ROUNDS < 0.99  # of few errors rather too wide than too narrow
    by_estimate, by_model = abs(off / N_ROUNDS)
    assert by_model[:2].min() > 100
    assert by_estimate.max() < 8


def test_texts_that_were_labelled_for_their_doubt_do_not_stand_for_the_rest() -> None:
    rng, held = np.random.default_rng(9), np.zeros(2)
    for _ in range(N_ROUNDS):
        doubt = rng.random(2000)
        truth = np.eye(3, dtype=np.int64)[rng.integers(0, 2, 2000)]
        said = truth.copy()
        said[rng.random(2000) < 0.5 * doubt**3] = (1, 0, 0)
        drawn = rng.choice(2000, 400, replace=False)
        rest = np.setdiff1d(np.arange(2000), drawn)
        taught = rest[np.argsort(-doubt[rest])][:300]
        open_ = np.setdiff1d(rest, taught)
        given = said.copy()
        given[taught] = truth[taught]  # known by heart
        held_out = rng.choice(taught, 100, replace=False)
        seen = truth[held_out] - said[held_out]
        chosen = Chosen(seen, 200, seen.sum(axis=0))
        known = truth[[*drawn, *taught]].sum(axis=0)
        totals = given.sum(axis=0), known, given[open_].sum(axis=0), len(open_)
        errors = truth[drawn] - given[drawn]
        for i, way in enumerate(((Draw(errors, 1600), [chosen]), (Draw(errors, 1300), []))):
            first = estimate_counts(LABELS, *totals, [way[0]], way[1])[0]
            held[i] += first.interval.low <= truth[:, 0].sum() <= first.interval.high
    assert held[0] / N_ROUNDS == pytest.approx(0.95, abs=0.02)
    assert held[1] / N_ROUNDS < 0.8


def test_parts_that_were_drawn_unequally_are_put_right_each_by_its_own() -> None:
    rng, held = np.random.default_rng(8), 0
    for _ in range(N_ROUNDS):
        truth = np.repeat([[1, 0, 0], [0, 1, 0]], 1000, axis=0)
        given = truth.copy()
        wrong = np.concatenate([rng.choice(1000, 50), 1000 + rng.choice(1000, 500)])
        given[wrong, :2] = 1 - given[wrong, :2]
        drawn = [rng.choice(1000, 200, replace=False), 1000 + rng.choice(1000, 60, replace=False)]
        first = count(truth, given, drawn, np.empty(0, np.int64))[0]
        held += first.interval.low <= 1000 <= first.interval.high
    assert held / N_ROUNDS == pytest.approx(0.95, abs=0.02)


def test_a_label_without_a_mistake_seen_may_still_have_some() -> None:
    truth = np.repeat([[1, 0, 0], [0, 1, 0]], 500, axis=0)
    one, _, rare = count(truth, truth, [np.arange(0, 1000, 10)], np.empty(0, np.int64))
    assert (one.predicted, one.estimated) == (500, 500)
    assert one.interval.low < 490
    assert one.interval.high > 510
    assert (rare.estimated, rare.interval.low) == (0, 0)
    assert 5 < rare.interval.high < 50


def test_where_people_labelled_every_text_nothing_is_estimated() -> None:
    truth, given = np.repeat([[1, 0, 0]], 60, axis=0), np.repeat([[0, 1, 0]], 60, axis=0)
    one, other, _ = count(truth, given, [np.arange(60)], np.empty(0, np.int64))
    assert (one.predicted, one.estimated, one.interval.low, one.interval.high) == (0, 60, 60, 60)
    assert (other.predicted, other.estimated, other.interval.high) == (60, 0, 0)


def test_no_count_is_below_what_people_found_or_above_what_there_is() -> None:
    truth = np.repeat([[1, 0, 0]], 100, axis=0)
    given = np.repeat([[0, 1, 0]], 100, axis=0)
    one, other, _ = count(truth, given, [np.arange(60)], np.arange(60, 80))
    assert one.estimated == one.interval.high == 100
    assert one.interval.low >= 80
    assert other.estimated == other.interval.low == 0
