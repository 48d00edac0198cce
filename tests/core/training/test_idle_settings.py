"""What is set by hand has an effect, or is refused before anything is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ulmfit_core.errors import InputError
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import FASTAI, PAPER_CODE, STANDARD
from ulmfit_core.training.train_request import TrainRequest

TEXTS = [f"Text number {i}" for i in range(20)]
LABELS = [("even",) if i % 2 == 0 else ("odd",) for i in range(20)]
FROM_SCRATCH = TrainRequest(TEXTS, LABELS, STANDARD, "none")
WITHOUT_READING = replace(STANDARD, language_model=None)

IDLE: list[tuple[dict[str, Any], str]] = [
    ({"multi_label": True, "overrides": {"label_smoothing": 0.1}}, "several labels"),
    ({"overrides": {"hidden_size": 8}}, "hidden_size has no effect on the classifier"),
    ({"overrides": {"n_layers": 2}, "lm_overrides": {"n_layers": 4}}, "n_layers has no effect"),
    ({"base": "en-compact", "lm_overrides": {"hidden_size": 8}}, "that of the base model"),
    ({"valid_fraction": 0.0, "overrides": {"patience": 2}}, "patience .* none are held out"),
    ({"valid_fraction": 0.0, "lm_overrides": {"patience": 2}}, "patience .* none are held out"),
    ({"valid_fraction": 0.0, "overrides": {"select": "best"}}, "select=best .* none are held out"),
    ({"preset": FASTAI, "overrides": {"beta1": 0.95}}, "one-cycle moves the momentum"),
    ({"preset": FASTAI, "lm_overrides": {"beta1": 0.95}}, "one-cycle moves the momentum"),
    ({"preset": FASTAI, "overrides": {"unfreezing": "full"}}, r"more stage_rates \(4\) .* \(1\)"),
    ({"lm_overrides": {"frozen_rate": 1.0, "frozen_epochs": 0}}, "frozen_epochs is 0"),
    ({"preset": FASTAI, "lm_overrides": {"rate_by_window": True}}, "rate_by_window has no effect"),
    ({"lm_overrides": {"factor": 2.0, "rate_ladder": (0.5, 1, 1, 1)}}, "beside rate_ladder"),
    ({"overrides": {"factor": 2.0, "rate_ladder": (1, 1, 1, 1, 1)}}, "beside rate_ladder"),
    ({"overrides": {"rate_ladder": (1, 1)}}, "rate_ladder has 2 rates for 5 groups"),
    ({"overrides": {"unfreezing": "last", "ar_alpha": 2.0}}, "ar_alpha .* the head alone"),
]


@pytest.mark.parametrize(("changes", "words"), IDLE)
def test_what_would_have_no_effect_is_refused(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words):
        Pipeline(replace(FROM_SCRATCH, **changes), tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"multi_label": True},  # the preset's own smoothing is inert there
        {"multi_label": True, "overrides": {"label_smoothing": 0.0}},
        {"overrides": {"label_smoothing": 0.1, "patience": 2, "select": "best"}},
        {"overrides": {"hidden_size": 8}, "lm_overrides": {"hidden_size": 8}},
        {"overrides": {"hidden_size": STANDARD.language_model.hidden_size}},  # type: ignore[union-attr]
        {"overrides": {"hidden_size": 8}, "preset": WITHOUT_READING},
        {"valid_fraction": 0.0, "overrides": {"patience": 0, "select": "last"}},
        {"preset": PAPER_CODE, "lm_overrides": {"factor": 1.0}},
        {"preset": FASTAI, "overrides": {"unfreezing": "full", "stage_rates": ()}},
        {"preset": FASTAI, "overrides": {"schedule": "stlr", "beta1": 0.95}},
        {"preset": FASTAI, "lm_overrides": {"frozen_rate": 1e-2}},
    ],
)
def test_what_is_heeded_or_as_it_is_in_any_case_passes(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    Pipeline(replace(FROM_SCRATCH, **changes), tmp_path)


def test_a_training_that_was_begun_goes_on(tmp_path: Path) -> None:
    request = replace(FROM_SCRATCH, valid_fraction=0.0, overrides={"patience": 2})
    (tmp_path / request.fingerprint()).mkdir()
    Pipeline(request, tmp_path)
