"""How long one round of the few-shot loop takes: learn, score every document, order the queue.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.fewshot_latency 10000
    OMP_NUM_THREADS=1 python -m tests.benchmarks.fewshot_latency 100000

The corpus is made up: 60 words and 150 runs of characters a document, 128 topics and 128
components of the reading, six labels. The views lie on disk, as in a project. Prints processor
and wall seconds of a round, and of one that calibrates.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack

from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Decisions, Session
from ulmfit_core.fewshot.stored_views import load_views, save_reading, save_words
from ulmfit_core.fewshot.views import Views

_LABELS, _DIMENSIONS = 6, 128
_WORDS, _VOCABULARY = 60, 60_000
_RUNS, _KNOWN_RUNS = 150, 10_000


def main() -> None:
    """Three rounds at each number of labels, each with one label more."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        session, kinds = _corpus(n, Path(folder))
        for n_labelled in (20, 100, 400, 1500):
            for more in range(3):
                _round(session, kinds, n_labelled + more)
            _round(session, kinds, n_labelled + 2, calibrate=True)


def _round(session: Session, kinds: np.ndarray, m: int, *, calibrate: bool = False) -> None:
    documents = np.arange(1, m + 1)
    labels = tuple((int(kind),) for kind in kinds[:m])
    decisions = Decisions(documents, labels, tuple(range(_LABELS)))
    open_ = np.arange(m + 1, len(kinds) + 1)
    cpu, wall = time.process_time(), time.perf_counter()
    session.answer(decisions, open_, Strategy.MIXTURE, 0.5, calibrate=calibrate)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    what = "and calibrate" if calibrate else ""
    print(f"{len(kinds)} documents, {m} labels: {cpu:.3f} s, {wall:.3f} s wall {what}", flush=True)


def _corpus(n: int, folder: Path) -> tuple[Session, np.ndarray]:
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, _LABELS, n)
    topics, reading = (_dense(rng, kinds, strength) for strength in (4, 3))
    words = _terms(rng, kinds, _WORDS, _VOCABULARY), _terms(rng, kinds, _RUNS, _KNOWN_RUNS)
    save_words(Views(hstack(words, format="csr"), topics), folder)
    save_reading(reading, folder)
    views = load_views(folder)
    assert views is not None
    return Session(views, InstantHead(views)), kinds


def _terms(rng: np.random.Generator, kinds: np.ndarray, a_text: int, known: int) -> csr_matrix:
    n, drawn = len(kinds), rng.zipf(1.3, len(kinds) * a_text) % (known - 20 * _LABELS)
    columns = (drawn + kinds.repeat(a_text) * 20).astype(np.int32)
    rows = np.arange(0, n * a_text + 1, a_text, dtype=np.int32)
    weights = np.full(n * a_text, a_text**-0.5, np.float32)
    made = csr_matrix((weights, columns, rows), (n, known))
    made.sum_duplicates()
    return made


def _dense(rng: np.random.Generator, kinds: np.ndarray, strength: float) -> np.ndarray:
    rows = 0.7 * rng.normal(size=(len(kinds), _DIMENSIONS)).astype(np.float32)
    rows[np.arange(len(kinds)), kinds] += strength
    result: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return result


if __name__ == "__main__":
    main()
