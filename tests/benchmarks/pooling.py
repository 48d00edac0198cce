"""What an instant head should take from a language model: which pooling, how much whitened.

    python -m tests.benchmarks.pooling trec subj emotion --labels 4 8 16 64 --seeds 3

Macro-F1 on validation documents, as in ``tests.benchmarks.fewshot``, of the reading alone and of
the whole head. Each layer is pooled over a text's tokens as its name says; layer 0 is the
embedding. The network reads in float32.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections import defaultdict

import numpy as np
import torch
from numpy.typing import NDArray

from tests.benchmarks.fewshot import heads
from tests.benchmarks.fewshot_data import POOL, FewShotSet, part_of, print_table
from ulmfit_core.base_models import find_base
from ulmfit_core.evaluation.metrics import evaluate
from ulmfit_core.export.base_model import read_base
from ulmfit_core.fewshot.instant_head import MEMBERS, Member
from ulmfit_core.fewshot.views import counted_views, reading_view
from ulmfit_core.modules.classifier import concat_pool
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import PAD_ID, Tokenizer

Pooled = dict[tuple[int, str], NDArray[np.float16]]  # by layer and kind

_MOST_TOKENS, _RUN_TOKENS = 1024, 4096
_KINDS = ("last", "max", "mean")
_BOTH = ("max", "mean")
POOLINGS: dict[str, tuple[tuple[str, ...], tuple[int, ...], float]] = {
    "last, max, mean of layers 1-3, half whitened": (_KINDS, (1, 2, 3), 0.5),
    "the same, a quarter": (_KINDS, (1, 2, 3), 0.25),
    "max, mean of layers 1-3, a quarter": (_BOTH, (1, 2, 3), 0.25),
    "the same, not whitened": (_BOTH, (1, 2, 3), 0.0),
    "max, mean of layers 0-3, a quarter": (_BOTH, (0, 1, 2, 3), 0.25),
    "mean of layers 0-3, a quarter": (("mean",), (0, 1, 2, 3), 0.25),
    "max, mean of layer 3, a quarter": (_BOTH, (3,), 0.25),
}
WAYS = {
    "reading alone": heads(Member(("reading",), 10.0)),
    "head": heads(*MEMBERS, calibrated=True),
}


@torch.no_grad()
def pooled(model: LanguageModel, documents: list[list[int]]) -> Pooled:
    """Every layer of every document, pooled each way [n, width]."""
    encoder = model.encoder
    order = sorted(range(len(documents)), key=lambda i: -len(documents[i]))
    found: dict[tuple[int, str], list[torch.Tensor]] = defaultdict(list)
    start = 0
    while start < len(order):
        rows = order[start : start + max(1, _RUN_TOKENS // len(documents[order[start]]))]
        start += len(rows)
        lengths = torch.tensor([len(documents[row]) for row in rows])
        ids = torch.full((int(lengths[0]), len(rows)), PAD_ID)
        for column, row in enumerate(rows):
            ids[: len(documents[row]), column] = torch.tensor(documents[row])
        outputs, _ = encoder(ids, encoder.zero_state(len(rows)))
        for layer, hidden in enumerate([encoder.embedding(ids), *outputs]):
            parts = concat_pool(hidden, lengths).chunk(3, 1)
            for kind, part in zip(_KINDS, parts, strict=True):
                found[layer, kind].append(part)
    back = np.argsort(order)
    return {key: torch.cat(parts).numpy()[back].astype(np.float16) for key, parts in found.items()}


def main() -> None:
    """Print a table a set and way, and their means."""
    options = _options()
    folder = find_base(options.base).folder
    tokenizer = Tokenizer.load(folder / "tokenizer.model")
    model = read_base(folder, tokenizer).model.eval()
    means: dict[str, dict[tuple[str, int], list[float]]] = {way: defaultdict(list) for way in WAYS}
    for name in options.sets:
        texts, labels = part_of(name, "train", POOL)
        names = sorted(set(labels))
        targets = np.array([names.index(label) for label in labels])
        documents = [ids[:_MOST_TOKENS] for ids in tokenizer.encode_batch(texts)]
        everything, (words, space) = pooled(model, documents), counted_views(texts)
        for pooling, (kinds, layers, whitened) in POOLINGS.items():
            features = np.hstack([everything[layer, kind] for layer in layers for kind in kinds])
            views = dataclasses.replace(words, reading=reading_view(features, 0, whitened))
            sizes = len(names), len(texts), tuple(names)
            data = FewShotSet(name, texts, targets, *sizes, views, space)
            for way in WAYS:
                for k in options.labels:
                    scores = [_f1(data, way, k, seed) for seed in options.seeds]
                    means[way][pooling, k].append(float(np.mean(scores)))
            print(name, pooling, *(f"{means['head'][pooling, k][-1]:.3f}" for k in options.labels))
    for way, found in means.items():
        print_table(f"{way}, mean over the sets", found, list(POOLINGS), options.labels)


def _f1(data: FewShotSet, way: str, k: int, seed: int) -> float:
    drawn = data.draw(k, seed)
    asked = np.setdiff1d(np.arange(data.n_pool), drawn)
    names = [str(label) for label in range(data.n_labels)]
    scores = WAYS[way](data, drawn, asked, seed)
    return evaluate(scores, data.targets[asked], names, n_bootstrap=0).macro_f1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--labels", type=int, nargs="+", default=[4, 8, 16, 64])
    parser.add_argument("--seeds", type=lambda n: range(int(n)), default=range(3))
    parser.add_argument("--base", default="en-compact")
    return parser.parse_args()


if __name__ == "__main__":
    main()
