"""Two people's labels of the same texts, against scikit-learn and what can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from ulmfit_core.corpus.document import Document
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.two_coders import Disagreement, compare_coders


def coded(*answers: str, texts: tuple[str, ...] = ()) -> list[Document]:
    """A text each, with labels parted by spaces."""
    return [
        Document(texts[n] if texts else f"answer {n}", tuple(labels.split()), str(n), "a.csv", n)
        for n, labels in enumerate(answers)
    ]


def test_kappa_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    one = rng.choice(["price", "staff", "place"], 200, p=[0.6, 0.3, 0.1])
    other = np.where(rng.random(200) < 0.8, one, rng.choice(["price", "staff"], 200))
    found = compare_coders(coded(*one), coded(*other))
    assert found.overall is not None
    assert found.overall.kappa == pytest.approx(cohen_kappa_score(one, other))
    assert [label.label for label in found.labels] == ["place", "price", "staff"]
    for label in found.labels:
        has = [each == label.label for each in (one, other)]
        assert label.beyond_chance.kappa == pytest.approx(cohen_kappa_score(*has))
        counts = (label.n_one, label.n_other, label.n_both)
        assert counts == (has[0].sum(), has[1].sum(), (has[0] & has[1]).sum())
    assert found.n_same == (one == other).sum() == 200 - len(found.disagreements)
    assert found.same.low < found.n_same / 200 < found.same.high


def test_texts_are_matched_as_repeats_are() -> None:
    one = coded("a", "b", "a", texts=("Too  Dear", "Kind", "Far"))
    other = coded("b", "b", "b", texts=("new", "too dear ", "kind"))
    found = compare_coders(one, other)
    assert (found.n, found.n_same, found.n_only_one, found.n_only_other) == (2, 1, 1, 1)
    assert found.disagreements == (Disagreement("Too  Dear", ("a",), ("b",)),)


def test_of_a_text_that_comes_again_the_first_labels_count() -> None:
    texts = ("x", "y", "x", "z", "z")
    found = compare_coders(
        coded("a", "b", "c", "a", "a", texts=texts), coded("a", "b", texts=texts)
    )
    assert (found.n, found.n_same, found.n_unclear) == (2, 2, 1)


def test_several_labels_are_compared_one_by_one() -> None:
    found = compare_coders(coded("a b", "b a", "", "b"), coded("b a", "a", "", "a b"))
    assert (found.n, found.n_same, found.overall) == (4, 2, None)
    a, b = found.labels
    assert a.beyond_chance.kappa == pytest.approx(cohen_kappa_score([1, 1, 0, 0], [1, 1, 0, 1]))
    assert (b.n_one, b.n_other, b.n_both) == (3, 2, 2)
    assert found.disagreements[0] == Disagreement("answer 1", ("a", "b"), ("a",))


def test_labels_alike_but_for_capitals_are_one_where_neither_tells_them_apart() -> None:
    found = compare_coders(coded("Price", "Staff"), coded("price", "Sta\ufb00"))
    assert (found.n_same, found.respelled) == (2, (("Sta\ufb00", "Staff"), ("price", "Price")))
    found = compare_coders(coded("Price", "Price"), coded("price", "Price"))
    assert (found.n_same, found.respelled) == (1, ())


def test_a_label_of_every_text_has_no_agreement_beyond_chance() -> None:
    found = compare_coders(coded("a", "a"), coded("a", "a"))
    assert found.labels[0].beyond_chance == found.overall
    assert found.overall is not None
    assert (found.overall.kappa, found.overall.interval, found.overall.alpha) == (None, None, None)


def test_nothing_in_common_is_said() -> None:
    with pytest.raises(InputError, match="No text has labels from both"):
        compare_coders(coded("a"), coded("a", texts=("another",)))


def test_a_column_of_something_else_is_told() -> None:
    numbers = [str(n) for n in range(301)]
    with pytest.raises(InputError, match="There are 301 labels"):
        compare_coders(coded(*numbers), coded(*numbers))
