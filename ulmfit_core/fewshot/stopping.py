"""When labelling more changes nothing: stop advice with its reason.

As in small-text (Schröder et al. 2023): the agreement of consecutive models (kappa average,
Bloodgood and Vijay-Shanker 2009) and the share of answers that still change (classification change,
Zhu et al. 2010). Ten labels hold about one of a rare label, which changes little: while the
learning curve still rises fast, that is no reason to stop. The models are made again from the
first so many decisions, so that the advice does not depend on the app having been open all the
while.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ulmfit_core.evaluation.agreement import cohen_kappa
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled

STEP = 10  # labels between two models
MODELS = 4  # the present one and three before it
_AGREEMENT = 0.99
SETTLED = 0.01  # of the documents, changed by one step at most
_WORTHWHILE = 100  # labels for one more point of macro-F1


@dataclass(frozen=True, slots=True)
class StopAdvice:
    """``kappa``: mean agreement of each two consecutive models over all documents, chance taken
    off; ``changed``: the share of documents that the last step changed; ``more``: labels for one
    more point, as the learning curve has it."""

    is_settled: bool
    kappa: float
    changed: float
    more: int | None = None

    @property
    def should_stop(self) -> bool:
        """Whether the answers change no more, and a point more would take many labels."""
        return self.is_settled and (self.more is None or self.more > _WORTHWHILE)


def stop_advice(
    head: InstantHead, labelled: Labelled, more: int | None = None
) -> StopAdvice | None:
    """From decisions in the order they were made; None while there are too few, for several
    labels a text, and where two models say the same of all documents, which they can do unlearnt.
    """
    first = len(labelled) - STEP * (MODELS - 1)
    if labelled.is_multi or first < STEP:
        return None
    answers = []
    for n in range(first, len(labelled) + 1, STEP):
        shown = labelled.select(np.arange(n))
        if not shown.can_teach():
            return None
        answers.append(head.fit(shown).probabilities.argmax(1))
    pairs = list(pairwise(answers))
    kappas = [kappa for one, other in pairs if (kappa := cohen_kappa(one, other)) is not None]
    if len(kappas) < len(pairs):
        return None
    kappa = float(np.mean(kappas))
    changed = float((pairs[-1][0] != pairs[-1][1]).mean())
    return StopAdvice(kappa >= _AGREEMENT and changed <= SETTLED, kappa, changed, more)
