"""Labels that were written in several ways, as people do who type them: *Invoice*, *INVOICE*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ulmfit_core.project.labels import Label


def alike_names(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Those that differ by capitals alone, in the order of the first of each."""
    spellings: dict[str, list[str]] = {}
    for name in names:
        spellings.setdefault(name.casefold(), []).append(name)
    return [tuple(same) for same in spellings.values() if len(same) > 1]


def into_commonest(labels: Sequence[Label], n_documents: Mapping[int, int]) -> dict[int, int]:
    """Which label of those alike becomes part of which: of the one that most documents have."""
    moves: dict[int, int] = {}
    for names in alike_names(label.name for label in labels):
        same = [label.id for label in labels if label.name in names]
        kept = max(same, key=lambda label_id: n_documents.get(label_id, 0))
        moves |= {label_id: kept for label_id in same if label_id != kept}
    return moves
