"""When a full training is worth its minutes, and why.

Error falls with labels as a power law, so that each time there are half as many again it falls by
the same share; and as a training takes time in proportion to its labels, all of them together take
three times the last one at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEWEST = 20  # labels: the language model's reading pays from the first on, but costs minutes
FEWEST_PER_LABEL = 5  # of each of two labels at least
GROWTH = 0.5  # of what the last training began with
FEWEST_NEW = 20
_FEWEST_OF_NEW_LABEL = 10

Decided = Mapping[int, tuple[int, ...]]  # label ids by document


class Due(StrEnum):
    """What speaks for a full training now."""

    FIRST = "first"  # there was none yet
    GROWN = "grown"  # enough was labelled, or labelled otherwise, since the last
    NEW_LABEL = "new label"  # one that the last was not taught


@dataclass(frozen=True, slots=True)
class Offer:
    """``n_new``: decisions that the last training did not begin with; ``label``: the new one."""

    due: Due
    n_labelled: int
    n_new: int
    label: int | None = None


def full_run_offer(decided: Decided, seen: Decided | None) -> Offer | None:
    """What to say now; None while nothing speaks for a training.

    ``seen`` is what the last full training began with, None where there was none.
    """
    n = len(decided)
    counts = Counter(label for labels in decided.values() for label in labels)
    if seen is None:
        common = [label for label, count in counts.items() if count >= FEWEST_PER_LABEL]
        return Offer(Due.FIRST, n, n) if n >= FEWEST and len(common) > 1 else None
    n_new = sum(seen.get(document) != labels for document, labels in decided.items())
    taught = {label for labels in seen.values() for label in labels}
    for label, count in counts.most_common():
        if label not in taught and count >= _FEWEST_OF_NEW_LABEL:
            return Offer(Due.NEW_LABEL, n, n_new, label)
    if n_new >= max(FEWEST_NEW, GROWTH * len(seen)):
        return Offer(Due.GROWN, n, n_new)
    return None
