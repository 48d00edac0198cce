"""A project: a folder with ``project.sqlite``, ``runs/``, ``cache/``, ``exports/`` and
``backups/``.

There is no Save. What people made by hand is in the SQLite file the moment it is made; runs and
caches are files that machines can make again, and damage to them never keeps a project closed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.project import schema, splits, whole_check
from ulmfit_core.project.annotations import AnnotationStore
from ulmfit_core.project.commands import Command, CommandKind, CommandLog
from ulmfit_core.project.database import Database, project_gone
from ulmfit_core.project.documents import DocumentStore, ProjectCounts
from ulmfit_core.project.elusion import ElusionTest
from ulmfit_core.project.filters import Status
from ulmfit_core.project.form_check import check_form
from ulmfit_core.project.import_batches import Item
from ulmfit_core.project.importing import Importer, ImportProgress, ImportSettings
from ulmfit_core.project.imports import ImportIndex
from ulmfit_core.project.interruptible import Interrupted, StopCheck, interruptible
from ulmfit_core.project.kept_lock import KeptLock
from ulmfit_core.project.labels import LabelStore
from ulmfit_core.project.leftovers import drop_all_leftovers
from ulmfit_core.project.migrations import is_older, migrate
from ulmfit_core.project.reader import CACHE
from ulmfit_core.project.runs import RunIndex
from ulmfit_core.project.snapshots import horizon
from ulmfit_core.training.run_lock import RunLock

DATABASE_NAME = "project.sqlite"
_FOLDERS = ("runs", "cache", "exports")
_OWN = 0o700

Task = Literal["single", "multi"]


@dataclass(slots=True)
class _Shared:
    """What the handles of one open project have in common."""

    lock: KeptLock
    importing: threading.Lock = field(default_factory=threading.Lock)
    changing: threading.Lock = field(default_factory=threading.Lock)


class Project:
    """One open project, for the thread that opened it; ``for_thread`` gives another its own."""

    def __init__(self, folder: Path, database: Database, shared: _Shared) -> None:
        """Use ``create`` or ``open``."""
        self.folder = folder
        self._database = database
        self._shared = shared
        self._own = ExitStack()  # the lock, of the handle that was opened first
        self.commands = CommandLog(database, shared.importing, shared.changing)
        self.documents = DocumentStore(database)
        self.labels = LabelStore(database, self.commands)
        self.annotations = AnnotationStore(database, self.commands, self.labels)
        self.elusion = ElusionTest(database, self.commands, self.documents, self.labels)
        self.imports = ImportIndex(database)
        self.runs = RunIndex(database, folder / "runs")

    @classmethod
    def create(cls, folder: str | Path, name: str, task: Task = "single") -> Project:
        """A new, empty project in ``folder``, which is made when missing, for nobody
        else on this computer to look into.

        Raises InputError where a project is already, StorageError where none can be made.
        """
        folder = Path(folder)
        if (folder / DATABASE_NAME).exists():
            raise InputError(
                f"The folder {folder} holds a project already.", "Open it, or choose another."
            )
        _make_folders(folder)
        project = cls._opened(folder, is_new=True)
        with project._database.transaction():
            project._database.execute_many(
                "UPDATE settings SET value = ? WHERE name = ?", [(name, "name"), (task, "task")]
            )
        return project

    @classmethod
    def open(cls, folder: str | Path) -> Project:
        """The project in ``folder``, brought up to date (after a backup) if it is older.

        Raises InputError where there is none, StorageError when it is open elsewhere, damaged,
        or newer than this program.
        """
        folder = Path(folder)
        if not (folder / DATABASE_NAME).is_file():
            raise InputError(f"The folder {folder} holds no project.", "Choose another folder.")
        return cls._opened(folder)

    @classmethod
    def needs_check(cls, folder: str | Path) -> bool:
        """Whether ``open`` would look through the whole file first, as its program crashed."""
        return whole_check.was_left_open(Path(folder) / DATABASE_NAME)

    @classmethod
    def needs_migration(cls, folder: str | Path) -> bool:
        """Whether ``open`` would copy the file and bring it up to date first, as it is older."""
        return is_older(Path(folder) / DATABASE_NAME, len(schema.MIGRATIONS))

    @classmethod
    def check(cls, folder: str | Path, should_stop: StopCheck) -> ProjectCounts | None:
        """Do now what ``open`` would do first, and count; None where it was stopped. Raises as
        ``open``."""
        try:
            with cls._opened(Path(folder), should_stop) as project:
                return project.documents.counts()
        except Interrupted:
            return None

    @classmethod
    def _opened(
        cls, folder: Path, should_stop: StopCheck = lambda: False, *, is_new: bool = False
    ) -> Project:
        with ExitStack() as locked, ExitStack() as opened:
            _lock(folder, locked)
            needs_check = cls.needs_check(folder)
            if needs_check:
                whole_check.mark_unchecked(folder / DATABASE_NAME)
            database = Database(folder / DATABASE_NAME, may_create=is_new)
            opened.callback(database.close)
            if not is_new:
                whole_check.check_not_empty(database)
            with interruptible(database, should_stop):
                migrate(database, folder / "backups", schema.MIGRATIONS, should_stop)
                if needs_check:
                    whole_check.check_whole(database)
                check_form(database, schema.MIGRATIONS)
            opened.pop_all()
            project = cls(folder, database, _Shared(KeptLock(locked.pop_all().close)))
        project._own.enter_context(project._shared.lock.kept())
        drop_all_leftovers(folder / "runs")
        return project

    def for_thread(self) -> Project:
        """A second handle on this project, for the thread that calls this; close it there, and
        before this one. Raises StorageError where the file was moved, deleted or replaced."""
        self._database.check_in_place()
        database = Database(self.folder / DATABASE_NAME, turn=self._database.turn)
        return Project(self.folder, database, self._shared)

    def close(self) -> None:
        """Let go of the files; closing twice does no harm. An import that goes on in another
        thread keeps the folder locked until it ends."""
        self._database.close()
        self._own.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        return self._setting("name")

    @property
    def task(self) -> Task:
        """ "single": each document has one label; "multi": any number."""
        return cast(Task, self._setting("task"))

    @property
    def is_in_place(self) -> bool:
        """Whether the file of this name is still the one that was opened."""
        return self._database.is_in_place

    @property
    def cache_dir(self) -> Path:
        """For what can be made again; deleted at any time without harm."""
        return self._folder(CACHE)

    @property
    def exports_dir(self) -> Path:
        return self._folder("exports")

    def rename(self, name: str) -> Command:
        """Another name; the folder keeps its own."""
        return self._set(CommandKind.RENAME_PROJECT, "name", name)

    def set_task(self, task: Task) -> Command:
        """Make the project single- or multi-label. Raises InputError when single is asked for
        and some document has not exactly one label."""
        if task == "single":
            return self._set(CommandKind.SET_TASK, "task", task, self._check_single)
        return self._set(CommandKind.SET_TASK, "task", task)

    def not_of_one_label(self) -> list[int]:
        """The labelled documents that have several labels, or none: they keep it multi-label."""
        rows = self._database.rows(
            "SELECT id FROM documents WHERE status = ? AND id <= ? AND "
            "(SELECT count(*) FROM annotations WHERE document_id = documents.id) <> 1",
            (int(Status.LABELLED), horizon(self._database)),
        )
        return [id_ for (id_,) in rows]

    def import_documents(
        self,
        items: Iterable[Item],
        settings: ImportSettings,
        should_stop: StopCheck = lambda: False,
    ) -> Iterator[ImportProgress]:
        """Bring documents in, all or none; see ``importing``. Consume it to the end.

        In a thread of its own, call it on that thread's handle.
        """
        importer = Importer(
            self._database, self.commands, self._shared.importing, self.task == "multi"
        )
        with self._shared.lock.kept():
            yield from importer.run(items, settings, should_stop)

    def training_set(self) -> Iterator[splits.LabelledDocument]:
        """Every labelled document outside the test set, as of now."""
        return splits.training_set(self._database.path)

    def test_set(self) -> Iterator[splits.LabelledDocument]:
        """Every labelled document of the locked test set, as of now."""
        return splits.test_set(self._database.path)

    def _setting(self, name: str) -> str:
        return str(self._database.value("SELECT value FROM settings WHERE name = ?", (name,)))

    def _set(
        self, kind: CommandKind, name: str, value: str, check: Callable[[], None] = lambda: None
    ) -> Command:
        details = {"from": self._setting(name), "to": value}
        with self.commands.record(kind, details, has_scheme=True) as recording:
            check()
            self._database.execute("UPDATE settings SET value = ? WHERE name = ?", (value, name))
        return recording.done

    def _check_single(self) -> None:
        """Once the command has its turn: an import may have brought documents until then."""
        n_documents = len(self.not_of_one_label())
        if n_documents:
            raise InputError(
                f"Labelled texts that do not have exactly one label: {n_documents:,}.",
                "Give each of them one label, or clear them, first.",
            )

    def _folder(self, name: str) -> Path:
        path = self.folder / name
        try:
            path.mkdir(exist_ok=True)
        except FileNotFoundError as error:
            raise project_gone(self.folder / DATABASE_NAME) from error
        except OSError as error:
            raise _not_made(path, error) from error
        return path


def _make_folders(folder: Path) -> None:
    try:
        folder.mkdir(_OWN, parents=True, exist_ok=True)
        for name in _FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise _not_made(folder, error) from error


def _not_made(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The folder {folder} cannot be made ({error.strerror}).",
        "Choose a folder you may write to.",
    )


def _lock(folder: Path, stack: ExitStack) -> None:
    lock = RunLock(folder / "project.lock")
    try:
        is_free = not lock.is_held()
        if is_free:
            stack.enter_context(lock.held(timeout=0.0))
    except StorageError as error:
        raise StorageError(
            f"The project folder {folder} cannot be locked for writing.",
            "Check that it exists and is yours to write to, or copy the project elsewhere.",
        ) from error
    if not is_free:
        raise StorageError(
            f"The project {folder} is open in another window, or an import into it goes on.",
            "Go on there or close it there; an import has to end first.",
        )
