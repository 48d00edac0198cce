"""Long texts are weighed as far as topics were found on more than the labelled texts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.fewshot.test_views import LEADING, texts
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import MOST_TOLD
from ulmfit_core.fewshot.member_fit import How, fit_member
from ulmfit_core.fewshot.softmax_regression import QUICK_TOLERANCE
from ulmfit_core.fewshot.views import ReadingSpace
from ulmfit_core.training import fitted_head
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.fitted_head import FittedHead, n_parts
from ulmfit_core.training.head_texts import HeadTexts

WIDTH, N = 6, 40


def fit(n_others: int) -> FittedHead:
    """On 40 long labelled texts and so many others whose words are counted."""
    long = texts(N + n_others, 300)
    job = InstantHeadJob("", n_classes=2, self_training=False)
    some = HeadTexts(long[:N], [i % 2 for i in range(N)], counted=long[N:])
    space = ReadingSpace(np.zeros(WIDTH, np.float32), np.eye(WIDTH, dtype=np.float32))
    return FittedHead.fit(job, some, np.zeros((N, WIDTH), np.float16), space)


@pytest.mark.parametrize("self_training", [False, True])
def test_texts_that_stand_there_again_make_no_head_surer(self_training: bool) -> None:
    rng = np.random.default_rng(0)
    some = [" ".join(f"w{j}" for j in rng.integers(0, 400, 12)) for _ in range(600)]
    targets = [int(t) for t in rng.integers(0, 2, 120)]  # noise: there is nothing to learn
    job = InstantHeadJob("", n_classes=2, self_training=self_training)
    temperatures = []
    for times in (1, 3):
        texts = HeadTexts(some[:120] * times, targets * times, unlabelled=some[120:])
        features = np.zeros((len(texts.reading), WIDTH), np.float16)
        head = FittedHead.fit(job, texts, features, ReadingSpace.blind(WIDTH))
        temperatures.append(head.learnt.temperature)
    assert min(temperatures) > 1


@pytest.mark.parametrize(("n_others", "strength"), [(0, 0.0), (20, 0.5), (40, 0.75), (160, 1.0)])
def test_the_more_texts_have_no_label_the_more_leading_topics_count(
    n_others: int, strength: float
) -> None:
    head = fit(n_others)
    assert head.words.vocabulary is not None
    axes = head.words.axes / head.words.vocabulary.weights[:, None]
    lengths = np.linalg.norm(axes, axis=0)
    np.testing.assert_allclose(lengths[LEADING:], 1.0, atol=0.01)
    reading = head.reading.projection[0, 0]
    if not strength:
        assert lengths[0] == pytest.approx(1.0, abs=0.01)
        assert reading == 1.0
    else:
        assert lengths[0] > 1 + strength
        assert reading == pytest.approx(1 - strength / 2, abs=0.01)


@pytest.mark.parametrize(("n_labelled", "expected"), [(40, 7), (199, 7), (200, 12), (1000, 32)])
def test_it_is_known_in_how_many_parts_a_head_is_fitted(n_labelled: int, expected: int) -> None:
    job = InstantHeadJob("", n_classes=2)
    some = HeadTexts(texts(n_labelled, 5), [i % 2 for i in range(n_labelled)])
    assert parts_of(job, some) == n_parts(job, some) == expected


@pytest.mark.parametrize(("is_learnable", "n_left_out"), [(True, 0), (False, 1)])
def test_what_self_training_adds_is_among_the_parts(is_learnable: bool, n_left_out: int) -> None:
    rng = np.random.default_rng(0)
    targets = [int(t) for t in rng.integers(0, 2, 120)]
    asked = [int(t) for t in rng.integers(0, 2, 480)]
    words = [
        " ".join(f"{'ab'[label] if is_learnable else ''}{j}" for j in rng.integers(0, 60, 5))
        for label in [*targets, *asked]
    ]
    job = InstantHeadJob("", n_classes=2)
    some = HeadTexts(words[:120], targets, unlabelled=words[120:])
    assert n_parts(job, some) == 1 + 5 + 5 + 1 + 1
    assert parts_of(job, some) == n_parts(job, some) - n_left_out


def parts_of(job: InstantHeadJob, some: HeadTexts) -> int:
    """How many it takes: one more than there are pauses."""
    features = np.zeros((len(some.reading), WIDTH), np.float16)
    return 1 + sum(1 for _ in FittedHead.fitting(job, some, features, ReadingSpace.blind(WIDTH)))


ENDINGS = {
    "bare": [""],
    "inflected": ["", "ing", "ed", "er", "s", "able", "ness", "ly", "ful", "less"],
}


def stems(words: str) -> tuple[list[str], list[int]]:
    """A thousand texts of six stems each, a third of them of its own kind, and their kinds."""
    rng = np.random.default_rng(0)
    letters = "bcdfghklmnprst", "aeiou"
    made = ["".join(rng.choice(list(letters[i % 2])) for i in range(6)) for _ in range(300)]
    said, targets = [], [i % 2 for i in range(1000)]
    for target in targets:
        is_told = rng.random(6) < 0.35  # by a stem of its side, even or odd
        stem = np.where(is_told, 2 * rng.integers(0, 150, 6) + target, rng.integers(0, 300, 6))
        ends = rng.choice(ENDINGS[words], 6)
        said.append(" ".join(made[i] + end for i, end in zip(stem, ends, strict=True)))
    return said, targets


@pytest.mark.parametrize(("words", "run_weight"), [("bare", 0.5), ("inflected", 1.5)])
def test_with_many_labels_runs_count_as_much_as_they_tell(words: str, run_weight: float) -> None:
    """Runs find the stem of an inflected word; where words come as they are, they are noise."""
    said, targets = stems(words)
    job, blind = InstantHeadJob("", n_classes=2, self_training=False), ReadingSpace.blind(WIDTH)
    features = np.zeros((1000, WIDTH), np.float16)
    head = FittedHead.fit(job, HeadTexts(said, targets), features, blind)
    assert head.words.vocabulary is not None
    assert head.words.vocabulary.run_weight == run_weight
    part = head.words_part()
    assert part is not None
    expected = head.logits(said[:9], features[:9].astype(np.float32))
    np.testing.assert_allclose(part.logits(said[:9]) + head.learnt.bias, expected, atol=1e-2)


def common_and_telling(n: int, n_telling: int) -> tuple[list[str], list[int]]:
    """Twenty words that are in all texts, and mostly one of so many that each are in those of one
    kind alone."""
    rng = np.random.default_rng(0)
    targets = [i % 2 for i in range(n)]
    said = []
    for target in targets:
        drawn = [f"a{i}" for i in range(20)] + [f"w{i}" for i in rng.integers(0, 60, 9)]
        if rng.random() < 0.7:
            drawn.append(f"k{2 * rng.integers(0, n_telling) + target}")
        said.append(" ".join(rng.permutation(drawn)))
    return said, targets


@pytest.mark.parametrize(
    ("corpus", "by_telling"),
    [
        (common_and_telling(200, 10), True),
        (stems("bare"), False),  # its pairs of words stand in one text each, and tell nothing
    ],
)
def test_words_count_by_what_they_tell_where_that_serves(
    corpus: tuple[list[str], list[int]], by_telling: bool
) -> None:
    said, targets = corpus
    n, blind = len(said), ReadingSpace.blind(WIDTH)
    job = InstantHeadJob("", n_classes=2, self_training=False, strength=10.0)
    head = FittedHead.fit(job, HeadTexts(said, targets), np.zeros((n, WIDTH), np.float16), blind)
    labelled = Labelled(np.arange(n), np.array(targets), 2)
    how = How(10.0, 1e-6 if n >= 1000 else QUICK_TOLERANCE, by_telling)
    expected = fit_member(head.words.words(said), labelled, how, None)
    found = head.learnt.word_weights
    np.testing.assert_allclose(found, head.learnt.shares[1] * expected.weights, atol=1e-3)
    assert np.abs(found).max() > 0.1


@pytest.mark.parametrize("n_labelled", [4, 40, fitted_head._TELLING + 1, MOST_TOLD + 1])
def test_what_classes_mean_is_learnt_from_while_labels_are_few(n_labelled: int) -> None:
    """Words that no labelled text has: only a meaning tells whose they are."""
    rng, kinds = np.random.default_rng(0), np.arange(n_labelled) % 2
    said = [f"{('red', 'blue')[kind]} w{rng.integers(9)}" for kind in kinds]
    others = [f"{word} w{n}" for n in range(9) for word in ("scarlet", "navy")]
    job = InstantHeadJob("", n_classes=2, self_training=False)
    features, told = np.zeros((n_labelled, WIDTH), np.float16), []
    for meanings in ([], ["Red. Scarlet too.", "Blue. Navy too."]):
        texts = HeadTexts(said, kinds.tolist(), counted=others, meanings=meanings)
        fitting = FittedHead.fitting(job, texts, features, ReadingSpace.blind(WIDTH))
        n_done = 0
        while True:
            try:
                next(fitting)
            except StopIteration as end:
                head: FittedHead = end.value
                break
            n_done += 1
        assert n_done < n_parts(job, texts)
        logits = head.logits(["scarlet", "navy"], np.zeros((2, WIDTH), np.float32))
        told.append(logits[0, 0] - logits[0, 1] - (logits[1, 0] - logits[1, 1]))
    is_taught = n_labelled <= MOST_TOLD
    assert told[1] > told[0] + 0.5 if is_taught else told[1] == told[0]


@pytest.mark.parametrize(("n_red", "is_taught"), [(7, False), (8, True)])
def test_a_meaning_teaches_where_the_other_class_has_texts_enough(
    n_red: int, is_taught: bool
) -> None:
    said = [f"red w{n}" for n in range(n_red)] + [f"blue w{n}" for n in range(9)]
    job = InstantHeadJob("", n_classes=2, self_training=False)
    features, blind = np.zeros((len(said), WIDTH), np.float16), ReadingSpace.blind(WIDTH)
    found = []
    for meanings in ([], ["", "Blue. Navy too."]):
        targets, others = [0] * n_red + [1] * 9, [f"navy w{n}" for n in range(9)]
        texts = HeadTexts(said, targets, counted=others, meanings=meanings)
        head = FittedHead.fit(job, texts, features, blind)
        logits = head.logits(["navy"], np.zeros((1, WIDTH), np.float32))
        found.append(logits[0, 1] - logits[0, 0])
    assert found[1] > found[0] + 0.2 if is_taught else found[1] == found[0]
