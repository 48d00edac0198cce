"""Which documents a model learnt its labels from, so that a baseline can learn from the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.json_file import parsed_json
from ulmfit_core.project.label_moves import LabelMove, moves_from_json

TAUGHT = "taught.json"  # its name beside a model

Taught = list[tuple[int, tuple[str, ...]]]  # a document's id and its labels then


class Learnt(NamedTuple):
    """Documents that taught a model, and when (seconds since 1970), as far as that is known."""

    ids: list[int]
    at: float | None


def write_taught(
    path: Path,
    documents: Sequence[tuple[int, tuple[str, ...]]],
    at: float | None = None,
    moves: Sequence[LabelMove] | None = None,
    before: Sequence[Learnt] | None = (),
) -> None:
    """Write the documents, when they were labelled so (seconds since 1970), what had become of
    labels until then, and what taught the models ``before`` (None: not known) that this one goes on
    from; whole or not at all. Nothing where an id is not known, as in a training begun by an
    earlier version. Raises StorageError."""
    if all(id_ for id_, _ in documents):
        record = {"documents": documents, "at": at, "moves": moves, "before": before}
        with atomic_file(path) as file:
            file.write(json.dumps(record).encode())


def read_taught(path: Path) -> Taught | None:
    """What was written; None where nothing was, or it cannot be read."""
    try:
        rows = parsed_json(path.read_text(encoding="utf-8"))["documents"]
        return [(int(id_), tuple(labels)) for id_, labels in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def taught_at(path: Path) -> float | None:
    """When the documents were labelled so; None where that was not written."""
    try:
        at = parsed_json(path.read_text(encoding="utf-8"))["at"]
        return None if at is None else float(at)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def moves_before(path: Path) -> list[LabelMove] | None:
    """What had become of labels until then; None where that was not written."""
    try:
        moves = parsed_json(path.read_text(encoding="utf-8")).get("moves")
        return None if moves is None else moves_from_json(moves)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def learnt_before(path: Path) -> list[Learnt] | None:
    """What taught the models that this one goes on from, the first of them first; None where it is
    not known, nothing where nothing was written, as by an earlier version."""
    try:
        before = parsed_json(path.read_text(encoding="utf-8")).get("before", [])
        return None if before is None else learnt_from_json(before)
    except (OSError, ValueError, TypeError, AttributeError):
        return []


def learnt_in_all(path: Path) -> list[Learnt] | None:
    """The same with what taught the model itself, as the last; None where any is not known."""
    taught, before = read_taught(path), learnt_before(path)
    if taught is None or before is None:
        return None
    return [*before, Learnt([id_ for id_, _ in taught], taught_at(path))]


def learnt_from_json(rows: Any) -> list[Learnt]:
    """What was written as JSON. Raises ValueError, TypeError where it is something else."""
    return [Learnt([int(id_) for id_ in ids], at and float(at)) for ids, at in rows]
