"""Our training speed on the workload of ``speed_workload``, beside the machine's own rate.

    python -m tests.benchmarks.speed_ours WORKLOAD [--precision auto|int8|float32|bfloat16]
    python -m tests.benchmarks.speed_ours WORKLOAD --only classifier --steps 680 --seed 1

Prints one JSON object: tokens a second of language-model and of classifier training (median
of the steps), the losses, and the matrix-product rate measured in the same run. More steps than
there are batches go round them again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from operator import matmul
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file

from ulmfit_core.architecture import Architecture
from ulmfit_core.batching import LanguageModelBatches, document_batch
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import TokenStore
from ulmfit_core.training.param_groups import (
    build_optimizer,
    classifier_groups,
    language_model_groups,
    set_learning_rates,
)
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.regularization import (
    activation_regularization,
    temporal_activation_regularization,
)

LM_STEPS, LM_BATCH, BPTT, LM_RATE = 24, 32, 72, 1e-3
CLASSIFIER_STEPS, CLASSIFIER_RATE = 16, 1e-3
WARM_UP = 4  # steps not counted
# What fastai's drop_mult 0.5 gives both of its models.
LM_DROPOUTS = Dropouts(0.02, 0.25, 0.15, 0.2, 0.1).times(0.5)
CLASSIFIER_DROPOUTS = Dropouts(0.05, 0.4, 0.3, 0.5, 0.4).times(0.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", type=Path)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--only", choices=["lm", "classifier"])
    parser.add_argument("--steps", type=int, default=CLASSIFIER_STEPS, help="of the classifier")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sizes = json.loads((options.workload / "sizes.json").read_text())
    store = TokenStore(
        np.load(options.workload / "documents.npy"), np.load(options.workload / "offsets.npy"), 0
    )
    dtype = resolve_precision(options.precision, "cpu")
    report = {"precision": str(dtype), "threads": torch.get_num_threads()}
    report |= matrix_product_rates()
    if options.only != "classifier":
        torch.manual_seed(options.seed)
        report |= language_model_speed(options.workload, dict(sizes), store, dtype)
    if options.only != "lm":
        torch.manual_seed(options.seed)
        report |= classifier_speed(options.workload, dict(sizes), store, dtype, options.steps)
    report["lm_flops_per_token"] = 3 * forward_flops(sizes, decoder=True)
    report["classifier_flops_per_token"] = 3 * forward_flops(sizes, decoder=False)
    print(json.dumps(report, indent=1))


def matrix_product_rates() -> dict[str, float]:
    """GFLOP/s of a 2048-cubed product, the best of a few."""
    rates: dict[str, float] = {}
    for dtype in (torch.float32, torch.bfloat16):
        a = torch.ones(2048, 2048, dtype=dtype)
        best = min(_timed(partial(matmul, a, a)) for _ in range(6))
        name = str(dtype).removeprefix("torch.")
        rates[f"product_gflops_{name}"] = round(2 * 2048**3 / best / 1e9)
    return rates


def language_model_speed(
    folder: Path, sizes: dict[str, int], store: TokenStore, dtype: torch.dtype
) -> dict[str, Any]:
    """Fine-tuning steps with AR and TAR, all layers, one rate."""
    sizes.pop("n_classes")
    model = LanguageModel(Architecture(**sizes), LM_DROPOUTS)
    model.load_state_dict(load_file(folder / "weights.safetensors"))
    model.set_compute_dtype(dtype)
    groups = language_model_groups(model)
    optimizer = build_optimizer(groups, (0.9, 0.99), 0.01)
    set_learning_rates(optimizer, [LM_RATE] * len(groups))
    state = model.encoder.zero_state(LM_BATCH)
    rates, losses = [], []
    windows = LanguageModelBatches(store.ids, LM_BATCH, BPTT).windows()
    for window in itertools.islice(windows, LM_STEPS):
        begun = time.perf_counter()
        out = model(window.ids, window.targets, state)
        state = out.state
        loss = out.loss + activation_regularization(out.dropped, 2.0)
        loss = loss + temporal_activation_regularization(out.raw, 1.0)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        optimizer.zero_grad()
        rates.append(window.ids.numel() / (time.perf_counter() - begun))
        losses.append(out.loss.item())
    return _summary("lm", rates, losses)


def classifier_speed(
    folder: Path, sizes: dict[str, int], store: TokenStore, dtype: torch.dtype, steps: int
) -> dict[str, Any]:
    """Classifier steps with every layer training; real tokens count, padding does not."""
    n_classes = sizes.pop("n_classes")
    model = Classifier(Architecture(**sizes), n_classes, CLASSIFIER_DROPOUTS, bptt=BPTT)
    weights = load_file(folder / "weights.safetensors")
    model.encoder.load_state_dict(
        {k.removeprefix("encoder."): v for k, v in weights.items() if k.startswith("encoder.")}
    )
    model.encoder.set_compute_dtype(dtype)
    groups = classifier_groups(model)
    optimizer = build_optimizer(groups, (0.9, 0.99), 0.01)
    set_learning_rates(optimizer, [CLASSIFIER_RATE] * len(groups))
    targets = torch.from_numpy(np.load(folder / "targets.npy"))
    batches = np.load(folder / "batches.npy")
    rates, losses = [], []
    for indices in itertools.islice(itertools.cycle(batches), steps):
        begun = time.perf_counter()
        batch = document_batch(store, indices)
        logits, pooled = model(batch.ids, batch.lengths)
        reported = torch.nn.functional.cross_entropy(logits, targets[batch.indices])
        (reported + 2.0 * pooled.squares + pooled.changes).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        optimizer.zero_grad()
        rates.append(int(batch.lengths.sum()) / (time.perf_counter() - begun))
        losses.append(reported.item())
    return _summary("classifier", rates, losses)


def forward_flops(sizes: dict[str, int], *, decoder: bool) -> float:
    """Multiply-adds, counted as two, of one token's forward pass."""
    architecture = Architecture(**{k: v for k, v in sizes.items() if k != "n_classes"})
    layers = sum(2 * 4 * o * (i + o) for i, o in architecture.layer_sizes)
    return layers + decoder * 2 * architecture.vocab_size * architecture.embedding_size


def _summary(name: str, rates: list[float], losses: list[float]) -> dict[str, Any]:
    steady = rates[WARM_UP:]
    return {
        f"{name}_tokens_per_second": round(statistics.median(steady)),
        f"{name}_tokens_per_second_low": round(min(steady)),
        f"{name}_tokens_per_second_high": round(max(steady)),
        f"{name}_loss_last_8": round(statistics.mean(losses[-8:]), 4),
        f"{name}_loss_of_eighths": [
            round(float(part.mean()), 4) for part in np.array_split(np.array(losses), 8)
        ],
    }


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
