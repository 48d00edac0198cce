"""The labels that a training learnt, as the project has them now: renamed and merged since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from ulmfit_core.joined_labels import JoinedLabels
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.database import Database
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.taught import TAUGHT, taught_at

Move = dict[str, str | None]  # from which name to which; to None where the label was deleted

_KINDS = (CommandKind.RENAME_LABEL, CommandKind.MERGE_LABELS, CommandKind.DELETE_LABEL)
_SINCE = (
    "SELECT kind, details FROM commands WHERE undone = 0 AND at > ? AND kind IN (?, ?, ?) "
    "ORDER BY id"
)

_DEFINED = "SELECT name, definition FROM labels WHERE definition != ''"
_HAS_DEFINITIONS = "SELECT count(*) FROM pragma_table_info('labels') WHERE name = 'definition'"


def moves_since(project_file: Path, at: float | None) -> list[Move]:
    """What became of labels after ``at``, oldest first, undone changes left out; nothing where
    it is not known since when."""
    if at is None:
        return []
    with closing(Database(project_file)) as database:
        found = database.rows(_SINCE, (at, *(kind.value for kind in _KINDS)))
    return [_move(CommandKind(kind), json.loads(details)) for kind, details in found]


def present_name(name: str, moves: Sequence[Move]) -> str:
    """What the label is called now; a deleted one keeps its last name."""
    for move in moves:
        following = move.get(name, name)
        if following is None:
            return name
        name = following
    return name


def present_labels(labels: Sequence[str], moves: Sequence[Move]) -> JoinedLabels:
    """Those of a model that learnt ``labels`` before the ``moves``; merged ones are joined."""
    return JoinedLabels.of(tuple(present_name(label, moves) for label in labels))


def labels_beside(model: Path, labels: Sequence[str]) -> JoinedLabels:
    """What the ``labels`` of a training's model file are in its project now; all as they were
    where the file is no training's. Raises StorageError."""
    project_file = project_beside(model)
    at = taught_at(model.parent / TAUGHT)
    return present_labels(labels, moves_since(project_file, at) if project_file else [])


def definitions_beside(model: Path) -> dict[str, str] | None:
    """What the labels of a training's project mean, by their names now; None where the file is no
    training's. Raises StorageError."""
    project_file = project_beside(model)
    if project_file is None:
        return None
    with closing(Database(project_file)) as database:
        is_there = database.value(_HAS_DEFINITIONS)
        return dict(database.rows(_DEFINED)) if is_there else {}


def project_beside(model: Path) -> Path | None:
    """The project's file where the model file is of one of its trainings."""
    project_file = Path(*model.resolve().parts[:-4]) / DATABASE_NAME  # above runs, run, result
    return project_file if project_file.is_file() else None


def names_apart(labels: Sequence[str], present: JoinedLabels) -> tuple[str, ...]:
    """A name for each of the ``labels``, as it is called now; merged ones as they were."""
    now = [present.names[place] for place in present.places]
    found = tuple(new if now.count(new) == 1 else old for old, new in zip(labels, now, strict=True))
    return found if len(set(found)) == len(found) else tuple(labels)


def _move(kind: CommandKind, details: dict[str, Any]) -> Move:
    if kind is CommandKind.RENAME_LABEL:
        return {details["from"]: details["to"]}
    if kind is CommandKind.MERGE_LABELS and "moves" in details:
        return dict(details["moves"])
    if kind is CommandKind.MERGE_LABELS:
        return dict.fromkeys(details["labels"], details["into"])
    return {details["name"]: None}
