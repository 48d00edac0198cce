"""Projects for tests, and all that a person can see of one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.document import Document
from ulmfit_core.export.bundle import ModelBundle, write_bundle
from ulmfit_core.project.database import Database
from ulmfit_core.project.frozen_texts import FrozenTexts
from ulmfit_core.project.import_batches import Item
from ulmfit_core.project.importing import ImportProgress, ImportSettings
from ulmfit_core.project.label_moves import LabelMove, label_moves
from ulmfit_core.project.project import DATABASE_NAME, Project, Task
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.event_log import EventLog
from ulmfit_core.training.events import RunFinished, RunStarted
from ulmfit_core.training.start import NO_BASE

SOURCE = "mail.csv"


def document(number: int, *labels: str, text: str | None = None) -> Document:
    """The document of row ``number``."""
    return Document(text or f"message number {number}", labels, f"m{number}", SOURCE, number)


def add(
    project: Project,
    items: Iterable[Item],
    test_fraction: float = 0.0,
    seed: int = 0,
    kept: tuple[str, ...] = (),
) -> ImportProgress:
    """Import everything; the last word of the import."""
    settings = ImportSettings(SOURCE, test_fraction, seed, kept_columns=kept)
    return list(project.import_documents(items, settings))[-1]


def new_project(folder: Path, n_documents: int = 0, task: Task = "single") -> Project:
    """A project with unlabelled documents and, beside them, the labels spam and ham."""
    project = Project.create(folder, "Mail", task)
    if n_documents:
        add(project, (document(i) for i in range(1, n_documents + 1)))
    project.labels.create("spam")
    project.labels.create("ham")
    return project


def visible(project: Project) -> dict[str, Any]:
    """Everything that undo has to bring back."""
    return {
        "name": project.name,
        "task": project.task,
        "labels": project.labels.all(),
        "documents": project.documents.page(limit=100_000),
        "counts": project.documents.counts(),
        "imports": project.imports.all(),
    }


def status_of(project: Project, document_id: int) -> tuple[int, tuple[int, ...]]:
    """(status, label ids) of one document."""
    (found,) = project.documents.documents([document_id])
    return int(found.status), found.labels


def finished_training(
    project: Project,
    bundle: ModelBundle,
    metrics: dict[str, float] | None = None,
    base: str = NO_BASE,
) -> Training:
    """A training that made this model of all the labelled documents outside the test set."""
    path = project.runs.next_run_dir("classifier")
    made = Training.create(TrainingJob(str(path), base=base, task=project.task))
    made.model_path.parent.mkdir()
    write_bundle(bundle, made.model_path)
    begun = FrozenTexts.of(path / "texts.jsonl", project.folder / DATABASE_NAME, 0, base)
    taught = list(zip(begun.ids, begun.labels, strict=True))
    TaughtRecord(taught, begun.at, begun.moves, begun.before).write(made.taught_path)
    with EventLog(made.folder.events_path) as log:
        log.append(RunStarted("training", 0, ()))
        log.append(RunFinished(0, metrics or {}))
    return made


def moves_of(project: Project) -> list[LabelMove]:
    """What has become of its labels until now."""
    with closing(Database(project.folder / DATABASE_NAME)) as database:
        return label_moves(database)


def left_open(folder: Path, target: Path) -> None:
    """A copy of a project as a crash leaves it, journal and all."""
    project = new_project(folder, 300)
    target.mkdir()
    for path in folder.glob(f"{DATABASE_NAME}*"):
        shutil.copy(path, target)
    project.close()


def damage(folder: Path) -> None:
    """Spoil a page of a project's file, as a bad disk does while the program crashes."""
    with sqlite3.connect(folder / DATABASE_NAME) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'documents_by_status'"
        ).fetchone()[0]
    connection.close()
    file = folder / DATABASE_NAME
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 + 8 : page * 4096] = b"\xff" * 4088
    file.write_bytes(content)
    (folder / f"{DATABASE_NAME}-wal").write_bytes(b"torn")
