"""The language model a pretraining begins with: a new one, or a base to go on from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.export.base_model import read_base
from ulmfit_core.modules.awd_lstm import Architecture, Dropouts
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.pretrain_job import PretrainJob


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
    dropouts = Dropouts().times(job.dropout)
    if not job.start_from:
        return StartingPoint(LanguageModel(sizes, dropouts))
    base = read_base(Path(job.start_from), tokenizer)
    if base.model.encoder.architecture != sizes:
        raise InputError(
            f"The base model {base.name} has other sizes than this pretraining; nothing was "
            "changed.",
            "Leave the sizes as those of the base are.",
        )
    base.model.set_dropouts(dropouts)
    return StartingPoint(base.model, base.training)
