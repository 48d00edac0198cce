"""What the quick classifier, or a trained model, makes of the texts, as the window asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ulmfit_core.fewshot.challenger import Verdict
from ulmfit_core.fewshot.queue import Reason


@dataclass(frozen=True)
class Suggestions:
    """One state of who speaks, replaced as a whole by the next."""

    labels: tuple[int, ...] = ()  # label ids, in the order of the columns
    probabilities: npt.NDArray[np.float32] | None = None  # [n, C]; row i is document i + 1
    n_labelled: int = 0
    reads: bool = False  # whether the language model's view is in it
    reasons: dict[int, Reason] = field(default_factory=dict)  # by document
    verdict: Verdict | None = None  # on the newest full training; None: there is none to compare
    title: str = ""  # of that training
    is_adapted: bool = False  # whether that language model was fine-tuned on the texts first
    n_meant: int = 0  # labels whose meaning taught the quick model too

    @property
    def is_by_training(self) -> bool:
        """Whether the trained model speaks, and not the quick one."""
        return self.verdict is not None and self.verdict.speaks

    def of(self, document: int) -> dict[int, float]:
        """The probability of each label by its id; {} where nothing can be said."""
        if self.probabilities is None or not 1 <= document <= len(self.probabilities):
            return {}
        row = self.probabilities[document - 1]
        return {label: float(p) for label, p in zip(self.labels, row, strict=True)}
