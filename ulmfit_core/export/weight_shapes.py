"""Name and shape of every weight of a model file."""

from __future__ import annotations

from itertools import pairwise

from ulmfit_core.architecture import Architecture
from ulmfit_core.export.bundle_config import (
    BundleConfig,
)

Shape = tuple[int, ...]


def expected_shapes(config: BundleConfig) -> dict[str, Shape]:
    """Name and shape of every weight a model with this config has."""
    shapes: dict[str, Shape] = {}
    for direction in config.directions:
        encoder = _encoder(config.architecture_of(direction))
        own = [*encoder, *_head(config, config.n_pooled(direction))]
        shapes |= {f"{direction}.{name}": shape for name, shape in own}
    return shapes


def _encoder(architecture: Architecture) -> list[tuple[str, Shape]]:
    shapes: list[tuple[str, Shape]] = [
        ("encoder.embedding.weight", (architecture.vocab_size, architecture.embedding_size))
    ]
    for i, (width, hidden) in enumerate(architecture.layer_sizes):
        layer = f"encoder.layers.{i}"
        shapes += [
            (f"{layer}.weight_ih_l0", (4 * hidden, width)),
            (f"{layer}.weight_hh_l0", (4 * hidden, hidden)),
            (f"{layer}.bias_ih_l0", (4 * hidden,)),
            (f"{layer}.bias_hh_l0", (4 * hidden,)),
        ]
    return shapes


def _head(config: BundleConfig, n_pooled: int) -> list[tuple[str, Shape]]:
    if config.head.kind == "linear":
        n_labels = len(config.labels)
        return [("head.weight", (n_labels, n_pooled)), ("head.bias", (n_labels,))]
    widths = (n_pooled, config.head.hidden, len(config.labels))
    statistics = ("running_mean", "running_var") if config.head.norm == "batch" else ()
    shapes: list[tuple[str, Shape]] = []
    for j, (inputs, outputs) in enumerate(pairwise(widths)):
        block = f"head.blocks.{j}"
        names = ("weight", "bias", *statistics)
        shapes += [(f"{block}.norm.{name}", (inputs,)) for name in names]
        if statistics:
            shapes.append((f"{block}.norm.num_batches_tracked", ()))
        shapes.append((f"{block}.linear.weight", (outputs, inputs)))
        shapes.append((f"{block}.linear.bias", (outputs,)))
    return shapes
