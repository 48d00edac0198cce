"""The language model a pretraining begins with: a new one, or a base to go on from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import InputError
from ulmfit_core.export.base_model import BaseModel, read_base
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.pretrain_job import PretrainJob

_PER_PIECE = ("encoder.embedding.weight", "decoder.bias")  # a row of each piece


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A model, and what its weights had learnt from before."""

    model: LanguageModel
    training: dict[str, Any] = field(default_factory=dict)  # as in a base's config.json


def starting_point(job: PretrainJob, tokenizer: Tokenizer) -> StartingPoint:
    """What ``job`` trains from; the corpus was encoded by ``tokenizer``.

    A base that reads the other way is a beginning too: the pieces' embeddings are as good for it,
    and from its layers a pretraining turned round more quickly than from new ones
    (``tests/benchmarks/RESULTS.md``, "Recipes"). Raises InputError where the base has other sizes,
    ModelFileError where it cannot be read or its tokenizer is another.
    """
    sizes = Architecture(tokenizer.vocab_size, job.embedding_size, job.hidden_size, job.n_layers)
    if not job.start_from:
        return StartingPoint(LanguageModel(sizes))
    base = read_base(Path(job.start_from), None if job.new_vocabulary else tokenizer)
    if job.new_vocabulary:
        base = replace(base, model=with_vocabulary(base, tokenizer), tokenizer=tokenizer)
    if base.model.encoder.architecture != sizes:
        raise InputError(
            f"The base model {base.name} has other sizes than this pretraining; nothing was "
            "changed.",
            "Leave the sizes as those of the base are.",
        )
    return StartingPoint(base.model, base.training)


def with_vocabulary(base: BaseModel, tokenizer: Tokenizer) -> LanguageModel:
    """The base's layers under the pieces of ``tokenizer``.

    Pieces that the base has too keep their vectors; each other one is drawn like the base's, around
    their mean and as far from it in every dimension.
    """
    old = base.model.encoder.architecture
    model = LanguageModel(replace(old, vocab_size=tokenizer.vocab_size))
    places = {base.tokenizer.piece(i): i for i in range(old.vocab_size)}
    known = [places.get(tokenizer.piece(i), -1) for i in range(tokenizer.vocab_size)]
    rows = torch.tensor(known)
    state = base.model.state_dict()
    for name in _PER_PIECE:
        state[name] = _drawn_like(state[name], rows)
    model.load_state_dict(state)
    return model


def _drawn_like(table: Tensor, rows: Tensor) -> Tensor:
    """Rows of ``table`` [V, ...] by their numbers [W]; for -1 one such as they are on the whole."""
    drawn = table.mean(0) + table.std(0) * torch.randn(len(rows), *table.shape[1:])
    is_known = (rows >= 0).view(-1, *[1] * (table.ndim - 1))
    return torch.where(is_known, table[rows.clamp(min=0)], drawn)
