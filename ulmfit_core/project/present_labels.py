"""The labels that a training learnt, as the project has them now: renamed and merged since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

from ulmfit_core.joined_labels import JoinedLabels
from ulmfit_core.project.database import Database
from ulmfit_core.project.label_moves import Move, label_moves, moves_between
from ulmfit_core.project.project import DATABASE_NAME
from ulmfit_core.project.taught import TAUGHT, TaughtRecord

_DEFINED = "SELECT name, definition FROM labels WHERE definition != ''"
_HAS_DEFINITIONS = "SELECT count(*) FROM pragma_table_info('labels') WHERE name = 'definition'"


def moves_since(project_file: Path, taught: Path) -> list[Move]:
    """What became of labels since the training that wrote ``taught`` began, oldest first; nothing
    where it is not known when that was. Raises StorageError."""
    with closing(Database(project_file)) as database:
        now = label_moves(database)
    record = TaughtRecord.read(taught) or TaughtRecord([])
    if record.moves is not None:
        return moves_between(record.moves, now)
    return [] if record.at is None else [move.names for move in now if move.at > record.at]


def present_labels(labels: Sequence[str], moves: Sequence[Move]) -> JoinedLabels:
    """Those of a model that learnt ``labels`` before the ``moves``; merged ones are joined. A
    deleted one keeps its last name, with a number where another of them is called so now."""
    last = [_last(label, moves) for label in labels]
    names: dict[tuple[int, str], str] = {}
    for number, name in sorted(set(last)):  # those that are there first
        names[number, name] = _unlike(name, names.values())
    return JoinedLabels.of(tuple(names[each] for each in last))


def labels_beside(model: Path, labels: Sequence[str]) -> JoinedLabels:
    """What the ``labels`` of a training's model file are in its project now; all as they were
    where the file is no training's. Raises StorageError."""
    project_file = project_beside(model)
    taught = model.parent / TAUGHT
    return present_labels(labels, moves_since(project_file, taught) if project_file else [])


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


def _last(name: str, moves: Sequence[Move]) -> tuple[int, str]:
    """0 and what the label is called now; or which move deleted it, and its last name."""
    for number, move in enumerate(moves, 1):
        following = move.get(name, name)
        if following is None:
            return number, name
        name = following
    return 0, name


def _unlike(name: str, taken: Collection[str]) -> str:
    found, numbers = name, count(2)
    while found in taken:
        found = f"{name} ({next(numbers)})"
    return found
