"""Macro-F1 of whole ULMFiT trainings from a few labels, and of the same from scratch.

    python -m tests.benchmarks.fewshot_full trec subj --labels 4 16 64 --seeds 5 --test
    python -m tests.benchmarks.fewshot_full imdb_small --test --device cuda --jobs 7 --work /dev/shm

The same texts, draws and scored documents as ``tests.benchmarks.fewshot``. "ULMFiT" fine-tunes the
base once on the set's texts, labels unseen, and then one classifier a draw; "from scratch" trains
the same network and head from random weights on the labelled texts alone. Prints a table a set.
Every finished training is a line of ``--results`` and is not done again.
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import torch

from tests.benchmarks.fewshot_data import SETS, fine_tuned, print_table, read_set
from tests.benchmarks.fewshot_training import Draw, score
from ulmfit_core.training.start import NO_BASE

FULL, SCRATCH = "ULMFiT", "from scratch"
RESULTS = Path(__file__).with_suffix(".jsonl")
Facts = tuple[str, str, str, int, int, bool]  # set, way, base, labels, seed, on the test file


def main() -> None:
    """Train every draw that is not in the results yet, and print."""
    options = _options()
    done = _read(options.results)
    left = [facts for facts in _wanted(options) if facts not in done]
    with process_pool(options.jobs) as pool:
        read = functools.partial(_base, options=options)
        names = sorted({facts[0] for facts in left if facts[1] == FULL})
        bases = dict(zip(names, pool.map(read, names), strict=True))
        running = {}
        for facts in left:
            name, way, _, labels, seed, is_test = facts
            base = bases[name] if way == FULL else NO_BASE
            draw = Draw(name, base, labels, seed, is_test, options.device, options.work)
            running[pool.submit(score, draw)] = facts
        for future in as_completed(running):
            facts = running[future]
            done[facts] = _keep(options.results, facts, options.device, future.result())
    for name in options.sets:
        _print(name, done, options)


def _wanted(options: argparse.Namespace) -> Iterator[Facts]:
    for name in options.sets:
        for labels in options.labels:
            for way in options.only:
                base = options.base if way == FULL else NO_BASE
                for seed in options.seeds:
                    yield name, way, base, labels, seed, options.test


def _base(name: str, options: argparse.Namespace) -> str:
    work = Path(options.work) / "fewshot-full" / name
    return fine_tuned(read_set(name), options.base, work, options.device)


def process_pool(jobs: int) -> ProcessPoolExecutor:
    """Processes of one thread: a graphics card is kept busy by several, a core by one."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, context, _begin)


def _begin() -> None:
    torch.set_num_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Where the benchmark was killed, a process of it would go on, and hold the run it is at."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _read(path: Path) -> dict[Facts, float]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [json.loads(line) for line in lines]
    return {
        (r["set"], r["way"], r["base"], r["labels"], r["seed"], r["test"]): r["macro_f1"]
        for r in rows
    }


def _keep(path: Path, facts: Facts, device: str, found: dict[str, Any]) -> float:
    names = ("set", "way", "base", "labels", "seed", "test")
    row = {**dict(zip(names, facts, strict=True)), **found, "device": device}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    return float(found["macro_f1"])


def _print(name: str, done: dict[Facts, float], options: argparse.Namespace) -> None:
    found: dict[tuple[str, int], list[float]] = {}
    for facts in _wanted(options):
        if facts[0] == name:
            found.setdefault((facts[1], facts[3]), []).append(done[facts])
    print_table(name, found, options.only, options.labels)


def _numbers(text: str) -> Iterable[int]:
    return range(int(text))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--labels", type=int, nargs="+", default=[4, 8, 16, 32, 64])
    parser.add_argument("--seeds", type=_numbers, default=range(5))
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--only", nargs="+", choices=[FULL, SCRATCH], default=[FULL, SCRATCH])
    parser.add_argument("--test", action="store_true", help="report on the test files")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--work", default=tempfile.gettempdir(), help="for what trainings write")
    return parser.parse_args()


if __name__ == "__main__":
    main()
