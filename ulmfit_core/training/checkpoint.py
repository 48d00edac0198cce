"""Everything a run needs to go on as if it had never stopped, in safetensors and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ulmfit_core.corpus.atomic import replacing_folder
from ulmfit_core.disk import check_readable
from ulmfit_core.errors import ModelFileError, StorageError
from ulmfit_core.json_file import parsed_json

_ON_CARD = "random.cuda"
_TENSORS, _FACTS = "state.safetensors", "state.json"
_NOT_OURS = (
    *(OSError, SafetensorError),  # of the files
    *(ValueError, KeyError, TypeError, AttributeError, RuntimeError),  # of what is in them
)


def save_checkpoint(
    folder: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None,
    facts: dict[str, Any],
    extra: dict[str, Tensor] | None = None,
) -> None:
    """Replace ``folder`` by this state in one rename; a crash leaves the old one or the new.

    Holds weights, optimiser moments, torch's random state and ``facts`` (plain JSON).
    Raises StorageError where the disk refuses.
    """
    tensors = {f"model.{name}": tensor.detach() for name, tensor in model.state_dict().items()}
    tensors |= _optimizer_tensors(model, optimizer) if optimizer else {}
    tensors |= {f"extra.{name}": tensor for name, tensor in (extra or {}).items()}
    tensors |= _random_states(model)
    own = {name: tensor.contiguous().cpu() for name, tensor in tensors.items()}
    try:
        with replacing_folder(folder) as partial:
            save_file(own, partial / _TENSORS)
            (partial / _FACTS).write_text(json.dumps(facts))
    except (OSError, SafetensorError) as error:
        raise StorageError(
            f"The checkpoint could not be written to {folder.parent} ({error}); "
            "the one before it is whole.",
            "Free some disk space, then resume.",
        ) from error


def load_checkpoint(
    folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer | None = None
) -> dict[str, Any]:
    """Restore what ``save_checkpoint`` wrote and return its facts.

    Raises ModelFileError where the checkpoint is missing, damaged or of another model, StorageError
    where it may not be read.
    """
    folder = newest(folder)
    check_readable(folder / _TENSORS)
    try:
        tensors = load_file(folder / _TENSORS)
        facts: dict[str, Any] = {**parsed_json((folder / _FACTS).read_text("utf-8"))}
        model.load_state_dict(_part(tensors, "model."))
        if optimizer is not None:
            _restore_optimizer(model, optimizer, tensors)
        torch.set_rng_state(tensors["random"])
        if _ON_CARD in tensors and torch.cuda.is_available():
            torch.cuda.set_rng_state(tensors[_ON_CARD])
    except _NOT_OURS as error:
        raise ModelFileError(
            f"The checkpoint in {folder} is damaged or of another model.",
            "Start the run anew; nothing else of it is lost.",
        ) from error
    return facts


def extra_tensors(folder: Path) -> dict[str, Tensor]:
    """The tensors given to ``save_checkpoint`` as ``extra``."""
    extra = _part(load_file(newest(folder) / _TENSORS), "extra.")
    return {name: tensor.clone() for name, tensor in extra.items()}


def newest(folder: Path) -> Path:
    """The whole checkpoint at ``folder``: a crash within the swap leaves it as ``.previous``."""
    previous = folder.with_name(folder.name + ".previous")
    return previous if not folder.exists() and previous.exists() else folder


def _random_states(model: nn.Module) -> dict[str, Tensor]:
    """Of the generators that the next batch's dropout is drawn from."""
    states = {"random": torch.get_rng_state()}
    if any(parameter.is_cuda for parameter in model.parameters()):
        states[_ON_CARD] = torch.cuda.get_rng_state()
    return states


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}


def _optimizer_tensors(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    return {
        f"optimizer.{key}.{name}": value
        for name, parameter in model.named_parameters()
        for key, value in optimizer.state.get(parameter, {}).items()
    }


def _restore_optimizer(
    model: nn.Module, optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]
) -> None:
    for key, value in _part(tensors, "optimizer.").items():
        slot, name = key.split(".", 1)
        parameter = model.get_parameter(name)
        # A copy: a file that tensors lie in cannot be replaced on Windows.
        own = value.to(parameter.device, copy=True)
        optimizer.state.setdefault(parameter, {})[slot] = own
