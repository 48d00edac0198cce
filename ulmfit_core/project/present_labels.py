"""The labels that a training learnt, as the project has them now: renamed and merged since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def names_beside(model: Path, labels: Sequence[str]) -> tuple[str, ...]:
    """What the ``labels`` of a training's model file are called in its project now, merged ones
    as they were; all as they were where the file is no training's. Raises StorageError."""
    project_file = Path(*model.resolve().parts[:-4]) / DATABASE_NAME  # above runs, run, result
    at = taught_at(model.parent / TAUGHT)
    if at is None or not project_file.is_file():
        return tuple(labels)
    moves = moves_since(project_file, at)
    now = [present_name(label, moves) for label in labels]
    found = tuple(new if now.count(new) == 1 else old for old, new in zip(labels, now, strict=True))
    return found if len(set(found)) == len(found) else tuple(labels)


@dataclass(frozen=True, slots=True)
class PresentLabels:
    """``names`` has each label once; ``places`` [C] says where a model's column belongs there."""

    names: tuple[str, ...]
    places: tuple[int, ...]

    @classmethod
    def of(cls, labels: Sequence[str], moves: Sequence[Move]) -> PresentLabels:
        """Those of a model that learnt ``labels`` before the ``moves``."""
        now = [present_name(label, moves) for label in labels]
        names = tuple(dict.fromkeys(now))
        return cls(names, tuple(names.index(name) for name in now))

    def joined(self, rows: NDArray[Any], task: str) -> NDArray[Any]:
        """Probabilities [n, C] of the present labels: merged ones add up, or where a text may have
        several the largest counts."""
        return self._reduced(rows, np.add if task == "single" else np.maximum)

    def thresholds(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Thresholds [n, C] of the present labels; of merged ones the lowest."""
        return self._reduced(rows, np.minimum)

    def _reduced(self, rows: NDArray[Any], join: np.ufunc) -> NDArray[Any]:
        if len(self.names) == len(self.places):
            return rows
        columns = [np.flatnonzero(np.equal(self.places, place)) for place in range(len(self.names))]
        return np.stack([join.reduce(rows[:, same], axis=1) for same in columns], axis=1)


def _move(kind: CommandKind, details: dict[str, Any]) -> Move:
    if kind is CommandKind.RENAME_LABEL:
        return {details["from"]: details["to"]}
    if kind is CommandKind.MERGE_LABELS:
        return dict.fromkeys(details["labels"], details["into"])
    return {details["name"]: None}
