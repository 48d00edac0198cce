"""Texts that nobody has decided on, found by what tells texts apart."""

from __future__ import annotations

from collections.abc import Iterable

from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.snapshots import horizon

_CHUNK = 500  # parameters of one statement


def undecided(database: Database, keys: Iterable[int]) -> dict[int, int]:
    """The first document in sight of each of these keys (``import_batches.key_of``), but for those
    where somebody has decided on it or on a repeat of it."""
    wanted, last = list(keys), horizon(database)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = database.rows(
            "SELECT duplicate_key, min(id), max(status) FROM documents "
            f"WHERE duplicate_key IN ({', '.join('?' * len(chunk))}) AND id <= ? "
            "GROUP BY duplicate_key",
            (*chunk, last),
        )
        found.update((key, id_) for key, id_, highest in rows if highest == Status.UNLABELLED)
    return found
