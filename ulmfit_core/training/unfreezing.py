"""Which layer groups train in which stage; torch-free.

A stage lists the indices of the groups it trains, bottom first; every other group is
frozen: it gets no gradient and its optimiser state does not change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Stage:
    """One unfreezing step."""

    name: str
    trained: tuple[int, ...]  # indices of layer groups, 0 is the embedding
    epochs: int
    # Of a slanted triangle in it (paper section 3.2): the share in which the rate rises, and how
    # many times the first and the last rate the highest is.
    cut_frac: float = 0.1
    ratio: float = 32.0

    def lasting(self, min_steps: int, n_batches: int) -> Stage:
        """The same with at least ``min_steps`` updates, of ``n_batches`` an epoch: a schedule of
        three steps is none (reference C.14)."""
        return replace(self, epochs=max(self.epochs, -(-min_steps // max(1, n_batches))))


def gradual_unfreezing(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """One more group each epoch, from the top, until all train (paper section 3.3).

    With ``n_groups`` 5: [head], [head, layer 3], ... for one epoch each; the last stage
    trains everything for what is left of ``epochs``, one epoch at least.
    """
    steps = [_from_top(n_groups, k, 1) for k in range(1, n_groups)]
    left = max(1, epochs - len(steps))
    return (*steps, _from_top(n_groups, n_groups, left))


def paper_code_unfreezing(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """The released scripts: head, head and top layer, then everything for ``epochs``.

    Their triangles are flatter and rise for longer: ``use_clr`` (8, 3), then (8, 8).
    """
    stages = [_from_top(n_groups, k, 1) for k in (1, 2)]
    frozen = [replace(stage, cut_frac=1 / 3, ratio=8.0) for stage in stages]
    return (*frozen, replace(_from_top(n_groups, n_groups, epochs), cut_frac=1 / 8, ratio=8.0))


def fastai_unfreezing(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """fastai's notebooks: one, two, then three groups for an epoch each, then everything."""
    steps = [_from_top(n_groups, k, 1) for k in range(1, min(4, n_groups))]
    return (*steps, _from_top(n_groups, n_groups, max(1, epochs - len(steps))))


def full_training(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """Everything from the start; the paper's "full" row."""
    return (_from_top(n_groups, n_groups, epochs),)


def last_layer_only(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """The head alone; the paper's "last" row."""
    return (_from_top(n_groups, 1, epochs),)


def chain_thaw(n_groups: int, epochs: int) -> tuple[Stage, ...]:
    """Head, then each group alone from the bottom, then everything (Felbo et al. 2017)."""
    alone = [Stage(f"group {g + 1} alone", (g,), 1) for g in range(n_groups - 1)]
    left = max(1, epochs - n_groups)
    return (_from_top(n_groups, 1, 1), *alone, _from_top(n_groups, n_groups, left))


UNFREEZING = {
    "gradual": gradual_unfreezing,
    "paper-code": paper_code_unfreezing,
    "fastai": fastai_unfreezing,
    "full": full_training,
    "last": last_layer_only,
    "chain-thaw": chain_thaw,
}


def _from_top(n_groups: int, count: int, epochs: int) -> Stage:
    name = "everything" if count == n_groups else f"top {count} of {n_groups}"
    return Stage(name, tuple(range(n_groups - count, n_groups)), epochs)
