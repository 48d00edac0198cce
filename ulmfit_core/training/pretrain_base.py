"""The base model that a pretraining leaves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ulmfit_core.export.base_model import BaseModel, direction, write_base
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_pace import Progress
from ulmfit_core.training.pretrain_start import StartingPoint

_WHERE = ("run_dir", "corpus_dir", "start_from")  # settings that name this machine's folders


def write_pretrained(
    job: PretrainJob,
    start: StartingPoint,
    progress: Progress,
    tokenizer: Tokenizer,
    corpus_tokens: int,
) -> None:
    """Write ``base`` in the run's folder: the weights as they are, and what they have learnt from.

    Raises StorageError.
    """
    training = _training_facts(job, start.training, progress, corpus_tokens)
    base = BaseModel(job.name, direction(job.backward), training, start.model, tokenizer)
    write_base(base, Path(job.run_dir) / "base")


def _training_facts(
    job: PretrainJob, before: dict[str, Any], progress: Progress, corpus_tokens: int
) -> dict[str, Any]:
    """``before``: the same of the base that it went on from."""
    p = progress
    return {
        "tokens": p.tokens + before.get("tokens", 0),
        "tokens_before": before.get("tokens", 0),
        "steps": p.step + before.get("steps", 0),
        "epochs": round(p.tokens / corpus_tokens, 2),
        "hours_before": before.get("hours", 0.0),
        "hours": round(p.seconds / 3600 + before.get("hours", 0.0), 2),
        "valid_bits_per_byte": round(p.bits_per_byte, 4),
        "job": {k: v for k, v in asdict(job).items() if k not in _WHERE},
    }
