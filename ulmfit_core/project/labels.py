"""The labels of a project: each change is one command and can be undone, with its data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.project.commands import Command, CommandKind, CommandLog
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.label_moves import merged_into
from ulmfit_core.project.label_names import checked_definition, checked_name, normal_name

# Keys of the theme's palette, which has a light and a dark shade of each; told apart also by
# people who see few colours, and never the only mark of a label: its name stands beside it.
COLOURS = (
    "blue",
    "orange",
    "green",
    "red",
    "purple",
    "teal",
    "pink",
    "brown",
    "olive",
    "grey",
)
SHORTCUTS = "1234567890abcdeghijklmnopqrstuvwxyz"  # without f, which flags


@dataclass(frozen=True, slots=True)
class Label:
    """A class that documents can have."""

    id: int
    name: str
    colour: str  # one of COLOURS
    shortcut: str | None  # one of SHORTCUTS, no two labels the same; None when all are taken
    position: int
    definition: str = ""  # what makes a text one of these, as people wrote it


class LabelStore:
    """Reads and changes the labels; every change raises InputError before anything is done, and
    ValueError where the caller errs, not the user."""

    def __init__(self, database: Database, log: CommandLog) -> None:
        self._database = database
        self._log = log

    def all(self) -> list[Label]:
        """The labels in their order."""
        rows = self._database.rows(
            "SELECT id, name, colour, shortcut, position, definition FROM labels ORDER BY position"
        )
        return [Label(*row) for row in rows]

    def names(self) -> frozenset[str]:
        """What the labels are called."""
        return frozenset(label.name for label in self.all())

    def get(self, label_id: int) -> Label:
        """One label. Raises InputError when it is gone."""
        for label in self.all():
            if label.id == label_id:
                return label
        raise InputError("That label is not in this project any more.", "Choose another.")

    def named(self, name: str) -> Label | None:
        """The label of that name, if there is one."""
        wanted = normal_name(name)
        return next((label for label in self.all() if label.name == wanted), None)

    def merged_into(self) -> dict[int, int]:
        """By the id of each label that was merged, that of the one it is part of now: for what
        named it before."""
        return merged_into(self._database)

    def create(self, name: str) -> Command:
        """A new label at the end, with the next free colour and key; ``details["label"]``."""
        name = checked_name(name)
        with self._log.record(
            CommandKind.CREATE_LABEL, {"name": name}, has_scheme=True
        ) as recording:
            self._check_free(name)
            recording.details["label"] = insert_label(self._database, name)
        return recording.done

    def rename(self, label_id: int, name: str) -> Command:
        """Another name for a label; to join two labels, merge them."""
        old, name = self.get(label_id), checked_name(name)
        check = partial(self._check_free, name, label_id)
        return self._change(CommandKind.RENAME_LABEL, old, "name", name, check)

    def define(self, label_id: int, definition: str) -> Command:
        """What the label means; "" takes that back."""
        label, words = self.get(label_id), checked_definition(definition)
        return self._change(CommandKind.DEFINE_LABEL, label, "definition", words)

    def add_codebook(self, definitions: Mapping[str, str]) -> Command:
        """New labels by their names with what they mean, as one command. Those that are there keep
        what was written of them; ``details`` tells how many are "created" and "defined". Raises
        InputError where nothing is new."""
        meant = {checked_name(n): checked_definition(d) for n, d in definitions.items()}
        with self._log.record(CommandKind.ADD_CODEBOOK, {}, has_scheme=True) as recording:
            known = {label.name: label for label in self.all()}
            new = [name for name in meant if name not in known]
            for name in new:
                insert_label(self._database, name)
            undefined = [n for n in meant if meant[n] and (n in new or not known[n].definition)]
            self._database.execute_many(
                "UPDATE labels SET definition = ? WHERE name = ?",
                [(meant[name], name) for name in undefined],
            )
            n_defined = len(set(undefined).difference(new))
            if not new and not n_defined:
                raise InputError(
                    "All of these labels are there already; nothing was changed.",
                    "What is written of a label is kept: change it in the label's menu.",
                )
            recording.details |= {"created": len(new), "defined": n_defined}
        return recording.done

    def recolour(self, label_id: int, colour: str) -> Command:
        """Another of COLOURS. Raises ValueError for any other."""
        if colour not in COLOURS:
            raise ValueError(f"no such colour: {colour}")
        return self._change(CommandKind.RECOLOUR_LABEL, self.get(label_id), "colour", colour)

    def set_shortcut(self, label_id: int, key: str | None) -> Command:
        """Another of SHORTCUTS, or none. A key that another label has is refused."""
        label = self.get(label_id)
        if key is not None and (len(key) != 1 or key not in SHORTCUTS):
            raise InputError(
                f'"{key}" cannot be the key of a label.', "Use a digit or a letter other than f."
            )
        check = partial(self._check_key, key, label_id)
        return self._change(CommandKind.SET_SHORTCUT, label, "shortcut", key, check)

    def reorder(self, label_ids: Sequence[int]) -> Command:
        """Put the labels in this order. Raises ValueError where it does not name each once."""
        if sorted(label_ids) != sorted(label.id for label in self.all()):
            raise ValueError("the order must name each label once")
        with self._log.record(CommandKind.REORDER_LABELS, {}, has_scheme=True) as recording:
            self._database.execute_many(
                "UPDATE labels SET position = ? WHERE id = ?",
                [(place, int(label_id)) for place, label_id in enumerate(label_ids)],
            )
        return recording.done

    def merge(self, label_ids: Sequence[int], into: int) -> Command:
        """Give every document of ``label_ids`` the label ``into`` instead and remove them; a label
        that says nothing of what it means takes over what the first of them says. Raises ValueError
        where there is none but ``into``."""
        target = self.get(into)
        merged = [self.get(label_id) for label_id in dict.fromkeys(label_ids) if label_id != into]
        if not merged:
            raise ValueError("there is nothing to merge")
        details = {"labels": [label.name for label in merged], "into": target.name}
        return self._merge({label.id: target.id for label in merged}, details)

    def merge_each(self, moves: Mapping[int, int]) -> Command:
        """Merge each label into the one it leads to, which stays, as one command. Raises ValueError
        where there is none, or one is to stay and to go."""
        if not moves or set(moves) & set(moves.values()):
            raise ValueError("labels are merged into others that stay")
        names = {self.get(one).name: self.get(other).name for one, other in moves.items()}
        return self._merge(moves, {"moves": names})

    def delete(self, label_id: int) -> Command:
        """Remove a label; documents left without any are unlabelled again."""
        label = self.get(label_id)
        with self._log.record(
            CommandKind.DELETE_LABEL,
            {"name": label.name},
            self._documents_of([label.id]),
            has_scheme=True,
        ) as recording:
            self._remove([label.id])
            self._database.execute(
                "UPDATE documents SET status = ?, decided_at = NULL, origin = NULL "
                "WHERE id IN (SELECT id FROM touched) AND NOT EXISTS "
                "(SELECT 1 FROM annotations WHERE document_id = documents.id)",
                (int(Status.UNLABELLED),),
            )
        return recording.done

    def _merge(self, moves: Mapping[int, int], details: dict[str, Any]) -> Command:
        with self._log.record(
            CommandKind.MERGE_LABELS, details, self._documents_of(list(moves)), has_scheme=True
        ) as recording:
            self._database.execute_many(
                "INSERT OR IGNORE INTO annotations "
                "SELECT document_id, ? FROM annotations WHERE label_id = ?",
                [(other, one) for one, other in moves.items()],
            )
            self._database.execute_many(
                "UPDATE labels SET definition = (SELECT definition FROM labels WHERE id = ?) "
                "WHERE id = ? AND definition = ''",
                moves.items(),
            )
            self._remove(list(moves))
        return recording.done

    def _change(
        self,
        kind: CommandKind,
        label: Label,
        column: str,
        value: Any,
        check: Callable[[], None] = lambda: None,
    ) -> Command:
        details = {"label": label.id, "name": label.name, "from": getattr(label, column)}
        with self._log.record(kind, {**details, "to": value}, has_scheme=True) as recording:
            check()
            self._database.execute(
                f"UPDATE labels SET {column} = ? WHERE id = ?", (value, label.id)
            )
        return recording.done

    def _documents_of(self, label_ids: Sequence[int]) -> Iterator[int]:
        """Looked up when the command begins: another thread may label until then."""
        ids = ", ".join(str(label_id) for label_id in label_ids)
        sql = f"SELECT DISTINCT document_id FROM annotations WHERE label_id IN ({ids})"
        yield from (row[0] for row in self._database.rows(sql))

    def _remove(self, label_ids: Sequence[int]) -> None:
        for label_id in label_ids:
            self._database.execute("DELETE FROM annotations WHERE label_id = ?", (label_id,))
            self._database.execute("DELETE FROM labels WHERE id = ?", (label_id,))

    def _check_free(self, name: str, label_id: int | None = None) -> None:
        """Once the command has its turn: an import may have brought the name until then."""
        taken = self.named(name)
        if taken is not None and taken.id != label_id:
            raise InputError(
                f'There is a label "{name}" already.', "Choose another name, or merge the two."
            )

    def _check_key(self, key: str | None, label_id: int) -> None:
        """At the same time: labels that an import brings take free keys."""
        for other in self.all():
            if key is not None and other.shortcut == key and other.id != label_id:
                raise InputError(
                    f'The key {key} belongs to the label "{other.name}".',
                    "Choose another key, or take it from that label first.",
                )


def label_ids(database: Database, names: Iterable[str]) -> dict[str, int]:
    """The ids of all labels by name, inside the caller's transaction; those of ``names`` that are
    missing are added first."""
    known: dict[str, int] = dict(database.rows("SELECT name, id FROM labels"))
    for name in sorted(names):
        if name not in known:
            known[name] = insert_label(database, name)
    return known


def insert_label(database: Database, name: str) -> int:
    """Add a label at the end, inside the caller's transaction; its id."""
    labels = database.rows("SELECT colour, shortcut, position FROM labels")
    taken = {shortcut for _, shortcut, _ in labels}
    colours = [colour for colour, _, _ in labels]
    database.execute(
        "INSERT INTO labels (id, name, colour, shortcut, position) VALUES (?, ?, ?, ?, ?)",
        (
            _unused_id(database),
            name,
            min(COLOURS, key=colours.count),
            next((key for key in SHORTCUTS if key not in taken), None),
            max((position for _, _, position in labels), default=-1) + 1,
        ),
    )
    return int(database.value("SELECT last_insert_rowid()"))


def _unused_id(database: Database) -> int:
    """Of no label there is or was: samples and decisions in the history name labels by it. Those
    that were deleted or merged are in what undo would bring back."""
    highest = "SELECT coalesce(max(id), 0) FROM"
    return 1 + max(int(database.value(f"{highest} {of}")) for of in ("labels", "snapshot_labels"))
