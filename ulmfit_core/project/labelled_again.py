"""Texts that nobody has decided on, though a repeat of them came with labels."""

from __future__ import annotations

from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status


def labelled_again(database: Database, first: int, last: int) -> dict[int, int]:
    """By the id of each, that of its first labelled repeat with an id from ``first`` to ``last``.

    A text that was skipped was decided on.
    """
    rows = database.rows(
        "SELECT d.duplicate_of, min(d.id) FROM documents AS d "
        "CROSS JOIN documents AS same ON same.id = d.duplicate_of "
        "WHERE d.duplicate_of IS NOT NULL AND d.id BETWEEN ? AND ? AND +d.status = ? "
        "AND same.status = ? GROUP BY d.duplicate_of",
        (first, last, int(Status.LABELLED), int(Status.UNLABELLED)),
    )
    return dict(rows)
