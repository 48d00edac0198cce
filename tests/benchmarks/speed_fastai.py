"""fastai 2.8 on the workload of ``speed_workload``, through its own Learner; in a venv of its own.

    python speed_fastai.py WORKLOAD [--only classifier --steps 680 --seed 1]

Same weights, sizes, batch, dropouts, regularisation and rate as ``speed_ours``. Time is taken
between the start and the end of each batch, data loading included on both sides.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from fastai.text.all import (
    AWD_LSTM,
    Adam,
    CrossEntropyLossFlat,
    DataLoaders,
    GradientClip,
    Learner,
    ModelResetter,
    RNNCallback,
    RNNRegularizer,
    awd_lstm_clas_config,
    awd_lstm_lm_config,
    get_language_model,
    get_text_classifier,
)
from fastai.text.data import pad_chunk
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

if TYPE_CHECKING:

    class Callback:
        """What is used of fastai's, which comes without types."""

        learn: Any
        training: bool

else:
    from fastai.text.all import Callback

Ids = NDArray[np.int64]

LM_STEPS, LM_BATCH, BPTT, LM_RATE = 24, 32, 72, 1e-3
CLASSIFIER_STEPS, CLASSIFIER_RATE = 16, 1e-3
WARM_UP = 4


class Stopwatch(Callback):
    """Tokens a second and loss of each training batch."""

    order = 100

    def __init__(self, tokens: Sequence[int]) -> None:
        self.tokens = tokens
        self.rates: list[float] = []
        self.losses: list[float] = []

    def before_fit(self) -> None:
        self.clock = time.perf_counter()

    def after_loss(self) -> None:
        self.plain = float(self.learn.loss.detach())

    def after_batch(self) -> None:
        if not self.training:
            return
        now = time.perf_counter()
        self.rates.append(self.tokens[len(self.rates)] / (now - self.clock))
        self.losses.append(self.plain)
        self.clock = time.perf_counter()


def encoder_state(weights: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Our encoder's weights under fastai's names."""
    table = weights["encoder.embedding.weight"]
    state = {f"{prefix}encoder.weight": table, f"{prefix}encoder_dp.emb.weight": table}
    for name, tensor in weights.items():
        if name.startswith("encoder.layers."):
            _, _, i, parameter = name.split(".")
            dropped = parameter == "weight_hh_l0"
            name = f"{parameter}_raw" if dropped else f"module.{parameter}"
            state[f"{prefix}rnns.{i}.{name}"] = tensor
    return state


def config_of(base: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """fastai's configuration with our sizes."""
    return {
        **base,
        "emb_sz": sizes["embedding_size"],
        "n_hid": sizes["hidden_size"],
        "n_layers": sizes["n_layers"],
    }


def load(model: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Load by name; every weight of the encoder must find its place."""
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert not [m for m in missing if "rnns" in m and "module.weight_hh" not in m], missing


def fit(
    model: nn.Module, batches: list[tuple[Tensor, Tensor]], tokens: list[int], rate: float
) -> Stopwatch:
    """One pass over ``batches`` by fastai's Learner with its RNN callbacks."""
    watch = Stopwatch(tokens)
    learner = Learner(
        DataLoaders(batches, batches[:1]),
        model,
        loss_func=CrossEntropyLossFlat(),
        opt_func=Adam,
        cbs=[
            ModelResetter(),
            RNNCallback(),
            RNNRegularizer(alpha=2.0, beta=1.0),
            GradientClip(0.1),
            watch,
        ],
    )
    with learner.no_bar(), learner.no_logging():
        learner.create_opt()
        learner.opt.set_hypers(lr=rate, mom=0.9, sqr_mom=0.99, wd=0.01)
        learner.fit(1, rate)
    return watch


def summary(name: str, watch: Stopwatch) -> dict[str, Any]:
    """The same figures as ours."""
    steady = watch.rates[WARM_UP:]
    return {
        f"{name}_tokens_per_second": round(statistics.median(steady)),
        f"{name}_tokens_per_second_low": round(min(steady)),
        f"{name}_tokens_per_second_high": round(max(steady)),
        f"{name}_loss_last_8": round(statistics.mean(watch.losses[-8:]), 4),
        f"{name}_loss_of_eighths": [
            round(float(part.mean()), 4) for part in np.array_split(np.array(watch.losses), 8)
        ],
    }


def language_model(
    weights: Mapping[str, Tensor], sizes: Mapping[str, int], ids: Ids
) -> dict[str, Any]:
    """Language-model steps on consecutive windows of 32 streams."""
    config = config_of(awd_lstm_lm_config, sizes)
    model = get_language_model(AWD_LSTM, sizes["vocab_size"], config, 0.5)
    state = encoder_state(weights, "0.")
    state |= {
        "1.decoder.weight": weights["encoder.embedding.weight"],
        "1.decoder.bias": weights["decoder.bias"],
    }
    load(model, state)
    length = (len(ids) - 1) // LM_BATCH
    streams = [ids[r * length : (r + 1) * length + 1] for r in range(LM_BATCH)]
    rows = torch.from_numpy(np.stack(streams))
    windows = [
        (rows[:, s : s + BPTT], rows[:, s + 1 : s + 1 + BPTT])
        for s in range(0, LM_STEPS * BPTT, BPTT)
    ]
    return summary("lm", fit(model, windows, [LM_BATCH * BPTT] * LM_STEPS, LM_RATE))


def classifier(
    weights: Mapping[str, Tensor],
    sizes: Mapping[str, int],
    ids: Ids,
    offsets: Ids,
    targets: Ids,
    batches: Ids,
    steps: int,
) -> dict[str, Any]:
    """Classifier steps on the workload's batches, padded as fastai pads."""
    model = get_text_classifier(
        AWD_LSTM,
        sizes["vocab_size"],
        sizes["n_classes"],
        seq_len=BPTT,
        config=config_of(awd_lstm_clas_config, sizes),
        drop_mult=0.5,
        max_len=BPTT * 20,
    )
    load(model, encoder_state(weights, "0.module."))
    made, tokens = [], []
    for batch in itertools.islice(itertools.cycle(batches), steps):
        documents = [torch.from_numpy(ids[offsets[d] : offsets[d + 1]]) for d in batch]
        longest = max(len(d) for d in documents)
        x = torch.stack(
            [
                pad_chunk(d, pad_idx=1, pad_first=True, seq_len=BPTT, pad_len=longest)
                for d in documents
            ]
        )
        made.append((x, torch.from_numpy(targets[batch])))
        tokens.append(sum(len(d) for d in documents))
    return summary("classifier", fit(model, made, tokens, CLASSIFIER_RATE))


def main() -> None:
    """Measure and print."""
    options = options_given()
    folder = options.workload
    weights = load_file(folder / "weights.safetensors")
    sizes = json.loads((folder / "sizes.json").read_text())
    ids = np.load(folder / "documents.npy").astype(np.int64)
    offsets, targets = np.load(folder / "offsets.npy"), np.load(folder / "targets.npy")
    batches = np.load(folder / "batches.npy")
    report = {"threads": torch.get_num_threads()}
    if options.only != "classifier":
        torch.manual_seed(options.seed)
        report |= language_model(weights, sizes, ids)
    if options.only != "lm":
        torch.manual_seed(options.seed)
        report |= classifier(weights, sizes, ids, offsets, targets, batches, options.steps)
    print(json.dumps(report, indent=1))


def options_given() -> argparse.Namespace:
    """As those of ``speed_ours``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", type=Path)
    parser.add_argument("--only", choices=["lm", "classifier"])
    parser.add_argument("--steps", type=int, default=CLASSIFIER_STEPS, help="of the classifier")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
