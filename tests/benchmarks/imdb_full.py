r"""Per cent wrong on IMDb's 25,000 test reviews of a training on all of its other reviews.

    python -m tests.benchmarks.imdb_full aclImdb --pack packed
    python -m tests.benchmarks.imdb_full packed --device cuda --jobs 5 --work /dev/shm/imdb
    python -m tests.benchmarks.imdb_full packed --limit 60 --lm-epochs 1 --epochs 4 \
        --lm-batch-size 8

Holds out a tenth of the labelled reviews, fine-tunes a language model a direction on all others,
and trains classifiers at each rate beside a regression on words. Rates and the words' share are
those with the lowest log-loss on the held-out reviews; only they are tried on the test reviews,
together and, as facts, each direction by itself. Prints JSON lines and a table. What is done stays
in ``--work`` and is not done again; a training that was cut off goes on from its checkpoint.
``--base`` names the model to begin with, or one for each direction, ``--lm-epochs`` likewise (0:
it has read the reviews); a twin that the first lacks is found as ``ulmfit train`` does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.fewshot_full import process_pool
from tests.benchmarks.imdb_choice import LABELS, Key, Logits, answers, choose, print_table, tell
from tests.benchmarks.imdb_data import pack, read_part
from tests.benchmarks.imdb_training import Plan, read_texts, score_test, train, words_logits
from ulmfit_core.evaluation.baselines import encode_labels
from ulmfit_core.export.bundle_config import DIRECTIONS

Runs = dict[Key, Path]  # folders of classifiers
Directions = dict[str, Logits]


def main() -> None:
    """Pack, or do what is left and print."""
    options = _options()
    if options.pack:
        pack(options.data, options.pack)
        return
    plan = _plan(options)
    plan.work.mkdir(parents=True, exist_ok=True)
    with process_pool(options.jobs) as pool:
        valid, test, words = _measured(pool, plan, options)
    truth = [own[0] for own in read_part(plan.data, "test", plan.limit).labels]
    print_table(answers(valid, test, words), encode_labels(truth, LABELS, "single"))


def _measured(
    pool: ProcessPoolExecutor, plan: Plan, options: argparse.Namespace
) -> tuple[Directions, Directions, dict[str, NDArray[Any]]]:
    """What the chosen classifiers say of held-out and of test reviews, and what words say."""
    counted = pool.submit(words_logits, plan)
    runs = _trained(pool, plan, options.rates)
    words = counted.result()
    valid = {key: _valid(run) for key, run in runs.items()}
    chosen = choose(valid, words["valid"], words["targets"])
    asked = {key[0]: pool.submit(score_test, plan, runs[key], options.device) for key in chosen}
    test = {direction: future.result() for direction, future in asked.items()}
    return {key[0]: valid[key] for key in chosen}, test, words


def _trained(pool: ProcessPoolExecutor, plan: Plan, rates: Sequence[float]) -> Runs:
    """A direction's classifiers begin as soon as its language model is done."""
    reading = {pool.submit(read_texts, plan, d): d for d in DIRECTIONS}
    running: dict[Future[Any], Key] = {}
    for read in as_completed(reading):
        direction = reading[read]
        tell(language_model=direction, **read.result())
        running |= {pool.submit(train, plan, direction, rate): (direction, rate) for rate in rates}
    runs = {}
    for future in as_completed(running):
        direction, rate = running[future]
        runs[direction, rate], figures = future.result()
        tell(classifier=direction, rate=rate, **figures)
    return runs


def _valid(run: Path) -> Logits:
    logits: Logits = np.load(run / "valid_logits.npy", allow_pickle=False).astype(np.float64)
    return logits


def _plan(options: argparse.Namespace) -> Plan:
    settings = {"epochs": options.epochs, "batch_size": options.batch_size}
    settings |= {"factor": options.factor, "batch_tokens": 1024 * options.batch_size}
    where = {"device": options.device}
    return Plan(
        options.data,
        options.limit,
        tuple(options.base),
        tuple(options.lm_epochs),
        {"batch_size": options.lm_batch_size} | where,
        settings | where,
        options.work,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder aclImdb, or what --pack made of it")
    parser.add_argument("--pack", type=Path, metavar="FOLDER", help="write the data there, small")
    parser.add_argument("--limit", type=int, default=0, help="texts of each kind, for a try")
    parser.add_argument("--base", nargs="+", default=["en-compact"])
    parser.add_argument("--rates", type=float, nargs="+", default=[0.005, 0.01])
    parser.add_argument("--factor", type=float, default=2.6)
    parser.add_argument("--lm-epochs", type=int, nargs="+", default=[6])
    parser.add_argument("--lm-batch-size", type=int, default=512)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir(), "ulmfit-imdb"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
