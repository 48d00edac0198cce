"""AR and TAR against their formulas."""

from __future__ import annotations

import pytest
import torch

from ulmfit_core.training.regularization import (
    activation_regularization,
    temporal_activation_regularization,
)

OUT = torch.tensor([[[1.0, 2.0]], [[3.0, 2.0]], [[3.0, 5.0]]])  # three steps of one sequence


def test_activation_regularization_is_the_mean_square() -> None:
    assert activation_regularization(OUT, 2.0).item() == pytest.approx(2 * 52 / 6)


def test_temporal_regularization_is_the_mean_squared_change() -> None:
    assert temporal_activation_regularization(OUT, 3.0).item() == pytest.approx(3 * 13 / 4)


def test_one_sequence_is_regularised_too_and_one_step_has_no_change() -> None:
    assert temporal_activation_regularization(OUT, 1.0) > 0  # fastai leaves batches of one out
    assert temporal_activation_regularization(OUT[:1], 1.0).item() == 0.0
