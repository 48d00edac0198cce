"""Tiny data and jobs for the recipes, and ways to stop a run where a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from tests.builders import tiny_tokenizer
from ulmfit_core.architecture import Architecture
from ulmfit_core.export.base_model import BaseModel, exact, write_base
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import write_token_store
from ulmfit_core.training.events import StepFinished, StopVerb, TrainingEvent
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.labelled_store import write_labelled_store
from ulmfit_core.training.pretrain_job import PretrainJob

SIZES: dict[str, Any] = {"embedding_size": 8, "hidden_size": 10, "n_layers": 3}
WORDS = (("river", "where", "city"), ("who", "wrote", "king"), ("what", "thing", "made"))


def texts_of(n: int, n_classes: int = 2) -> tuple[list[str], NDArray[np.int64]]:
    """Texts of 0 to 6 words, each with words of its class alone."""
    rng = np.random.default_rng(n)
    targets = np.arange(n) % n_classes
    return [" ".join(rng.choice(WORDS[c], rng.integers(0, 7))) for c in targets], targets


def write_classifier_data(
    folder: Path, n: int = 12, *, targets: NDArray[np.int64] | None = None, valid: int = 6
) -> Path:
    """``train/`` of ``n`` texts, ``valid/`` where ``valid`` is not 0, and the tokenizer."""
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(tiny_tokenizer().to_bytes())
    for part, count in (("train", n), ("valid", valid)):
        if count:
            texts, own = texts_of(count)
            given = own if targets is None else targets[np.arange(count) % len(targets)]
            write_labelled_store(texts, given, tiny_tokenizer(), folder / part)
    return folder


def write_texts(folder: Path, n: int = 12, valid: int = 4) -> Path:
    """What a language model reads: ``train/``, ``valid/`` and the tokenizer."""
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(tiny_tokenizer().to_bytes())
    for part, count in (("train", n), ("valid", valid)):
        if count:
            write_token_store(texts_of(count)[0], tiny_tokenizer(), folder / part)
    return folder


def write_tiny_base(folder: Path, direction: str = "forward", **sizes: int) -> Path:
    """An untrained base model that reads by the tiny tokenizer."""
    torch.manual_seed(5)
    model = LanguageModel(Architecture(tiny_tokenizer().vocab_size, **{**SIZES, **sizes}))
    write_base(BaseModel(folder.name, direction, {}, model, tiny_tokenizer()), folder, exact)
    return folder


def classifier_job(run: Path, data: Path, **changes: Any) -> ClassifierJob:
    defaults: dict[str, Any] = {"bptt": 9, "epochs": 5, "batch_size": 4, "precision": "float32"}
    return ClassifierJob(str(run), str(data), **{**SIZES, **defaults, **changes})


def language_model_job(run: Path, data: Path, **changes: Any) -> LanguageModelJob:
    defaults: dict[str, Any] = {"bptt": 9, "epochs": 2, "batch_size": 3, "precision": "float32"}
    return LanguageModelJob(str(run), str(data), **{**SIZES, **defaults, **changes})


def pretrain_job(run: Path, data: Path, **changes: Any) -> PretrainJob:
    defaults: dict[str, Any] = {
        "bptt": 9,
        "batch_size": 3,
        "precision": "float32",
        "total_tokens": 270,
        "evaluate_tokens": 100,
        "warmup_steps": 3,
        "warmup_share": 1.0,
        "dropout": 0.5,
    }
    return PretrainJob(str(run), str(data), **{**SIZES, **defaults, **changes})


def stop_after(steps: int, verb: StopVerb) -> Callable[[], StopVerb | None]:
    """A stop check that asks for ``verb`` at the ``steps``-th update from now."""
    calls = iter(range(1, 1_000_000))
    return lambda: verb if next(calls) == steps else None


def take(events: Iterator[TrainingEvent], count: int) -> list[TrainingEvent]:
    """The first ``count`` events; the rest never happens, as if the process were killed."""
    taken = [event for event, _ in zip(events, range(count), strict=False)]
    events.close()  # type: ignore[attr-defined]
    return taken


def losses(events: list[TrainingEvent]) -> list[float]:
    return [event.loss for event in events if isinstance(event, StepFinished)]


def same_tensors(first: Path, second: Path) -> bool:
    """Whether two safetensors files hold the same, bit for bit."""
    a, b = load_file(first), load_file(second)
    return a.keys() == b.keys() and all(torch.equal(a[n], b[n]) for n in a)


def all_finite(tensors: dict[str, Tensor]) -> bool:
    return all(bool(torch.isfinite(t).all()) for t in tensors.values())
