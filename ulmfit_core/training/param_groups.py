"""Layer groups and their freezing (paper section 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ulmfit_core.modules.awd_lstm import AWDLSTM
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.training.finetune_jobs import ADAM_EPSILON


@dataclass(frozen=True, slots=True)
class LayerGroup:
    """Parameters that share a learning rate and thaw together."""

    name: str
    parameters: tuple[nn.Parameter, ...]


def language_model_groups(model: LanguageModel) -> tuple[LayerGroup, ...]:
    """Embedding (with the decoder, which is tied to it), then each LSTM layer."""
    embedding, *layers = _encoder_groups(model.encoder)
    decoder = tuple(model.decoder.parameters())
    return (LayerGroup(embedding.name, embedding.parameters + decoder), *layers)


def classifier_groups(model: Classifier) -> tuple[LayerGroup, ...]:
    """Embedding, each LSTM layer, and the head."""
    head = LayerGroup("head", tuple(model.head.parameters()))
    return (*_encoder_groups(model.encoder), head)


def build_optimizer(
    groups: Sequence[LayerGroup],
    betas: tuple[float, float],
    weight_decay: float,
    epsilon: float = ADAM_EPSILON,
) -> torch.optim.AdamW:
    """AdamW with two parameter groups per layer group: decayed matrices, then the rest."""
    parameter_groups = []
    for group in groups:
        matrices = [p for p in group.parameters if p.ndim > 1]
        others = [p for p in group.parameters if p.ndim <= 1]
        parameter_groups += [
            {"params": matrices, "weight_decay": weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
    return torch.optim.AdamW(parameter_groups, lr=0.0, betas=betas, eps=epsilon, fused=True)


def set_learning_rates(
    optimizer: torch.optim.Optimizer, rates: Sequence[float], momentum: float | None = None
) -> None:
    """Give each layer group its rate for the coming update."""
    for index, group in enumerate(optimizer.param_groups):
        group["lr"] = rates[index // 2]
        if momentum is not None:
            group["betas"] = (momentum, group["betas"][1])


def take_step(optimizer: torch.optim.Optimizer, model: nn.Module, clip: float) -> Tensor:
    """One update by the gradients that ``model`` holds, which are then taken away.

    Returns their norm before it was cut to ``clip`` (0: no bound). One that 16 bits
    could not hold is left out: an update less is no harm.
    """
    norm = nn.utils.clip_grad_norm_(model.parameters(), clip or float("inf"))
    if norm.isfinite():
        optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return norm


def train_only(groups: Sequence[LayerGroup], trained: Sequence[int]) -> None:
    """Freeze every group whose index is not in ``trained``; frozen parameters get no gradient."""
    for index, group in enumerate(groups):
        for parameter in group.parameters:
            parameter.requires_grad_(index in trained)
            parameter.grad = None


def _encoder_groups(encoder: AWDLSTM) -> tuple[LayerGroup, ...]:
    embedding = LayerGroup("embedding", tuple(encoder.embedding.parameters()))
    layers = (
        LayerGroup(f"layer {i + 1}", tuple(layer.parameters()))
        for i, layer in enumerate(encoder.layers)
    )
    return (embedding, *layers)
