from __future__ import annotations

import numpy as np
import pytest

from ulmfit_core.training.class_weights import class_weights


def test_of_one_label_a_text_all_labels_count_alike_together() -> None:
    targets = np.array([0] * 6 + [1] * 3 + [2])
    weights = class_weights(targets, 3)
    assert weights[targets].sum() == pytest.approx(10)
    assert np.bincount(targets, weights[targets]) == pytest.approx([10 / 3] * 3)


@pytest.mark.parametrize("n_labels", [2, 20])
def test_of_several_labels_what_is_rare_counts_more_however_many_there_are(n_labels: int) -> None:
    targets = np.zeros((100, n_labels), int)
    targets[:20] = 1
    assert class_weights(targets, n_labels) == pytest.approx([4.0] * n_labels)


def test_no_label_counts_more_than_tenfold_or_less_than_a_tenth() -> None:
    never, once, always = np.zeros(40, int), np.eye(40, dtype=int)[0], np.ones(40, int)
    several = np.stack([never, once, always], axis=1)
    assert class_weights(several, 3) == pytest.approx([10, 10, 0.1])
    assert class_weights(once, 3) == pytest.approx([40 / 117, 10, 10])
