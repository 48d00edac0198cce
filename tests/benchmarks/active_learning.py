"""Labels needed to reach a macro-F1, by the order in which texts are asked, against random.

    python -m tests.benchmarks.active_learning --seeds 5
    python -m tests.benchmarks.active_learning trec subj --orders random mix-0.50 --to 100

A person who always answers right labels five texts at a time out of 1,000 candidates (another
draw for each seed), from none at all; after each five the head learns and is scored on up to 1,000
other texts of the training file, which are never asked about. The goals are what random order
reaches in the mean with 50, 100 and 150 labels. Test files are not read for a score.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.fewshot_data import FewShotSet, load_set
from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.queue import Known, Strategy, order

Curve = NDArray[np.float64]

SETS = ("trec", "sms_spam", "subj", "emotion", "imdb_small", "sib200_fra")
RANDOM = "random"
ORDERS = (RANDOM, "uncertain", "novel", "mix-0.25", "mix-0.50", "mix-0.75")
_BATCH, _CANDIDATES, _SCORED = 5, 1000, 1000
_GOALS = (50, 100, 150)


def simulate(data: FewShotSet, how: str, seed: int, most: int) -> Curve:
    """Macro-F1 after each five labels [most / 5]."""
    strategy, mix = _parsed(how)
    candidates, scored = _split(data, seed)
    head, texts = InstantHead(data.views), data.views.directions
    asked: list[int] = []
    curve = np.zeros(most // _BATCH)
    probabilities = None
    for step in range(len(curve)):
        known = Known(texts, np.array(asked, np.int64), probabilities, _counts(data, asked))
        queue = order(np.setdiff1d(candidates, asked), known, strategy, mix, seed)
        asked += queue.rows[:_BATCH].tolist()
        labelled = Labelled(np.array(asked), data.targets[asked], data.n_labels)
        if labelled.can_teach():
            probabilities = head.fit(labelled).probabilities
            curve[step] = _f1(data, probabilities[scored].astype(np.float64), scored)
    return curve


def main() -> None:
    """Print labels needed a set and goal, then the mean saving."""
    options = _options()
    saved: dict[str, list[float]] = defaultdict(list)
    for name in options.sets:
        data = load_set(name, options.base)
        curves = {
            how: np.array([simulate(data, how, seed, options.to) for seed in options.seeds])
            for how in dict.fromkeys((RANDOM, *options.orders))
        }
        goals = [n for n in _GOALS if n <= options.to]
        targets = [curves[RANDOM].mean(0)[n // _BATCH - 1] for n in goals]
        print(f"\n{name}: macro-F1 of random order with {goals} labels: {np.round(targets, 3)}\n")
        print(f"| order | {' | '.join(f'to {t:.3f}' for t in targets)} | area |")
        print(f"|---|{'---|' * (len(targets) + 1)}")
        for how, table in curves.items():
            needed = [_needed(table, target) for target in targets]
            cells = [f"{np.mean(n):.0f} ± {np.std(n):.0f}" for n in needed]
            print(f"| {how} | {' | '.join(cells)} | {table.mean():.3f} |", flush=True)
            of_goals = [np.mean(n) / goal for n, goal in zip(needed, goals, strict=True)]
            saved[how].append(float(np.mean(of_goals)))
    print("\nlabels needed, as a share of random's; mean over sets and goals\n")
    for how, shares in saved.items():
        print(f"{how}: {np.mean(shares):.2f} ({', '.join(f'{share:.2f}' for share in shares)})")


def _needed(table: Curve, target: float) -> NDArray[np.int64]:
    """Labels until each seed's curve first stays at the target for two steps; the most there are
    where it never does."""
    reached = table >= target
    stays = reached & np.concatenate([reached[:, 1:], reached[:, -1:]], axis=1)
    first: Ids = np.where(stays.any(1), stays.argmax(1), table.shape[1] - 1)
    return (first + 1) * _BATCH


def _split(data: FewShotSet, seed: int) -> tuple[Ids, Ids]:
    """Candidates, another draw a seed, and rows to score, always the same."""
    rows = np.random.default_rng(0).permutation(data.n_pool)
    n_scored = min(_SCORED, data.n_pool // 2)
    left = np.random.default_rng(seed).permutation(rows[n_scored:])
    return left[:_CANDIDATES], rows[:n_scored]


def _counts(data: FewShotSet, asked: list[int]) -> tuple[int, ...]:
    return tuple(np.bincount(data.targets[asked], minlength=data.n_labels).tolist())


def _f1(data: FewShotSet, scores: NDArray[np.float64], rows: Ids) -> float:
    names = [str(label) for label in range(data.n_labels)]
    return evaluate(scores, data.targets[rows], names, n_bootstrap=0).macro_f1


def _parsed(how: str) -> tuple[Strategy, float]:
    if how.startswith("mix-"):
        return Strategy.MIXTURE, float(how.removeprefix("mix-"))
    return Strategy(how), 0.5


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--orders", nargs="+", default=ORDERS)
    parser.add_argument("--seeds", type=lambda n: range(int(n)), default=range(5))
    parser.add_argument("--to", type=int, default=150, help="labels given in all")
    parser.add_argument("--base", default="en-compact")
    return parser.parse_args()


if __name__ == "__main__":
    main()
