"""One short pretraining of equal tokens, to choose a recipe before a long one.

    python -m tests.benchmarks.pretrain_trial RUN [--batch-size 128] [--rate 3e-3] \\
        [--optimizer adamw|muon] [--precision int8] [--tokens 1000000]

RUN is the folder of a pretraining whose trunk the trial goes on from, reading what that run has
not read; its last 30 % are a cool-down. Prints one JSON line: the settings, and bits per byte on
30 held-out articles.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ulmfit_core.architecture import Architecture
from ulmfit_core.batching import document_stream
from ulmfit_core.evaluation.perplexity import language_model_perplexity
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import open_token_store
from ulmfit_core.training.checkpoint import load_checkpoint
from ulmfit_core.training.param_groups import LayerGroup, build_optimizer, set_learning_rates
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.schedules import cool_down, warmup_stable

BPTT, WARM_UP, COOLED, VALID_DOCUMENTS = 70, 20, 0.3, 30
FARTHEST = 150_000  # tokens between the streams that share a row of the run


def main() -> None:
    """Train and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--muon-rate", type=float, default=3e-3)
    parser.add_argument("--optimizer", choices=["adamw", "muon"], default="adamw")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--tokens", type=int, default=1_000_000)
    options = parser.parse_args()
    torch.manual_seed(0)
    model, adamw, stream, starts = _taken_up(options.run, options.batch_size)
    model.set_compute_dtype(resolve_precision(options.precision, "cpu"))
    matrices = [p for name, p in model.named_parameters() if "weight_" in name]
    muon = Muon(matrices if options.optimizer == "muon" else [])
    steps = options.tokens // (options.batch_size * BPTT)
    state, begun = model.encoder.zero_state(options.batch_size), time.monotonic()
    for step in range(steps):
        columns = np.arange(step * BPTT, (step + 1) * BPTT + 1)[:, None]
        block = torch.from_numpy(stream[starts[None] + columns].astype(np.int64))
        out = model(block[:-1], block[1:], state)
        state = out.state
        out.loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        cooled = (step / steps - 1 + COOLED) / COOLED
        pace = warmup_stable(step, WARM_UP) * (cool_down(cooled) if cooled > 0 else 1.0)
        muon.step(options.muon_rate * pace)  # and leaves AdamW no gradient of its matrices
        set_learning_rates(adamw, (options.rate * pace,))
        adamw.step()
        adamw.zero_grad(set_to_none=True)
    seconds = time.monotonic() - begun
    held_out = open_token_store(options.run / "corpus" / "valid").first(VALID_DOCUMENTS)
    measured = language_model_perplexity(model, held_out)
    found = {"steps": steps, "seconds": round(seconds), "bpb": round(measured.bits_per_byte, 4)}
    print(json.dumps({**vars(options), "run": options.run.name, **found}))


def _taken_up(
    run: Path, batch_size: int
) -> tuple[LanguageModel, torch.optim.AdamW, NDArray[np.integer], NDArray[np.int64]]:
    """The trunk's model and optimiser, the text of the run, and where each stream goes on."""
    facts = json.loads((run / "trunk" / "state.json").read_text())
    job, progress = facts["job"], facts["progress"]
    store = open_token_store(run / "corpus" / "train")
    sizes = (job["embedding_size"], job["hidden_size"], job["n_layers"])
    vocab_size = json.loads((run / "corpus" / "complete.json").read_text())["facts"]["vocab_size"]
    model = LanguageModel(Architecture(vocab_size, *sizes))
    everything = (LayerGroup("all", tuple(model.parameters())),)
    adamw = build_optimizer(everything, (job["beta1"], job["beta2"]), job["weight_decay"])
    load_checkpoint(run / "trunk", model, adamw)
    stream = document_stream(store, job["seed"] + progress["epoch"])
    rows = np.arange(batch_size)
    length = (len(stream) - 1) // job["batch_size"]
    within = progress["position"] + rows // job["batch_size"] * FARTHEST
    return model.train(), adamw, stream, rows % job["batch_size"] * length + within


class Muon:
    """Momentum made orthogonal (Jordan et al. 2024), each gate's matrix by itself, in float32.

    torch.optim.Muon takes the gates as one matrix, in bfloat16. Updates have AdamW's size.
    """

    def __init__(self, matrices: list[nn.Parameter], momentum: float = 0.95) -> None:
        self._momentum = momentum
        self._means = {p: torch.zeros_like(p) for p in matrices}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One update; the gradients are taken away."""
        for p, mean in self._means.items():
            assert p.grad is not None
            mean.lerp_(p.grad, 1 - self._momentum)
            gates = torch.unflatten(p.grad.lerp(mean, self._momentum), 0, (4, -1))
            size = 0.2 * math.sqrt(max(gates.shape[1:]))
            p.mul_(1 - 0.01 * rate).add_(_orthogonal(gates).flatten(0, 1), alpha=-rate * size)
            p.grad = None


def _orthogonal(matrices: Tensor) -> Tensor:
    """Five Newton-Schulz steps with Jordan's coefficients."""
    x = matrices.mT if matrices.shape[1] > matrices.shape[2] else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    result: Tensor = x.mT if matrices.shape[1] > matrices.shape[2] else x
    return result


if __name__ == "__main__":
    main()
