"""What people decide about documents: labels, skip, flag. One decision, one transaction.

Each function takes any number of documents; all of them are changed by one command, which one
undo takes back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from ulmfit_core.errors import InputError
from ulmfit_core.project.commands import Command, CommandKind, CommandLog
from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.label_names import checked_name
from ulmfit_core.project.labelled_again import labelled_again
from ulmfit_core.project.labels import LabelStore, label_ids
from ulmfit_core.project.snapshots import touch
from ulmfit_core.project.undecided import undecided

_TOUCHED = "id IN (SELECT id FROM touched)"


class Origin(StrEnum):
    """By what a document was decided."""

    HUMAN = "human"
    BULK = "bulk"
    IMPORT = "import"
    SUGGESTION_ACCEPTED = "suggestion accepted"
    CHECKED = "checked"  # looked at once more because something spoke against the label
    ASKED_AGAIN = "asked again"  # blind, for one's own consistency


class AnnotationStore:
    """Changes decisions; raises InputError or StorageError with nothing changed."""

    def __init__(self, database: Database, log: CommandLog, labels: LabelStore) -> None:
        self._database = database
        self._log = log
        self._labels = labels

    def label(
        self, documents: Iterable[int], labels: Sequence[int], origin: Origin = Origin.HUMAN
    ) -> Command:
        """These labels and no others: exactly one in a single-label project, any number (none
        included: "none of them") in a multi-label one. ``details`` tells how many documents had
        "other" labels."""
        labels = list(dict.fromkeys(labels))
        details = {"labels": labels, "origin": origin.value}
        with self._log.record(CommandKind.LABEL, details, documents) as recording:
            self._check_fit(labels)
            recording.details["other"] = self._n_with_others(labels)
            self._remove_all()
            self._insert(labels)
            self._decide(Status.LABELLED, origin)
        return recording.done

    def label_again(self, document: int, labels: Sequence[int]) -> Command:
        """As ``label``, of a document that was labelled already, given blind: both stay in the
        history."""
        before = [
            row[0]
            for row in self._database.rows(
                "SELECT label_id FROM annotations WHERE document_id = ?", (document,)
            )
        ]
        labels = list(dict.fromkeys(labels))
        details = {"labels": labels, "origin": Origin.ASKED_AGAIN.value, "before": before}
        with self._log.record(CommandKind.LABEL, details, [document]) as recording:
            self._check_known(labels)
            self._remove_all()
            self._insert(labels)
            self._decide(Status.LABELLED, Origin.ASKED_AGAIN)
        return recording.done

    def add_labels(
        self, documents: Iterable[int], labels: Sequence[int], origin: Origin = Origin.BULK
    ) -> Command:
        """These labels beside those that are there; multi-label projects only."""
        labels = list(dict.fromkeys(labels))
        details = {"labels": labels, "origin": origin.value}
        with self._log.record(CommandKind.ADD_LABELS, details, documents) as recording:
            self._check_known(labels)
            self._check_multi_label()
            self._insert(labels)
            self._decide(Status.LABELLED, origin)
        return recording.done

    def take_over(self, given: Mapping[int, Sequence[str]], source: str) -> Command:
        """Label the texts that are ``undecided`` still, by these names for each key, as the file
        ``source`` has it. Labels that are missing are made; ``details`` tells how many are
        "created"."""
        details: dict[str, Any] = {"source": source, "origin": Origin.IMPORT.value}
        touched = self._undecided(given)
        with self._log.record(
            CommandKind.TAKE_OVER, details, touched, has_scheme=True
        ) as recording:
            names = self._names_of_touched(given)
            details["created"] = self._insert_names(names)
            self._decide(Status.LABELLED, Origin.IMPORT)
        return recording.done

    def take_over_repeats(self, record: ImportRecord) -> Command:
        """Label the texts that nobody has decided on as their first labelled repeat in an import;
        ``details`` are as of ``take_over``."""
        details = {"source": record.source, "origin": Origin.IMPORT.value, "created": 0}
        repeats: dict[int, int] = {}

        def touched() -> Iterator[int]:  # looked up when the command begins
            repeats.update(labelled_again(self._database, record.first_id, record.last_id))
            yield from repeats

        with self._log.record(CommandKind.TAKE_OVER, details, touched()) as recording:
            self._database.execute_many(
                "INSERT OR IGNORE INTO annotations "
                "SELECT ?, label_id FROM annotations WHERE document_id = ?",
                repeats.items(),
            )
            self._decide(Status.LABELLED, Origin.IMPORT)
        return recording.done

    def clear(self, documents: Iterable[int]) -> Command | None:
        """Unlabelled again, and not skipped; flag and note stay. ``details`` tells how many
        documents were "decided"; None where none was."""
        documents = list(documents)
        touch(self._database, documents)
        if not self._n_decided():
            return None
        with self._log.record(CommandKind.CLEAR, {}, documents) as recording:
            recording.details["decided"] = self._n_decided()
            self._remove_all()
            self._database.execute(
                "UPDATE documents SET status = ?, decided_at = NULL, origin = NULL "
                f"WHERE {_TOUCHED}",
                (int(Status.UNLABELLED),),
            )
        return recording.done

    def skip(self, documents: Iterable[int], origin: Origin = Origin.HUMAN) -> Command:
        """Leave for later; labels are taken off."""
        with self._log.record(CommandKind.SKIP, {"origin": origin.value}, documents) as recording:
            self._remove_all()
            self._decide(Status.SKIPPED, origin)
        return recording.done

    def flag(self, documents: Iterable[int]) -> Command:
        """Mark for a second look, whatever else was decided."""
        return self._set_flag(CommandKind.FLAG, documents, 1)

    def unflag(self, documents: Iterable[int]) -> Command:
        """Take the mark off."""
        return self._set_flag(CommandKind.UNFLAG, documents, 0)

    def _set_flag(self, kind: CommandKind, documents: Iterable[int], value: int) -> Command:
        with self._log.record(kind, {}, documents) as recording:
            self._database.execute(f"UPDATE documents SET flagged = ? WHERE {_TOUCHED}", (value,))
        return recording.done

    def _undecided(self, keys: Iterable[int]) -> Iterator[int]:
        """Looked up when the command begins: another thread may label until then."""
        yield from undecided(self._database, keys).values()

    def _names_of_touched(self, given: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
        rows = self._database.rows(f"SELECT id, duplicate_key FROM documents WHERE {_TOUCHED}")
        names = {id_: list(map(checked_name, given[key])) for id_, key in rows}
        if not names:
            raise InputError(
                "All of these texts were decided on meanwhile; nothing was changed.",
                "Compare with the file again to see how far both agree.",
            )
        if not self._is_multi_label() and any(len(labels) != 1 for labels in names.values()):
            raise _not_one_label()
        return names

    def _insert_names(self, names: Mapping[int, Sequence[str]]) -> int:
        """Returns how many labels were made for it."""
        before = self._labels.names()
        known = label_ids(self._database, {name for labels in names.values() for name in labels})
        self._database.execute_many(
            "INSERT OR IGNORE INTO annotations VALUES (?, ?)",
            ((id_, known[name]) for id_, labels in names.items() for name in labels),
        )
        return len(known.keys() - before)

    def _check_fit(self, labels: Sequence[int]) -> None:
        self._check_known(labels)
        if not self._is_multi_label() and len(labels) != 1:
            raise _not_one_label()

    def _check_known(self, labels: Sequence[int]) -> None:
        """Once the command has its turn, as one may have been deleted until then."""
        for label in labels:
            self._labels.get(label)

    def _is_multi_label(self) -> bool:
        return (
            str(self._database.value("SELECT value FROM settings WHERE name = 'task'")) == "multi"
        )

    def _check_multi_label(self) -> None:
        if not self._is_multi_label():
            raise InputError(
                "A text of this project has exactly one label.",
                "Label it anew, or let a text have any number of labels.",
            )

    def _n_decided(self) -> int:
        sql = f"SELECT count(*) FROM documents WHERE {_TOUCHED} AND +status <> ?"
        return int(self._database.value(sql, (int(Status.UNLABELLED),)))

    def _n_with_others(self, labels: Sequence[int]) -> int:
        these = ", ".join("?" * len(labels))
        sql = (
            "SELECT count(DISTINCT document_id) FROM annotations "
            f"WHERE document_id IN (SELECT id FROM touched) AND label_id NOT IN ({these})"
        )
        return int(self._database.value(sql, labels))

    def _remove_all(self) -> None:
        self._database.execute(
            "DELETE FROM annotations WHERE document_id IN (SELECT id FROM touched)"
        )

    def _insert(self, labels: Sequence[int]) -> None:
        for label in labels:
            self._database.execute(
                "INSERT OR IGNORE INTO annotations SELECT id, ? FROM touched", (label,)
            )

    def _decide(self, status: Status, origin: Origin) -> None:
        self._database.execute(
            f"UPDATE documents SET status = ?, decided_at = ?, origin = ? WHERE {_TOUCHED}",
            (int(status), time.time(), origin.value),
        )


def _not_one_label() -> InputError:
    return InputError(
        "A text of this project has exactly one label.",
        "Choose one, or let a text have any number of labels.",
    )
