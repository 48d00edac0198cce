"""What words alone say, beside a trained network: regressions on TF-IDF and its topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.export.words_part import WordsPart
from ulmfit_core.fewshot.views import ReadingSpace
from ulmfit_core.in_parts import InParts
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.fitted_head import FittedHead
from ulmfit_core.training.head_texts import HeadTexts

_UNREAD = 2  # columns, of zeros, in place of pooled features
_LAST_BIAS = ".head.blocks.1.linear.bias"


@dataclass(frozen=True, slots=True)
class WordsBeside:
    """Learnt from the network's training texts; calibrated by cross-validation among them."""

    head: FittedHead
    part: WordsPart

    @classmethod
    def fitting(cls, job: InstantHeadJob, texts: HeadTexts) -> InParts[WordsBeside | None]:
        """In as many parts as FittedHead; None where the texts hold not a single word. Raises
        InputError as that does."""
        features = np.broadcast_to(np.float16(0), (len(texts.reading), _UNREAD))
        head = yield from FittedHead.fitting(job, texts, features, ReadingSpace.blind(_UNREAD))
        part = head.words_part()
        return None if part is None else cls(head, part)

    def logits(self, texts: Sequence[str]) -> FloatArray:
        """[n, C], calibrated."""
        features = np.zeros((len(texts), _UNREAD), np.float32)
        return self.head.logits(texts, features) / self.head.learnt.temperature

    def weighed(self, weight: float) -> WordsPart:
        """The part of a model file that adds ``weight`` times these logits, but for the bias."""
        factor = np.float32(weight / self.head.learnt.temperature)
        part = self.part
        return replace(
            part, weights=factor * part.weights, topic_weights=factor * part.topic_weights
        )

    def with_bias(
        self, weights: Mapping[str, NDArray[Any]], weight: float
    ) -> dict[str, NDArray[Any]]:
        """A network's weights, the bias of these logits in its last layer's."""
        added = weight * self.head.learnt.bias / self.head.learnt.temperature
        return {
            name: (tensor + added).astype(np.float32) if name.endswith(_LAST_BIAS) else tensor
            for name, tensor in weights.items()
        }
