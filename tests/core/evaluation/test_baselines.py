from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.baselines import BaselineResult, encode_labels, fitting_baselines
from ulmfit_core.evaluation.tfidf import TfidfBaseline, folds, lacks_spaces
from ulmfit_core.in_parts import returned


def fitted(*texts_and_labels: Any, **settings: Any) -> list[BaselineResult]:
    return returned(fitting_baselines(*texts_and_labels, **settings))


def read(path: Path) -> tuple[list[str], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def test_majority_and_tfidf_on_a_separable_toy() -> None:
    kinds = ("good film", "bad film", "good book", "bad book")
    texts = [f"{kinds[i % 4]} {i}" for i in range(20)]
    labels = ["pos", "neg"] * 10
    majority, tfidf = fitted(texts, labels, texts[:4], labels[:4], seed=0)
    assert [majority.name, tfidf.name] == ["majority", "tfidf_lr"]
    assert majority.evaluation.accuracy == 0.5
    assert majority.evaluation.log_loss == pytest.approx(np.log(2))
    assert tfidf.evaluation.accuracy == 1.0


def test_results_round_trip_through_json() -> None:
    for result in fitted(["a", "b"], ["x", "y"], ["a"], ["x"], seed=0):
        record = json.loads(json.dumps(result.to_json()))
        assert BaselineResult.from_json(record) == result
        older = {**record, "seconds": 1.5, "description": "TF-IDF"}
        assert BaselineResult.from_json(older) == result


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["one"], ["a"]),
        (["one", "two"], ["a", "a"]),
        (["one", "two", "three"], ["a", "b", "b"]),
        (["", " ", "?!"], ["a", "b", "a"]),
        (["x"] * 9 + ["y"], ["a"] * 5 + ["b"] * 4 + ["rare"]),
    ],
)
def test_tiny_training_sets_never_crash(texts: list[str], labels: list[str]) -> None:
    result = fitted(texts, labels, ["one", ""], [labels[0], labels[-1]], seed=0)[1]
    assert 0 <= result.evaluation.accuracy <= 1
    assert result.evaluation.n == 2


def test_a_label_seen_once_can_still_be_predicted() -> None:
    texts = ["red apple", "red cherry", "blue sky", "blue sea", "green grass", "?!"]
    result = fitted(texts, ["r", "r", "b", "b", "g", "r"], ["green"], ["g"], seed=0)[1]
    assert result.evaluation.accuracy == 1.0


def test_a_label_only_in_evaluation_counts_as_an_error() -> None:
    result = fitted(["a b", "c d"], ["x", "y"], ["a b"], ["z"], seed=0)[1]
    assert result.evaluation.accuracy == 0.0
    assert [c.label for c in result.evaluation.per_class] == ["x", "y", "z"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["我喜欢这条河流的风景", "河流非常美丽", "他修理了那辆汽车", "汽车的引擎坏了"],
        ["แม่น้ำสวยมาก", "ฉันชอบแม่น้ำ", "รถยนต์เสีย", "เขาซ่อมรถยนต์"],
    ],
)
def test_scripts_without_spaces_are_split_into_characters(sentences: list[str]) -> None:
    labels = ["river", "river", "car", "car"]
    unseen = [sentences[1][:4], sentences[2][-4:]]
    result = fitted(sentences, labels, unseen, ["river", "car"], seed=0)[1]
    assert result.evaluation.accuracy == 1.0


def test_words_of_spaced_scripts_keep_their_vowel_signs() -> None:
    texts = ["कि नदी", "की नदी"] * 4  # two words that differ in a vowel sign only
    result = fitted(texts, ["short", "long"] * 4, texts[:2], ["short", "long"], seed=0)[1]
    assert not lacks_spaces(texts)
    assert result.evaluation.accuracy == 1.0


def test_multi_label() -> None:
    texts = ["sun", "rain", "sun rain", "fog"] * 6
    labels = [["dry"], ["wet"], ["dry", "wet"], []] * 6
    majority, tfidf = fitted(texts, labels, texts[:4], labels[:4], seed=0, task="multi")
    assert tfidf.evaluation.accuracy == 1.0
    assert majority.evaluation.accuracy < 1.0


def test_of_several_labels_the_most_frequent_is_given_though_few_texts_have_it() -> None:
    texts = ["sun"] * 5 + ["rain"] * 4 + ["hail"] * 4
    labels = [["dry"]] * 5 + [["wet"]] * 4 + [["cold"]] * 4
    majority, _ = fitted(texts, labels, texts[4:6], labels[4:6], seed=0, task="multi")
    assert majority.evaluation.accuracy == 0.5


@pytest.mark.parametrize("order", [None, ("wet", "dry", "hot")])
@pytest.mark.parametrize("task", ["single", "multi"])
def test_scores_stand_in_the_order_of_the_labels(task: str, order: tuple[str, ...] | None) -> None:
    names = ["wet", "dry"] if task == "single" else [["wet"], ["dry"]]
    result = fitted(["a", "b"], names, ["a"], names[:1], seed=0, task=task, labels=order)[0]
    found = tuple(scores.label for scores in result.evaluation.per_class)
    assert found == (order or ("dry", "wet"))


def test_multi_label_thresholds_come_from_the_training_data() -> None:
    """A label on one document in six: at 0.5 it is hardly ever given."""
    texts = [f"word{i % 3} other{i % 2} only{i}" for i in range(60)]
    targets = np.array([[int(i % 6 == 0)] for i in range(60)])
    baseline = TfidfBaseline(n_labels=1).fit(texts, targets)
    assert baseline.thresholds is not None
    given = baseline.predict_proba(texts)[:, 0] >= baseline.thresholds[0]
    np.testing.assert_array_equal(given, targets[:, 0] == 1)


@pytest.mark.parametrize(("known", "c"), [(False, 1.0), (True, 100.0)])
def test_c_is_the_one_that_foretells_best(known: bool, c: float) -> None:
    """Nothing can be told of labels by lot: the less is dared the better."""
    rng = np.random.default_rng(1)
    words, lot = rng.integers(0, 40, (200, 8)), rng.integers(0, 2, 200)
    texts = [" ".join(f"w{word}" for word in row) for row in words]
    targets = (words == 1).any(axis=1).astype(int) if known else lot
    assert TfidfBaseline(n_labels=2).fit(texts, targets).c == c
    assert TfidfBaseline(n_labels=1).fit(texts, targets[:, None]).c == c


def test_a_text_that_stands_there_again_does_not_choose_c() -> None:
    """By heart all are right, the sooner the weaker the penalty; by what they share none is."""
    rng = np.random.default_rng(0)
    texts = [" ".join(f"w{j}" for j in rng.integers(0, 40, 8)) for _ in range(60)]
    targets = rng.integers(0, 2, 60)
    once, again = TfidfBaseline(n_labels=2), TfidfBaseline(n_labels=2)
    once.fit(texts, targets)
    again.fit(texts * 3, np.tile(targets, 3))
    assert again.c == once.c


def test_rare_labels_are_in_every_training_fold() -> None:
    targets = np.array([0] * 12 + [1] * 9 + [2] * 2)
    splits = list(folds(targets, seed=0))
    assert len(splits) == 5
    assert all({21, 22} <= set(train) and not {21, 22} & set(test) for train, test in splits)
    assert sorted(np.concatenate([test for _, test in splits])) == list(range(21))


def test_a_text_that_is_there_again_is_held_out_with_the_first() -> None:
    groups = np.arange(30) % 12
    for targets in (groups % 3, np.eye(3, dtype=int)[groups % 3]):
        splits = list(folds(targets, 0, groups))
        assert all(set(groups[train]).isdisjoint(groups[test]) for train, test in splits)
        assert sorted(np.concatenate([test for _, test in splits])) == list(range(30))
        assert all(len(train) + len(test) == 30 for train, test in splits)


def test_multi_label_with_a_label_on_every_or_no_document() -> None:
    baseline = TfidfBaseline(n_labels=2).fit(["a", "b"], np.array([[1, 0], [1, 0]]))
    assert baseline.predict_proba(["a"]).tolist() == [[1.0, 0.0]]


def test_same_seed_same_scores() -> None:
    texts = [f"word{i % 7} other{i % 5}" for i in range(60)]
    labels = ["x" if i % 7 < 3 else "y" for i in range(60)]
    first, again = (fitted(texts, labels, texts, labels, seed=4)[1] for _ in range(2))
    assert first.evaluation == again.evaluation


def test_no_documents_and_unknown_labels_are_refused() -> None:
    for train, test in (([], ["x"]), (["x"], [])):
        with pytest.raises(InputError, match="need documents"):
            fitted(train, train, test, test, seed=0)
    with pytest.raises(InputError, match="'z' is not one of"):
        encode_labels(["z"], ["x", "y"], "single")


def test_predicting_before_fitting_is_our_bug() -> None:
    with pytest.raises(ValueError, match="fit the baseline"):
        TfidfBaseline(n_labels=2).predict_proba(["a"])


@pytest.mark.slow
def test_trec_is_no_straw_man(shared_data: Path) -> None:
    train, test = read(shared_data / "trec" / "train.csv"), read(shared_data / "trec" / "test.csv")
    result = fitted(*train, *test, seed=0)[1]
    assert result.evaluation.accuracy > 0.88
