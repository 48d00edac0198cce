"""A base model as a folder: weights (matrices as int8 rows), tokenizer, configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from ulmfit_core.architecture import Architecture
from ulmfit_core.corpus.atomic import replacing_folder
from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.export.base_config import base_config, read_base_config
from ulmfit_core.export.base_weights import (
    SCALE,
    WEIGHTS,
    base_tokenizer,
    base_weights,
    damaged_weights,
)
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A pretrained language model with the tokenizer it reads by."""

    name: str
    direction: str  # "forward" or "backward"
    training: dict[str, Any]  # what it was trained on, for how long, how well
    model: LanguageModel
    tokenizer: Tokenizer


def direction(backward: bool) -> str:
    """The word for a reading direction."""
    return "backward" if backward else "forward"


Encoding = Callable[[dict[str, Tensor]], dict[str, Tensor]]


def write_base(base: BaseModel, folder: Path, encoding: Encoding | None = None) -> None:
    """Replace ``folder`` by this base model; nothing is left half-written.

    ``encoding`` says how weights are stored: ``int8_rows`` (default, a quarter of the
    size) or ``exact``. Raises StorageError where the disk refuses.
    """
    weights = (encoding or int8_rows)(base.model.state_dict())
    sizes = asdict(base.model.encoder.architecture)
    config = base_config(base.name, base.direction, sizes, base.tokenizer.sha256, base.training)
    try:
        with replacing_folder(folder) as partial:
            save_file(weights, partial / WEIGHTS)
            (partial / "tokenizer.model").write_bytes(base.tokenizer.to_bytes())
            (partial / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    except (OSError, SafetensorError) as error:
        raise StorageError(
            f"The base model could not be written to {folder} ({error}).",
            "Free some disk space; the run's checkpoint is whole, so resume it.",
        ) from error


def read_base(folder: Path, reader: Tokenizer | None = None) -> BaseModel:
    """Read a base model; ``reader`` is the tokenizer of the texts it is to read, if known.

    Raises ModelFileError where the model is missing, damaged or mismatched, StorageError where it
    may not be read.
    """
    config = read_base_config(folder)
    weights, tokenizer = base_weights(folder), base_tokenizer(folder, config)
    try:
        model = LanguageModel(Architecture(**config["architecture"]))
        model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    except RuntimeError as error:
        raise damaged_weights(folder) from error
    if reader is not None and reader.sha256 != tokenizer.sha256:
        raise ModelFileError(
            f"The texts were encoded with another tokenizer than the model's in {folder}.",
            "Encode them again with the model's tokenizer.",
        )
    return BaseModel(config["name"], config["direction"], config["training"], model, tokenizer)


def int8_rows(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8 rows with a float32 scale each; vectors as they are."""
    stored = {}
    for name, tensor in tensors.items():
        if tensor.ndim != 2:
            stored[name] = tensor.detach().float().cpu().contiguous()
            continue
        scale = tensor.detach().float().cpu().abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
        stored[name] = (tensor.detach().float().cpu() / scale).round().to(torch.int8)
        stored[name + SCALE] = scale.squeeze(1)
    return stored


def exact(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Every tensor as it is."""
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
