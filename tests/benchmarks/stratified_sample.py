"""A few labelled texts that keep the proportions of the labels, drawn at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]


def stratified_sample(labels: Sequence[tuple[str, ...]], seed: int, n_total: int) -> Indices:
    """Sorted indices of a random sample of the labelled documents.

    ``n_total`` in the proportions of the labels and at least one of each. A document with several
    labels counts for its rarest. Raises ValueError where there are too few documents.
    """
    classes = _by_rarest_label(labels)
    wanted = _shares({label: len(indices) for label, indices in classes.items()}, n_total)
    rng = np.random.default_rng(seed)
    chosen = [rng.permutation(classes[label])[: wanted[label]] for label in sorted(classes)]
    return np.sort(np.concatenate([np.empty(0, np.int64), *chosen]))


def _by_rarest_label(labels: Sequence[tuple[str, ...]]) -> dict[str, Indices]:
    counts = Counter(label for own in labels for label in own)
    classes: dict[str, list[int]] = {}
    for index, own in enumerate(labels):
        if own:
            rarest = min(own, key=lambda label: (counts[label], label))
            classes.setdefault(rarest, []).append(index)
    return {label: np.array(indices, np.int64) for label, indices in classes.items()}


def _shares(sizes: dict[str, int], n_total: int) -> dict[str, int]:
    """``n_total`` in proportion to ``sizes`` by largest remainder, one at least for each."""
    n_all = sum(sizes.values())
    if not len(sizes) <= n_total <= n_all:
        raise ValueError(f"cannot draw {n_total} of {n_all} texts with {len(sizes)} labels")
    exact = {label: n_total * size / n_all for label, size in sizes.items()}
    shares = {label: max(1, int(share)) for label, share in exact.items()}
    by_remainder = sorted(exact, key=lambda label: (shares[label] - exact[label], label))
    while (missing := n_total - sum(shares.values())) > 0:
        for label in [name for name in by_remainder if shares[name] < sizes[name]][:missing]:
            shares[label] += 1
    while sum(shares.values()) > n_total:  # the ones that were raised to one must be paid for
        payers = [label for label, share in shares.items() if share > 1]
        shares[max(payers, key=lambda label: shares[label] - exact[label])] -= 1
    return shares
