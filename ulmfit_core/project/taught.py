"""Which documents a model learnt its labels from, so that a baseline can learn from the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.json_file import parsed_json
from ulmfit_core.project.label_moves import LabelMove, moves_from_json

TAUGHT = "taught.json"  # its name beside a model

Taught = list[tuple[int, tuple[str, ...]]]  # a document's id and its labels then


def write_taught(
    path: Path,
    documents: Sequence[tuple[int, tuple[str, ...]]],
    at: float | None = None,
    moves: Sequence[LabelMove] | None = None,
) -> None:
    """Write the documents, when they were labelled so (seconds since 1970), and what had become of
    labels until then, whole or not at all; nothing where an id is not known, as in a training
    begun by an earlier version. Raises StorageError."""
    if all(id_ for id_, _ in documents):
        with atomic_file(path) as file:
            file.write(json.dumps({"documents": documents, "at": at, "moves": moves}).encode())


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
