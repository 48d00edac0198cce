"""Whether what Progress says of the first labels holds on the texts that were not labelled.

``python -m tests.benchmarks.progress [--sets trec emotion] [--labels 200] [--seeds 8]``: of labels
drawn at random, the headline beside macro-F1 on all others; the promise about sure answers beside
how often these are wrong there; and of labels of which a twentieth was turned into others, how many
of these are listed as suspects, and how many of the first ones are such.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

from tests.benchmarks.fewshot_data import FewShotSet, load_set
from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.abstaining import FEWEST_ANSWERS, coverage_curve, expected_wrong
from ulmfit_core.evaluation.label_errors import find_suspects
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.learning_curve import learning_curve
from ulmfit_core.fewshot.member_fit import probabilities

_MAY_BE_WRONG, _FLIPPED = 0.05, 0.05


def headline(data: FewShotSet, rows: Ids, others: Ids) -> tuple[float, ...]:
    """What the curve ends with, and macro-F1 on the others."""
    labelled, head = _labelled(data, rows, data.targets[rows]), InstantHead(data.views)
    *_, curve = learning_curve(head, head.twin(), labelled)
    said = head.fit(labelled).probabilities[others].astype(np.float64)
    names = [str(label) for label in range(data.n_labels)]
    found = evaluate(said, data.targets[others], names, n_bootstrap=0)
    return curve.head[-1].mean, found.macro_f1


def sure_answers(data: FewShotSet, rows: Ids, others: Ids) -> tuple[float, ...]:
    """How many are said to be wrong and how many are, and whether the interval said so; nothing
    where none is promised."""
    labelled, head = _labelled(data, rows, data.targets[rows]), InstantHead(data.views)
    head.calibrate(labelled)
    logits, places = head.out_of_fold(labelled)
    held_out = probabilities(logits / head.temperature, False)
    curve = coverage_curve(held_out, labelled.targets[places])
    said = head.fit(labelled).probabilities[others]
    for point, expected in zip(curve, expected_wrong(curve), strict=True):
        interval = point.wrong_interval()
        is_told = point.n_answered >= FEWEST_ANSWERS and interval is not None
        if is_told and max(point.wrong, expected) <= _MAY_BE_WRONG and interval is not None:
            sure = said.max(1) >= point.threshold
            wrong = float((said.argmax(1) != data.targets[others])[sure].mean())
            return point.wrong, wrong, float(interval.low <= wrong <= interval.high)
    return ()


def suspects(data: FewShotSet, rows: Ids, others: Ids) -> tuple[float, ...]:
    """How many are listed, the share of the flipped labels among these, and the share of flipped
    ones among as many of the first as there are."""
    rng, given = np.random.default_rng(int(others[0])), data.targets[rows].copy()
    flipped = rng.choice(len(rows), round(_FLIPPED * len(rows)), replace=False)
    given[flipped] = (given[flipped] + rng.integers(1, data.n_labels, len(flipped))) % data.n_labels
    logits, places = InstantHead(data.views).out_of_fold(_labelled(data, rows, given))
    found = find_suspects(probabilities(logits, False), given[places])
    is_flipped = np.isin(places[[each.place for each in found]], flipped)
    first = is_flipped[: len(flipped)].sum() / len(flipped)
    return float(len(found)), float(is_flipped.sum() / len(flipped)), float(first)


def _labelled(data: FewShotSet, rows: Ids, targets: Ids) -> Labelled:
    groups = None if data.views.groups is None else data.views.groups[rows]
    return Labelled(rows, targets, data.n_labels, groups=groups)


def _draws(data: FewShotSet, n: int, n_seeds: int) -> Iterator[tuple[Ids, Ids]]:
    for seed in range(n_seeds):
        order = np.random.default_rng(seed).permutation(len(data.targets))
        yield order[:n], order[n:]


def main() -> None:
    """Print a line for each set and question: means and standard deviations over the seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["trec", "emotion", "sms_spam", "subj"])
    parser.add_argument("--labels", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--base", default="en-compact")
    asked = parser.parse_args()
    for name in asked.sets:
        data = load_set(name, asked.base)
        for question in (headline, sure_answers, suspects):
            rows = [question(data, *draw) for draw in _draws(data, asked.labels, asked.seeds)]
            told = np.array([row for row in rows if row])
            pairs = zip(told.mean(0), told.std(0), strict=True) if len(told) else ()
            words = ", ".join(f"{mean:.3f} ± {spread:.3f}" for mean, spread in pairs)
            print(f"{name} {question.__name__} ({len(told)} of {len(rows)}): {words}", flush=True)


if __name__ == "__main__":
    main()
