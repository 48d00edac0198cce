"""Which documents a model learnt its labels from, so that a baseline can learn from the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.project.label_moves import LabelMove, moves_from_json

TAUGHT = "taught.json"  # its name beside a model

Taught = list[tuple[int, tuple[str, ...]]]  # a document's id and its labels then


class Learnt(NamedTuple):
    """Documents that taught a model, and when (seconds since 1970), as far as that is known."""

    ids: list[int]
    at: float | None


@dataclass(frozen=True, slots=True)
class TaughtRecord:
    """What was written beside a model: the documents that taught it, when they were labelled so
    (seconds since 1970), what had become of labels until then, and what taught the models
    ``before`` that this one goes on from, the first of them first. None: not known."""

    documents: Taught
    at: float | None = None
    moves: list[LabelMove] | None = None
    before: list[Learnt] | None = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> TaughtRecord | None:
        """None where nothing was written, or it cannot be read."""
        record = read_record(path) or {}
        try:
            at, moves, before = record.get("at"), record.get("moves"), record.get("before", [])
            return cls(
                [(int(id_), tuple(labels)) for id_, labels in record["documents"]],
                None if at is None else float(at),
                None if moves is None else moves_from_json(moves),
                None if before is None else learnt_from_json(before),
            )
        except (ValueError, KeyError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Whole or not at all; nothing where an id is not known, as in a training begun by an
        earlier version. Raises StorageError."""
        if all(id_ for id_, _ in self.documents):
            write_json(path, asdict(self), indent=None)

    def learnt_in_all(self) -> list[Learnt] | None:
        """What taught the models before, and as the last this one; None where any is not known."""
        if self.before is None:
            return None
        return [*self.before, Learnt([id_ for id_, _ in self.documents], self.at)]


def learnt_in_all(path: Path) -> list[Learnt] | None:
    """As the record in ``path`` says; None where it is not known."""
    record = TaughtRecord.read(path)
    return None if record is None else record.learnt_in_all()


def learnt_from_json(rows: Any) -> list[Learnt]:
    """What was written as JSON. Raises ValueError, TypeError where it is something else."""
    return [Learnt([int(id_) for id_ in ids], at and float(at)) for ids, at in rows]
