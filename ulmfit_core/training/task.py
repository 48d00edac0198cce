"""What a fine-tuning stage brings to the loop that trains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from torch import Tensor, nn

from ulmfit_core.training.param_groups import LayerGroup


class Loss(NamedTuple):
    """A batch's loss, or a part's share in it."""

    total: Tensor  # with regularisation: what is minimised
    reported: Tensor  # without: what people compare
    n_tokens: int

    def times(self, share: float) -> Loss:
        """That of a part which is this share of its batch."""
        return self._replace(total=self.total * share, reported=self.reported * share)


class Task(Protocol):
    """A model with its batches, loss and validation; what has a body here may be left as it is."""

    model: nn.Module
    groups: tuple[LayerGroup, ...]  # of its layers, bottom first

    def batches(self, epoch: int) -> Iterable[Any]:
        """The batches of an epoch, the same for the same epoch."""

    def n_batches(self, epoch: int) -> int:
        """How many batches ``batches(epoch)`` yields."""

    def losses(self, batch: Any) -> Iterator[Loss]:
        """Forward pass and loss of each part of a batch, by its share in it; its gradients are
        there before the next part is asked for."""

    def validate(self) -> dict[str, float]:
        """Metrics on held-out data; ``score`` among them is better when higher."""

    def rate_scale(self, batch: Any) -> float:
        """Factor on the learning rates for this batch."""
        return 1.0

    def written(self) -> str:
        """What the model writes by now; empty where it does not."""
        return ""

    def carried(self) -> dict[str, Tensor]:
        """Tensors besides weights that the next batch depends on."""
        return {}

    def restore(self, carried: dict[str, Tensor]) -> None:
        """Take up what ``carried`` gave."""
        return
