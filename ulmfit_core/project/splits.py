"""What goes into a job, as it stands at one moment: training texts, test texts, all texts.

Each stream has its own connection and sees the project as it was when the stream began, however
long the reading takes and whatever is labelled meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.snapshots import horizon


class LabelledDocument(NamedTuple):
    """A text and the names of its labels, in the order of the labels."""

    id: int
    text: str
    labels: tuple[str, ...]


_LABELLED = (
    "SELECT texts.id, text, labels.name FROM documents AS d "
    "CROSS JOIN texts ON texts.id = d.id "
    "LEFT JOIN annotations ON document_id = d.id "
    "LEFT JOIN labels ON labels.id = label_id "
    "WHERE d.id <= ? AND d.status = ? AND d.is_test = {is_test} ORDER BY d.id, position"
)
_DISTINCT = (
    "SELECT text FROM documents AS d CROSS JOIN texts ON texts.id = d.id "
    "WHERE d.id <= ? AND d.is_test = 0 AND d.duplicate_of IS NULL ORDER BY d.id"
)


_EVERY = "SELECT text FROM texts WHERE id <= ? ORDER BY id"


def every_text(path: Path) -> Iterator[str]:
    """The text of every document, test set and repeats included: that of id i is the i-th."""
    with closing(Database(path)) as database:
        database.execute("BEGIN")
        yield from database.column(_EVERY, (horizon(database),))


_LABEL_IDS = (
    "SELECT id, label_id FROM (SELECT id, decided_at FROM documents "
    "WHERE id <= ? AND status = ? AND is_test = 0 ORDER BY decided_at DESC, id DESC LIMIT ?) "
    "LEFT JOIN annotations ON document_id = id ORDER BY decided_at, id, label_id"
)


def training_label_ids(
    path: Path, most: int = -1, last_id: int | None = None
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The id of every labelled document outside the test set, with the ids of its labels; in the
    order in which they were decided, the last ``most`` of them (all where negative). Documents
    with ids above ``last_id`` are left out."""
    with closing(Database(path)) as database:
        database.execute("BEGIN")
        end = horizon(database) if last_id is None else min(last_id, horizon(database))
        cursor = database.connection.execute(_LABEL_IDS, (end, int(Status.LABELLED), most))
        for id_, rows in groupby(cursor, itemgetter(0)):
            yield id_, tuple(label for _, label in rows if label is not None)


def training_set(path: Path) -> Iterator[LabelledDocument]:
    """Every labelled document outside the test set, in the order of the ids."""
    return _labelled(path, is_test=0)


def training_set_in(database: Database) -> Iterator[LabelledDocument]:
    """The same, as the caller's transaction sees it."""
    return _labelled_in(database, is_test=0)


def test_set(path: Path) -> Iterator[LabelledDocument]:
    """Every labelled document of the test set, in the order of the ids."""
    return _labelled(path, is_test=1)


def texts(path: Path) -> Iterator[str]:
    """What a language model may learn from: every text outside the test set, once each."""
    with closing(Database(path)) as database:
        database.execute("BEGIN")
        yield from database.column(_DISTINCT, (horizon(database),))


def _labelled(path: Path, *, is_test: int) -> Iterator[LabelledDocument]:
    with closing(Database(path)) as database:
        database.execute("BEGIN")
        yield from _labelled_in(database, is_test=is_test)


def _labelled_in(database: Database, *, is_test: int) -> Iterator[LabelledDocument]:
    cursor = database.connection.execute(
        _LABELLED.format(is_test=is_test), (horizon(database), int(Status.LABELLED))
    )
    for (id_, text), rows in groupby(cursor, itemgetter(0, 1)):
        yield LabelledDocument(id_, text, tuple(name for *_, name in rows if name is not None))
