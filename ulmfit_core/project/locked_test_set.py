"""Drawing the test set: once for each import, before anyone has seen its documents.

A document never enters or leaves it later. Repetitions follow the first of their kind, so no
text stands on both sides.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ulmfit_core.project.database import Database

_BATCH = 5000
_UNLABELLED = -1


def draw(database: Database, after: int, last: int, fraction: float, seed: int) -> Iterator[int]:
    """Lock about ``fraction`` of the documents with ids in (``after``, ``last``].

    Each label gives its share, a label with one document none (all, where the fraction is 1);
    a document with several labels counts for its rarest, unlabelled ones are a class of their
    own. The same seed draws the same documents. Yields how many are in so far.
    """
    rng = np.random.default_rng(seed)
    strata = _strata(database, after, last)
    shares = _shares([len(ids) for ids in strata], fraction)
    chosen = [rng.permutation(ids)[:n] for ids, n in zip(strata, shares, strict=True)]
    ids = np.sort(np.concatenate([np.empty(0, np.int64), *chosen]))
    for start in range(0, len(ids), _BATCH):
        with database.transaction():
            database.execute_many(
                "UPDATE documents SET is_test = 1 WHERE id = ?",
                ((int(id_),) for id_ in ids[start : start + _BATCH]),
            )
        yield min(start + _BATCH, len(ids))
    with database.transaction():
        n_repeated = database.execute(
            "UPDATE documents SET is_test = 1 WHERE duplicate_of IS NOT NULL "
            "AND id > ? AND id <= ? "
            "AND (SELECT is_test FROM documents AS first WHERE first.id = documents.duplicate_of)",
            (after, last),
        )
    yield len(ids) + n_repeated


def _shares(sizes: list[int], fraction: float) -> list[int]:
    """How many of each stratum: ``fraction`` of all by largest remainder, one left of each."""
    most = [size if fraction == 1.0 else size - 1 for size in sizes]
    exact = [size * fraction for size in sizes]
    shares = [min(int(share), limit) for share, limit in zip(exact, most, strict=True)]
    missing = round(sum(exact)) - sum(shares)
    by_remainder = sorted(range(len(sizes)), key=lambda i: shares[i] - exact[i])
    for i in [i for i in by_remainder if shares[i] < most[i]][: max(0, missing)]:
        shares[i] += 1
    return shares


def _strata(database: Database, after: int, last: int) -> list[npt.NDArray[np.int64]]:
    """The new, first-seen documents by label, in an order that the data alone decides."""
    counts: dict[int, int] = dict(
        database.rows("SELECT name_id, count(*) FROM arriving_labels GROUP BY name_id")
    )
    members: dict[int, array[int]] = {}
    rarest: tuple[int, int] = (0, _UNLABELLED)
    rows = database.connection.execute(
        f"SELECT id, coalesce(name_id, {_UNLABELLED}) FROM documents "
        "LEFT JOIN arriving_labels ON document_id = id "
        "WHERE id > ? AND id <= ? AND duplicate_of IS NULL ORDER BY id",
        (after, last),
    )
    for id_, name_id in rows:
        if id_ != rarest[0]:
            _add(members, rarest)
            rarest = (id_, name_id)
        elif (counts[name_id], name_id) < (counts[rarest[1]], rarest[1]):
            rarest = (id_, name_id)
    _add(members, rarest)
    return [np.frombuffer(members[key], dtype=np.int64) for key in sorted(members)]


def _add(members: dict[int, array[int]], document: tuple[int, int]) -> None:
    id_, name_id = document
    if id_:
        members.setdefault(name_id, array("q")).append(id_)
