"""Macro-F1 of whole ULMFiT trainings from a few labels, and of the same from scratch.

    python -m tests.benchmarks.fewshot_full trec subj --labels 4 16 64 --seeds 5 --test

The same texts, draws and scored documents as ``tests.benchmarks.fewshot``. "ULMFiT" fine-tunes the
base once on the set's texts, labels unseen, and then one classifier a draw; "from scratch" trains
the same network and head from random weights on the labelled texts alone. Prints a JSON line a
training and a table a set. Every finished run stays in ``--work`` and is not done again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.fewshot_data import SETS, FewShotSet, fine_tuned, load_set, print_table
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.predictor import Predictor
from ulmfit_core.process import run_in_process
from ulmfit_core.training.assemble import assemble
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.start import NO_BASE
from ulmfit_core.training.train_request import TrainRequest

FULL, SCRATCH = "ULMFiT", "from scratch"
Scores = dict[tuple[str, int], list[float]]


def main() -> None:
    """Train every draw and print."""
    options = _options()
    for name in options.sets:
        data = load_set(name, NO_BASE, with_test=options.test)
        work = Path(options.work) / name
        found: Scores = {}
        for way in options.only:
            base = NO_BASE if way == SCRATCH else fine_tuned(data, options.base, work)
            for k in options.labels:
                for seed in options.seeds:
                    score = _f1(data, base, k, seed, options.test, work)
                    found.setdefault((way, k), []).append(score)
        print_table(name, found, options.only, options.labels)


def _f1(data: FewShotSet, base: str, k: int, seed: int, is_test: bool, work: Path) -> float:
    drawn, begun = data.draw(k, seed), time.monotonic()
    request = TrainRequest(
        [data.texts[row] for row in drawn],
        [(str(data.targets[row]),) for row in drawn],
        preset=dataclasses.replace(preset_named("standard"), language_model=None),
        base=base,
        seed=seed,
        valid_fraction=0,
    )
    pool = np.setdiff1d(np.arange(data.n_pool), drawn)
    asked = np.arange(data.n_pool, len(data.texts)) if is_test else pool
    probabilities = _trained(request, [data.texts[row] for row in asked], work)
    names = [str(label) for label in range(data.n_labels)]
    scores = evaluate(probabilities, data.targets[asked], names, n_bootstrap=0)
    facts = {"set": data.name, "base": base != NO_BASE, "labels": k, "seed": seed}
    seconds = round(time.monotonic() - begun)
    print(json.dumps({**facts, "macro_f1": scores.macro_f1, "seconds": seconds}), flush=True)
    return scores.macro_f1


def _trained(request: TrainRequest, texts: list[str], work: Path) -> NDArray[np.float64]:
    pipeline = Pipeline(request, work)
    for _ in pipeline.events(run_in_process):
        pass
    made = pipeline.folder / "model.ulmfit"
    if not made.exists():
        assemble(pipeline, made)
    return Predictor.open(made).predict_proba(texts).astype(np.float64)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--labels", type=int, nargs="+", default=[4, 8, 16, 32, 64])
    parser.add_argument("--seeds", type=lambda n: range(int(n)), default=range(5))
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--only", nargs="+", choices=[FULL, SCRATCH], default=[FULL, SCRATCH])
    parser.add_argument("--test", action="store_true", help="report on the test files")
    parser.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "ulmfit-fewshot-full"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
