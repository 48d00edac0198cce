"""Macro-F1 of quick classifiers from a few labels, beside TF-IDF + LR on the same texts.

    python -m tests.benchmarks.fewshot --seeds 5                   # to choose: validation documents
    python -m tests.benchmarks.fewshot --seeds 5 --test --only head      # to report, once
    python -m tests.benchmarks.fewshot trec subj --labels 8 32 --base my-base
    python -m tests.benchmarks.fewshot --adapted WORK --only head  # by fine-tuned language models
    python -m tests.benchmarks.fewshot --minilm VENV/bin/python    # a sentence encoder beside it
    python -m tests.benchmarks.fewshot trec --only "head, told"   # by what the labels mean too

Labels are drawn from at most 2,500 training texts; without ``--test`` those that were not drawn
are the validation documents, so that nothing is chosen on a test file. As in the app, the views
are of all texts, the scored ones included, but not of their labels; TF-IDF + LR sees the labelled
texts alone, as in ``ulmfit_core.evaluation.tfidf``. The features are computed once for a base.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from tests.benchmarks.fewshot_data import (
    SETS,
    FewShotSet,
    fine_tuned,
    load_set,
    print_table,
    sentence_embeddings,
)
from tests.benchmarks.label_meanings import MEANINGS
from ulmfit_core.arrays import Ids
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.evaluation.tfidf import TfidfBaseline
from ulmfit_core.fewshot import self_training
from ulmfit_core.fewshot.instant_head import MEMBERS, InstantHead, Member
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.meanings import Meanings, meaning
from ulmfit_core.fewshot.self_training import SelfTraining
from ulmfit_core.fewshot.stored_space import TextRows
from ulmfit_core.training.start import NO_BASE

Scores = NDArray[np.floating]
Candidate = Callable[[FewShotSet, Ids, Ids, int], Scores]

BASELINE = "TF-IDF + LR"
PEER = "MiniLM + LR"
TOLD = "head, told"  # of sets with meanings alone
_NEIGHBOURS, _SPREADING, _ROUNDS = 10, 0.8, 10


def heads(*members: Member, calibrated: bool = False) -> Candidate:
    """The head with these members."""

    def scores(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
        labelled = Labelled(drawn, data.targets[drawn], data.n_labels)
        head = InstantHead(data.views, members)
        if calibrated:
            head.calibrate(labelled)
        answers = head.fit(labelled)
        return answers.probabilities[asked].astype(np.float64)

    return scores


def told(*members: Member) -> Candidate:
    """The head, taught by what the labels mean too; without any labelled text by that alone."""

    def scores(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
        meant = [meaning(name, MEANINGS[data.name][name]) for name in data.names]
        counted = data.space.words(meant)
        rows = TextRows(counted, data.space.topics(counted))
        head = InstantHead(data.views, members)
        head.teach(Meanings(rows, np.arange(data.n_labels)))
        labelled = Labelled(drawn, data.targets[drawn], data.n_labels)
        if len(drawn):
            head.calibrate(labelled)
        return head.fit(labelled).probabilities[asked].astype(np.float64)

    return scores


def self_taught(how: SelfTraining) -> Candidate:
    """The head, taught by its own sure answers too."""

    def scores(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
        labelled = Labelled(drawn, data.targets[drawn], data.n_labels)
        head = InstantHead(data.views)
        head.calibrate(labelled)
        if how.can_begin(labelled):
            labelled = self_training.self_taught(head, labelled, how)
        return head.fit(labelled).probabilities[asked].astype(np.float64)

    return scores


def tfidf(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
    """The baseline of every evaluation of ours."""
    model = TfidfBaseline(data.n_labels, seed)
    model.fit([data.texts[row] for row in drawn], data.targets[drawn])
    return model.predict_proba([data.texts[row] for row in asked])


def class_means(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
    """Likeness to the mean of each label's texts."""
    texts, targets = data.views.directions(np.arange(len(data.texts))), data.targets[drawn]
    means = np.stack([texts[drawn[targets == c]].mean(0) for c in range(data.n_labels)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    logits = 10 * (texts[asked] @ means.T)
    result: Scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return result


def propagation(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
    """Labels spread along the nearest neighbours (Zhou et al. 2004)."""
    texts = data.views.directions(np.arange(len(data.texts)))
    likeness = texts @ texts.T
    np.fill_diagonal(likeness, -1)
    nearest = np.argpartition(-likeness, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
    weights = np.exp(8 * np.take_along_axis(likeness, nearest, 1))
    weights /= weights.sum(1, keepdims=True)
    n = len(texts)
    rows = np.arange(0, n * _NEIGHBOURS + 1, _NEIGHBOURS)
    graph = csr_matrix((weights.ravel(), nearest.ravel(), rows), (n, n))
    first = np.full((n, data.n_labels), 1e-3 / data.n_labels)
    first[drawn] = np.eye(data.n_labels)[data.targets[drawn]]
    found = first
    for _ in range(_ROUNDS):
        found = _SPREADING * (graph @ found) + (1 - _SPREADING) * first
    result: Scores = found[asked] / found[asked].sum(1, keepdims=True)
    return result


def minilm(python: str) -> Candidate:
    """Logistic regression on sentence embeddings; ``python`` is that of their venv."""

    def scores(data: FewShotSet, drawn: Ids, asked: Ids, seed: int) -> Scores:
        rows = sentence_embeddings(data.texts, python)
        model = LogisticRegression(max_iter=1000).fit(rows[drawn], data.targets[drawn])
        return np.asarray(model.predict_proba(rows[asked]))

    return scores


BOTH = ("topics", "reading")
CANDIDATES: dict[str, Candidate] = {
    BASELINE: tfidf,
    "head": heads(*MEMBERS, calibrated=True),
    TOLD: told(*MEMBERS),
    "self-training": self_taught(SelfTraining()),
    "all alike": heads(*MEMBERS),
    "words": heads(Member(("words",), 10)),
    "topics": heads(Member(("topics",), 10)),
    "reading": heads(Member(("reading",), 10)),
    "topics ⊕ reading": heads(Member(BOTH, 10)),
    "topics ⊕ reading, words: c 3": heads(Member(BOTH, 3), Member(("words",), 10)),
    "topics, reading, words": heads(
        Member(("topics",), 10), Member(("reading",), 10), Member(("words",), 10)
    ),
    "topics ⊕ reading, topics, words": heads(
        Member(BOTH, 10), Member(("topics",), 10), Member(("words",), 10)
    ),
    "topics, words": heads(Member(("topics",), 10), Member(("words",), 10)),
    "class means": class_means,
    "propagation": propagation,
}


def main() -> None:
    """Print a table a set, and one of the means."""
    options = _options()
    wanted = options.only or [name for name in CANDIDATES if name != TOLD]
    if options.minilm:
        CANDIDATES[PEER] = minilm(options.minilm)
        wanted = [*wanted, PEER]
    means: dict[tuple[str, int], list[float]] = defaultdict(list)
    for name in options.sets:
        data = load_set(name, _base(name, options), with_test=options.test)
        found = {
            (candidate, k): [_f1(data, candidate, k, seed, options.test) for seed in options.seeds]
            for k in options.labels
            for candidate in wanted
        }
        print_table(name, found, wanted, options.labels)
        for key, values in found.items():
            means[key].append(float(np.mean(values)))
    print_table("mean over the sets (± is the spread of the sets)", means, wanted, options.labels)


def _base(name: str, options: argparse.Namespace) -> str:
    if not options.adapted:
        return str(options.base)
    texts = load_set(name, NO_BASE, with_test=options.test)
    return fine_tuned(texts, options.base, Path(options.adapted) / name)


def _f1(data: FewShotSet, candidate: str, k: int, seed: int, is_test: bool) -> float:
    drawn = data.draw(k, seed)
    pool = np.setdiff1d(np.arange(data.n_pool), drawn)
    asked = np.arange(data.n_pool, len(data.texts)) if is_test else pool
    scores = CANDIDATES[candidate](data, drawn, asked, seed)
    names = [str(label) for label in range(data.n_labels)]
    return evaluate(scores, data.targets[asked], names, n_bootstrap=0).macro_f1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--labels", type=int, nargs="+", default=[4, 8, 16, 32, 64])
    parser.add_argument("--seeds", type=lambda n: range(int(n)), default=range(5))
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--adapted", metavar="WORK", help="the base reads each set's pool first")
    parser.add_argument("--only", nargs="+", choices=CANDIDATES)
    parser.add_argument("--minilm", metavar="PYTHON", help="see fewshot_minilm.py")
    parser.add_argument("--test", action="store_true", help="report on the test files")
    return parser.parse_args()


if __name__ == "__main__":
    main()
