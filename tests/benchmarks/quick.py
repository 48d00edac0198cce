"""The preset quick beside TF-IDF + LR on the same labels, scored on the rest of the training file.

    python -m tests.benchmarks.quick trec sms_spam subj emotion sample --labels 100 500 --seeds 5

    python -m tests.benchmarks.quick --told    # and by what the labels mean

Labels are drawn at random, not by class, and no other text is read: what someone with a small
file sees. Prints a line for each set and size: accuracy, macro-F1 and log-loss of both.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from tests.benchmarks.fewshot_data import POOL, part_of, pooled_features
from tests.benchmarks.label_meanings import MEANINGS
from ulmfit_core.base_models import find_base
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.evaluation.tfidf import TfidfBaseline
from ulmfit_core.fewshot.meanings import meaning
from ulmfit_core.fewshot.member_fit import probabilities
from ulmfit_core.fewshot.views import reading_space
from ulmfit_core.project.codebook import read_codebook
from ulmfit_core.resources import resource_path
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.fitted_head import FittedHead
from ulmfit_core.training.head_texts import HeadTexts

SETS = ("trec", "sms_spam", "subj", "emotion", "sample")
_SAMPLE_LABELS = 200
_NAMES = ("accuracy", "macro_f1", "log_loss")


def main() -> None:
    """Print a line a set and size, and one of the means."""
    options = _options()
    base = find_base(options.base).folder
    means: dict[str, list[list[float]]] = defaultdict(list)
    for name in options.sets:
        texts, labels = _texts(name)
        features = pooled_features(name, texts, base)
        names = sorted(set(labels))
        targets = np.array([names.index(label) for label in labels])
        meanings = _meanings(name, names) if options.told else []
        for n in [_SAMPLE_LABELS] if name == "sample" else options.labels:
            found: dict[str, list[list[float]]] = defaultdict(list)
            for seed in options.seeds:
                order = np.random.default_rng(seed).permutation(len(texts))
                for which, scores in _scores(
                    texts, targets, features, order, n, seed, meanings
                ).items():
                    held_out = targets[order[n:]]
                    made = evaluate(scores, held_out, names, n_bootstrap=0)
                    found[which].append([getattr(made, figure) for figure in _NAMES])
            for which, rows in found.items():
                print(f"| `{name}`, {n} labels | {which} | {_cells(rows)} |", flush=True)
                means[which].append(np.mean(rows, axis=0).tolist())
    for which, rows in means.items():
        print(f"| mean | {which} | {_cells(rows)} |")


def _scores(
    texts: list[str],
    targets: np.ndarray,
    features: np.ndarray,
    order: np.ndarray,
    n: int,
    seed: int,
    meanings: list[str],
) -> dict[str, np.ndarray]:
    drawn, asked = order[:n], order[n:]
    train, valid = [texts[i] for i in drawn], [texts[i] for i in asked]
    n_labels = int(targets.max()) + 1
    tfidf = TfidfBaseline(n_labels, seed).fit(train, targets[drawn])
    job = InstantHeadJob("", n_classes=n_labels, seed=seed)
    shown = HeadTexts(train, targets[drawn].tolist(), meanings=meanings)
    head = FittedHead.fit(job, shown, features[drawn], reading_space(features[drawn], seed))
    logits = head.logits(valid, features[asked].astype(np.float32))
    ours = probabilities(logits / head.learnt.temperature, is_multi=False)
    return {"TF-IDF + LR": tfidf.predict_proba(valid), "quick": ours}


def _texts(name: str) -> tuple[list[str], list[str]]:
    if name != "sample":
        return part_of(name, "train", POOL)
    corpus = load_corpus(resource_path("sample", "feedback.csv"), ColumnMapping(label=("label",)))
    return corpus.texts, [labels[0] for labels in corpus.labels]


def _meanings(name: str, labels: list[str]) -> list[str]:
    book = MEANINGS.get(name) or read_codebook(resource_path("sample", "codebook.csv"))
    return [meaning(label, book[label]) for label in labels]


def _cells(rows: list[list[float]]) -> str:
    means, spreads = np.mean(rows, axis=0), np.std(rows, axis=0)
    return " | ".join(f"{m:.3f} ± {s:.3f}" for m, s in zip(means, spreads, strict=True))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--labels", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--seeds", type=lambda n: range(int(n)), default=range(5))
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--told", action="store_true", help="by what the labels mean too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
