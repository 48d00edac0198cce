"""Groups of made-up texts whose labels and errors are known."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.project.drawn_parts import DrawnPart
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.label_tally import ReadTexts

N_DISTINCT, N_TEXTS, N_TEST, N_TAUGHT, N_ROUNDS = 900, 1200, 240, 150, 600
IMPORT = ImportRecord(1, "a.csv", 0.0, 1, N_TEXTS, 0, N_TEXTS - N_DISTINCT, N_TEST, 0.2)
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def read(
    rng: np.random.Generator, n_test: int = N_TEST, tail: float = np.inf
) -> tuple[ReadTexts, Flags, Flags]:
    """Texts of which the last repeat others, what is so [n], and which are of the group, where the
    model errs three times as often; it knows by heart what taught it. The smaller the ``tail``, the
    more often few of them come."""
    often = 1 + rng.pareto(tail, N_DISTINCT)
    repeats = 1 + rng.choice(N_DISTINCT, N_TEXTS - N_DISTINCT, p=often / often.sum())
    first = np.concatenate([np.arange(1, N_DISTINCT + 1), repeats])
    is_odd = rng.random(N_DISTINCT) < 0.3
    is_so, is_wrong = rng.random((2, N_DISTINCT)) < [[0.3], [0.1]]
    is_wrong |= is_odd & (rng.random(N_DISTINCT) < 0.2)
    group = np.where(rng.random(N_TEXTS) < 0.8, is_odd[first - 1], rng.random(N_TEXTS) < 0.3)
    drawn = 1 + rng.permutation(N_DISTINCT)
    tested, taught = drawn[:n_test], drawn[n_test : n_test + N_TAUGHT]
    is_wrong[taught - 1] = False
    known = np.isin(first, [*tested, *taught])
    so, said = is_so[first - 1], (is_so ^ is_wrong)[first - 1]
    truth, given = (np.stack([flags, ~flags], axis=1) for flags in (so, said))
    part = DrawnPart((IMPORT,), tested, int((~known).sum()))
    none = np.empty(0, np.int64), np.empty((0, 2), bool)
    rows = (first, known, truth & known[:, None], given, taught, *none)
    return ReadTexts(("so", "not"), *rows, [part]), so, group


def test_the_interval_of_a_group_holds_what_is_so_19_times_in_20() -> None:
    rng, held, off = np.random.default_rng(5), np.zeros(2), np.zeros(2)
    for _ in range(N_ROUNDS):
        texts, so, group = read(rng)
        for place, where in enumerate((group, ~group)):
            counts, true = texts.group("", where).counts, so[where].sum()
            assert counts is not None
            held[place] += counts[0].interval.low <= true <= counts[0].interval.high
            off += [counts[0].estimated - true, counts[0].predicted - true]
    assert held / N_ROUNDS == pytest.approx(0.95, abs=0.025)
    by_estimate, by_model = abs(off) / N_ROUNDS / 2
    assert by_model > 15
    assert by_estimate < 1.5


def test_so_it_does_with_few_test_texts_and_some_texts_that_often_come() -> None:
    rng, held = np.random.default_rng(7), []
    for _ in range(N_ROUNDS):
        texts, so, group = read(rng, n_test=60, tail=1.2)
        counts = texts.group("", group).counts
        if counts is not None:
            held.append(counts[0].interval.low <= so[group].sum() <= counts[0].interval.high)
    assert len(held) > N_ROUNDS / 2
    assert np.mean(held) > 0.94


def test_texts_that_often_come_leave_the_estimate_nearer_than_the_model_is() -> None:
    rng, held, off = np.random.default_rng(8), 0, np.zeros((300, 2))
    for n in range(len(off)):
        texts, so, _ = read(rng, tail=0.8)
        counts, true = texts.group().counts, so.sum()
        assert counts is not None
        held += counts[0].interval.low <= true <= counts[0].interval.high
        off[n] = counts[0].estimated - true, counts[0].predicted - true
    by_estimate, by_model = np.sqrt((off**2).mean(axis=0))
    assert by_estimate < 0.65 * by_model
    assert held / len(off) == pytest.approx(0.95, abs=0.025)


def repeated(
    copies: Flags, tested: Flags, wrong: Flags, taught: Flags | None = None
) -> tuple[LabelCount, int]:
    """The count of "so", and the true one, where every second text is so and each comes as often as
    ``copies`` says; what is ``tested`` or ``taught`` is known, half of that was held out."""
    learnt = np.zeros_like(tested) if taught is None else taught
    first = np.arange(1, len(copies) + 1).repeat(copies)
    known, so = (tested | learnt)[first - 1], first % 2 == 1
    given = so ^ (wrong & ~learnt)[first - 1]
    truth, said = (np.stack([flags, ~flags], axis=1) for flags in (so, given))
    part = DrawnPart(
        (replace(IMPORT, last_id=len(first)),), np.flatnonzero(tested) + 1, int((~known).sum())
    )
    held_out = np.flatnonzero(learnt)[::2]
    answer = (held_out % 2 == 0) ^ wrong[held_out]
    answers = np.flatnonzero(learnt) + 1, held_out + 1, np.stack([answer, ~answer], axis=1)
    rows = first, known, truth & known[:, None], said
    counts = ReadTexts(("so", "not"), *rows, *answers, [part]).group().counts
    assert counts is not None
    return counts[0], int(so.sum())


def test_an_error_is_not_multiplied_by_the_copies_of_the_text_it_is_on() -> None:
    """The model errs on one of a thousand texts, which comes 34 times and was drawn."""
    places = np.arange(1000)
    copies, tested = np.where(places % 100, 1, 34), places % 10 == 0
    found, true = repeated(copies, tested, places == 100)
    assert found.predicted == true - 34
    assert found.estimated == pytest.approx(true, abs=15)
    assert found.interval.high < true + 80


def test_texts_that_often_come_are_put_right_by_those_that_often_come() -> None:
    """The model errs on every third of them, and on no other."""
    rng, places = np.random.default_rng(3), np.arange(1000)
    copies, tested = np.where(places % 10, 1, 20), rng.random(1000) < 0.3
    found, true = repeated(copies, tested, places % 30 == 0)
    assert found.predicted == true - 34 * 20
    assert found.estimated == pytest.approx(true, abs=200)
    assert found.interval.low < true <= found.interval.high


def test_copies_of_what_people_labelled_tell_nothing_of_the_others() -> None:
    rng, places = np.random.default_rng(3), np.arange(1000)
    wrong, tested = (rng.random((2, 1000)) < 0.1) & (places > 0)
    taught = (places % 20 == 7) & ~tested
    few, many = (repeated(np.where(taught, often, 1), tested, wrong, taught) for often in (1, 40))
    assert (wrong & taught).any()
    offs = [(end - true for end in ends_of(found)) for found, true in (few, many)]
    assert [*offs[1]] == pytest.approx([*offs[0]])


def ends_of(found: LabelCount) -> tuple[float, float, float]:
    return found.estimated, found.interval.low, found.interval.high


def test_groups_add_up_to_the_whole_but_for_what_is_estimated() -> None:
    texts, _, group = read(np.random.default_rng(6))
    whole, inside, outside = (texts.group("", where) for where in (None, group, ~group))
    assert whole.n_texts == inside.n_texts + outside.n_texts == N_TEXTS
    assert whole.n_tested == N_TEST
    both = zip(inside.predicted, outside.predicted, strict=True)
    assert whole.predicted == tuple(map(sum, both))


def test_what_many_labels_take_of_memory_grows_with_the_labelled_texts_alone() -> None:
    n, n_labels, n_known = 20_000, 100, 400
    ids, known = np.arange(1, n + 1), np.arange(n) < n_known
    said = np.eye(n_labels, dtype=bool)[ids % n_labels]
    part = DrawnPart((replace(IMPORT, last_id=n),), ids[:n_known], n - n_known)
    none = np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, n_labels), bool)
    labels = tuple(map(str, range(n_labels)))
    texts = ReadTexts(labels, ids, known, said & known[:, None], said, *none, [part])
    tracemalloc.start()
    group = texts.group()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert group.n_tested == n_known
    assert most < 2 * said.nbytes
