"""Stratified splits: the same for the same seed, no class lost, no group torn apart.

One method serves single- and multi-label corpora, with or without groups: iterative
stratification (Sechidis et al. 2011, "On the stratification of multi-label data",
algorithm 1). The rarest label's documents are dealt first, each to the part that still lacks
most of that label; with one label each this is the ordinary stratified split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from ulmfit_core.errors import InputError

Indices = npt.NDArray[np.int64]
Groups = Sequence[Hashable] | Indices
Labels = Sequence[str] | Sequence[tuple[str, ...]]  # one label, or any number, for a document
_TEXTS_FOR_TENTH = 1000  # fewer texts than this: a fifth is held out, not a tenth


def held_out_share(n_texts: int) -> float:
    """Which part of so many labelled texts is held out to measure on."""
    return 0.1 if n_texts >= _TEXTS_FOR_TENTH else 0.2


def train_validation_split(
    labels: Labels, fraction: float, seed: int, groups: Groups | None = None
) -> tuple[Indices, Indices]:
    """Sorted indices of the training and of the validation part, about ``fraction`` of all.

    ``groups`` names a group for each document (``duplicates.duplicate_groups``); a group lies on
    one side. A label's only document (or group) goes to training. Unlabelled documents are
    dealt like a class of their own. Raises InputError where a part would be empty: each document
    (or group) is the only one of some label. Raises ValueError for a ``fraction`` that is not
    between 0 and 1.
    """
    if not 0.0 < fraction < 1.0:
        raise ValueError(f"fraction must lie between 0 and 1, not {fraction}")
    parts = _deal(labels, [1.0 - fraction, fraction], seed, groups)
    if any(len(part) == 0 for part in parts):
        raise _too_few(labels, groups)
    return parts[0], parts[1]


def _too_few(labels: Labels, groups: Groups | None) -> InputError:
    """What to say where one part would be empty."""
    n, n_units = len(labels), len(labels) if groups is None else len(set(groups))
    return InputError(
        f"All {n} texts are the same: none can be held out to measure on."
        if n_units == 1 < n
        else f"{n} texts, {n_units} of them different, are too few to hold some out to measure on."
        if n_units < n
        else f"{n} texts are too few to hold some out to measure on.",
        "Label more, until the labels of one text are those of different texts as well.",
    )


def _as_tuples(labels: Labels) -> list[tuple[str, ...]]:
    return [(label,) if isinstance(label, str) else tuple(label) for label in labels]


def _deal(
    labels: Labels, ratios: Sequence[float], seed: int, groups: Groups | None
) -> list[Indices]:
    """The indices of each part, dealt unit by unit; a unit is a document or a whole group."""
    own_labels = _as_tuples(labels)
    units = _units(len(own_labels), groups)
    counts = [Counter(label for i in unit for label in own_labels[i] or ("",)) for unit in units]
    order = np.random.default_rng(seed).permutation(len(units)).tolist()
    having: dict[str, list[int]] = {}  # the units of each label, as they are drawn
    for u in order:
        for label in counts[u]:
            having.setdefault(label, []).append(u)
    parts = _Parts(ratios, counts)
    for label in parts.rarest_first():
        for u in having[label]:
            if parts.of_unit[u] < 0:
                parts.give(u, label)
    parts.hold_one_out(order)
    return [
        np.sort(np.array([i for u in parts.units_of(p) for i in units[u]], dtype=np.int64))
        for p in range(len(ratios))
    ]


def _units(n: int, groups: Groups | None) -> list[list[int]]:
    if groups is None:
        return [[i] for i in range(n)]
    members: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    return list(members.values())


class _Parts:
    """Which unit went where, and what each part still lacks."""

    def __init__(self, ratios: Sequence[float], counts: Sequence[Counter[str]]) -> None:
        totals: Counter[str] = Counter()
        for count in counts:
            totals.update(count)
        self._counts = counts
        self._totals = totals
        self._lacks = {label: [r * n for r in ratios] for label, n in totals.items()}
        self._lacks_all = [r * totals.total() for r in ratios]
        self._untrained = set(totals)
        self.of_unit = [-1] * len(counts)

    def rarest_first(self) -> list[str]:
        """The labels by how many documents have them."""
        return sorted(self._totals, key=lambda label: (self._totals[label], label))

    def give(self, unit: int, label: str) -> None:
        """Deal ``unit`` to the part that lacks most of ``label``, then most of all."""
        lacks = self._lacks[label]
        part = max(range(len(lacks)), key=lambda p: (round(lacks[p], 9), self._lacks_all[p], -p))
        if not self._untrained.isdisjoint(self._counts[unit]):
            part = 0
        if part == 0:
            self._untrained -= self._counts[unit].keys()
        self.of_unit[unit] = part
        for own, n in self._counts[unit].items():
            self._lacks[own][part] -= n
            self._lacks_all[part] -= n

    def hold_one_out(self, order: Sequence[int]) -> None:
        """Where all went to training, leave out the smallest unit that it can learn without."""
        if any(self.of_unit):
            return
        n_having = Counter(label for count in self._counts for label in count)
        spare = [u for u in order if all(n_having[label] > 1 for label in self._counts[u])]
        if spare:
            self.of_unit[min(spare, key=lambda u: self._counts[u].total())] = 1

    def units_of(self, part: int) -> list[int]:
        """The units dealt to ``part``."""
        return [unit for unit, own in enumerate(self.of_unit) if own == part]
