"""Labels that were written in several ways, as people do who type them: *Invoice*, *INVOICE*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ulmfit_core.corpus.label_cells import alike_names
from ulmfit_core.project.labels import Label


def into_commonest(labels: Sequence[Label], n_documents: Mapping[int, int]) -> dict[int, int]:
    """Which label of those alike becomes part of which: of the one that most documents have."""
    moves: dict[int, int] = {}
    for names in alike_names(label.name for label in labels):
        same = [label.id for label in labels if label.name in names]
        kept = max(same, key=lambda label_id: n_documents.get(label_id, 0))
        moves |= {label_id: kept for label_id in same if label_id != kept}
    return moves
