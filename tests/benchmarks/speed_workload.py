"""The one workload both sides of the training-speed comparison run: weights, ids, sizes.

    python -m tests.benchmarks.speed_workload OUT [--base DIR] [--texts CSV]

Writes OUT/{weights.safetensors,documents.npy,offsets.npy,targets.npy,batches.npy,sizes.json}:
a base model's weights, labelled documents as ids, and which of them make each batch.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from ulmfit_core.base_models import find_base
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.evaluation.baselines import encode_labels
from ulmfit_core.export.base_model import read_base
from ulmfit_core.token_store import encode_documents

BATCH = 32  # documents, of like length; the batches in random order


def main() -> None:
    """Write the workload."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", default="en-compact")
    parser.add_argument("--texts", default="../shared/data/imdb_small/train.csv.xz")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    base = read_base(find_base(options.base).folder)
    save_file(
        {k: v.contiguous() for k, v in base.model.state_dict().items()},
        options.out / "weights.safetensors",
    )
    corpus = load_corpus(options.texts, ColumnMapping(text=("text",), label=("label",)))
    store = encode_documents(corpus.texts, base.tokenizer)
    labels = [row[0] for row in corpus.labels]
    targets = encode_labels(labels, sorted(set(labels)), "single")
    np.save(options.out / "documents.npy", store.ids)
    np.save(options.out / "offsets.npy", store.offsets)
    np.save(options.out / "targets.npy", targets)
    lengths = np.diff(store.offsets)
    order = np.argsort(-lengths, kind="stable")[: len(lengths) // BATCH * BATCH]
    batches = np.random.default_rng(0).permutation(order.reshape(-1, BATCH))
    np.save(options.out / "batches.npy", batches)
    sizes = asdict(base.model.encoder.architecture) | {"n_classes": len(set(labels))}
    (options.out / "sizes.json").write_text(json.dumps(sizes))


if __name__ == "__main__":
    main()
