"""How labels were renamed, merged and deleted, as the history of commands tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.database import Database

Move = dict[str, str | None]  # from which name to which; to None where the label was deleted

_KINDS = (CommandKind.RENAME_LABEL, CommandKind.MERGE_LABELS, CommandKind.DELETE_LABEL)
_STANDING = (
    "SELECT id, at, kind, details FROM commands WHERE undone = 0 AND kind IN (?, ?, ?) ORDER BY id"
)
_MERGES = "SELECT snapshot_id, details FROM commands WHERE +undone = 0 AND kind = ? ORDER BY id"
_LABELS_BEFORE = "SELECT name, id FROM snapshot_labels WHERE snapshot_id = ?"


class LabelMove(NamedTuple):
    """One command; what comes in its place after an undo may have its id, but not its time."""

    id: int
    at: float  # seconds since 1970
    kind: str
    names: Move


def label_moves(database: Database) -> list[LabelMove]:
    """Those that stand, oldest first."""
    found = database.rows(_STANDING, [kind.value for kind in _KINDS])
    return [
        LabelMove(id_, at, kind, _names(CommandKind(kind), json.loads(details)))
        for id_, at, kind, details in found
    ]


def merged_into(database: Database) -> dict[int, int]:
    """By the id of each label that was merged, that of the one it is part of now."""
    found: dict[int, int] = {}
    for snapshot, details in database.rows(_MERGES, (CommandKind.MERGE_LABELS.value,)):
        ids: dict[str | None, int] = dict(database.rows(_LABELS_BEFORE, (snapshot,)))
        names = _names(CommandKind.MERGE_LABELS, json.loads(details))
        moved = {ids[old]: ids[new] for old, new in names.items()}
        found = {old: moved.get(new, new) for old, new in found.items()} | moved
    return found


def moves_from_json(rows: Any) -> list[LabelMove]:
    """What was written as JSON. Raises ValueError, TypeError where it is something else."""
    return [LabelMove(int(id_), float(at), str(kind), dict(names)) for id_, at, kind, names in rows]


def moves_between(then: Sequence[LabelMove], now: Sequence[LabelMove]) -> list[Move]:
    """What became of labels after only ``then`` had been done: what was undone of it turned back,
    then what was done or redone."""
    pairs = zip(then, now, strict=False)
    n_same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    undone = [move for move in then[n_same:] if move.kind == CommandKind.RENAME_LABEL]
    back: list[Move] = [{str(new): old for old, new in m.names.items()} for m in reversed(undone)]
    return back + [move.names for move in now[n_same:]]


def _names(kind: CommandKind, details: dict[str, Any]) -> Move:
    if kind is CommandKind.RENAME_LABEL:
        return {details["from"]: details["to"]}
    if kind is CommandKind.MERGE_LABELS and "moves" in details:
        return dict(details["moves"])
    if kind is CommandKind.MERGE_LABELS:
        return dict.fromkeys(details["labels"], details["into"])
    return {details["name"]: None}
