"""Which labels a model gave the texts that its training held out, as they are called now."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ulmfit_core.arrays import FloatArray
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.held_out import HELD_OUT, HeldOut, read_held_out
from ulmfit_core.project.present_labels import labels_beside


def held_out_answers(model: Path, predictor: Predictor) -> dict[int, tuple[str, ...]]:
    """By document, for the training's model file ``model``; with the threshold of ``predictor``.
    Empty where no answers were kept. Raises StorageError."""
    held_out = read_held_out(model.parent / HELD_OUT)
    if held_out is None:
        return {}
    present = labels_beside(model, held_out.labels)
    rows = present.joined(held_out.probabilities, predictor.task)
    if predictor.task == "single":
        given = rows >= np.maximum(rows.max(axis=1, keepdims=True), predictor.abstain_below)
    else:
        given = rows >= present.thresholds(_thresholds(held_out))
    names = np.array(present.names, dtype=object)
    return {id_: tuple(names[row]) for id_, row in zip(held_out.ids, given, strict=True)}


def _thresholds(held_out: HeldOut) -> FloatArray:
    kept = held_out.thresholds
    return np.full_like(held_out.probabilities, 0.5) if kept is None else kept
