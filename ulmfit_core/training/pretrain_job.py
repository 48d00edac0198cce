"""What a pretraining is to do, frozen before it starts; torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ulmfit_core.errors import InputError
from ulmfit_core.training.setting import setting


@dataclass(frozen=True, slots=True)
class PretrainJob:
    """Stage 1: a language model from scratch on general text (paper section 3.1).

    The learning rate rises, stays, and cools down at the end (warm-up, stable, decay):
    the run before the cool-down, its *trunk*, can be taken up again with more text or
    more time, and cooled down anew. A slanted triangle must know its end beforehand.
    """

    kind: ClassVar[str] = "pretrain"

    run_dir: str
    corpus_dir: str = setting("", "Folder of encoded text: train/, valid/ and tokenizer.model.")
    name: str = setting("base", "What the base model is called.")
    start_from: str = setting("", "Folder of a base model to go on from; empty: from scratch.")
    new_vocabulary: bool = setting(False, "Begin with that base's layers, under other pieces.")
    embedding_size: int = setting(256, "Width of the embedding and of the last layer.")
    hidden_size: int = setting(640, "Width of the layers between.")
    n_layers: int = setting(3, "How many LSTM layers.")
    backward: bool = setting(False, "Read every document from its end.")
    batch_size: int = setting(64, "Streams read side by side.")
    bptt: int = setting(70, "Tokens of a stream between two updates.")
    peak_rate: float = setting(2e-3, "Learning rate of the trunk.")
    warmup_steps: int = setting(400, "Updates over which the rate rises.")
    warmup_share: float = setting(0.1, "The rate rises over no larger share of the run than this.")
    total_tokens: int = setting(0, "Stop after so many tokens in all; 0: bounded by minutes only.")
    minutes: float = setting(0.0, "Stop after so many minutes of this start; 0: no bound.")
    cooldown: float = setting(0.2, "Share of the run in which the rate falls.")
    beta1: float = setting(0.9, "AdamW's decay of the first moment.")
    beta2: float = setting(0.99, "AdamW's decay of the second moment.")
    weight_decay: float = setting(0.01, "Decoupled weight decay, on matrices only.")
    clip: float = setting(1.0, "Largest norm of the gradient; 0: no bound.")
    dropout: float = setting(
        0.0, "Factor on the language model's dropouts, which set in after dropout_after."
    )
    dropout_after: int = setting(0, "Readings of the text before dropout sets in.")
    seed: int = setting(0, "Seed of weights, order and dropout.")
    precision: str = setting("auto", "Matrix products: auto, float32, bfloat16 or int8.")
    device: str = setting("cpu", "Where to train: cpu, cuda.")
    checkpoint_minutes: float = setting(2.0, "How often the state is saved.")
    evaluate_tokens: int = setting(2_000_000, "How often held-out text is measured, in tokens.")


def check_streams(n_streams: int, n_processes: int) -> None:
    """Raises InputError where some process of several would have no stream to read."""
    if n_streams < n_processes:
        raise InputError(
            f"There are {n_processes:,} processes and {n_streams:,} streams of text; each process "
            "needs one.",
            "Start fewer processes, or give a larger --batch-size or more text.",
        )
