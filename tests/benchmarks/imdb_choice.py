"""What a benchmark on all of IMDb chooses by its held-out reviews, and what comes of that."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.bundle_config import DIRECTIONS
from ulmfit_core.training.blend import Blend, find_blend, held_out_probabilities

Logits = NDArray[np.float64]  # [n, C]
Key = tuple[str, float]  # a classifier: its direction and rate
LABELS = ("neg", "pos")


def choose(
    valid: Mapping[Key, Logits], words: Logits, targets: NDArray[np.int64]
) -> tuple[Key, ...]:
    """One classifier a direction: those that are best together, by the log-loss of each held-out
    text under a blend that others of them chose."""
    each = [[key for key in sorted(valid) if key[0] == direction] for direction in DIRECTIONS]
    losses = {}
    for tried in itertools.product(*each):
        network = [valid[key] for key in tried]
        said = held_out_probabilities(network, words, targets, "single", 0)
        found = evaluate(said, targets, LABELS, n_bootstrap=0)
        losses[tried] = found.log_loss
        tell(rates=[rate for _, rate in tried], accuracy=found.accuracy, log_loss=found.log_loss)
    best = min(losses, key=losses.__getitem__)
    tell(chosen=best)
    return best


def answers(
    valid: dict[str, Logits], test: dict[str, Logits], words: dict[str, NDArray[Any]]
) -> dict[str, Logits]:
    """Probabilities of the test reviews; every share and temperature by the held-out ones."""
    parts = {"both": DIRECTIONS, **{d: (d,) for d in DIRECTIONS}}
    said = {"words": Blend().probabilities([words["test"]], None, "single")}
    for name, directions in parts.items():
        for is_beside in (True, False):
            told, asked = (words[part] if is_beside else None for part in ("valid", "test"))
            blend = find_blend([valid[d] for d in directions], told, words["targets"])
            row = blend.probabilities([test[d] for d in directions], asked, "single")
            said[name + (" and words" if is_beside else "")] = row
            tell(blend=name, words=is_beside, weight=blend.words_weight, t=blend.temperature)
    return said


def print_table(rows: dict[str, Logits], targets: NDArray[np.int64]) -> None:
    """How each of them does."""
    print("\n| test reviews | per cent wrong | log-loss | calibration error |\n|---|---|---|---|")
    for name, said in rows.items():
        found = evaluate(said, targets, LABELS, n_bootstrap=0)
        print(f"| {name} | {100 * (1 - found.accuracy):.2f} | {found.log_loss:.4f} | ", end="")
        print(f"{found.ece:.4f} |")


def tell(**facts: Any) -> None:
    """Print a line of JSON."""
    print(json.dumps(facts), flush=True)
