"""The project that is open, if any, and who has to know when something in it changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ulmfit_core.base_choice import ENOUGH, may_have_read, suited_base
from ulmfit_core.base_models import FoundBase
from ulmfit_core.corpus.language import guess_language
from ulmfit_core.project.commands import Command, CommandKind
from ulmfit_core.project.documents import ProjectCounts
from ulmfit_core.project.project import DATABASE_NAME, Project


class Change(Flag):
    """What became different; views that show none of it need not look."""

    NOTHING = 0
    DOCUMENTS = auto()
    ANNOTATIONS = auto()
    LABELS = auto()
    RUNS = auto()
    NAME = auto()
    BASES = auto()  # of the computer, not of the project
    SAMPLES = auto()  # drawn at random
    ALL = DOCUMENTS | ANNOTATIONS | LABELS | RUNS | NAME | BASES | SAMPLES


@dataclass(frozen=True)
class Counts:
    """How far a project is; asked for after every decision."""

    texts: ProjectCounts
    n_classifiers: int  # finished runs that can predict
    n_trainings: int = 0  # those, and those that are at work, wait or came to nothing
    is_training: bool = False  # one is at work


class Workspace(QObject):
    """Holds the one open project: ``opened``, then any number of ``changed``, then ``closing``,
    where it is still open, and ``closed``."""

    opened = Signal()
    closing = Signal()
    closed = Signal()
    changed = Signal(Change)

    def __init__(self) -> None:
        super().__init__()
        self._project: Project | None = None
        self._n_runs = (0, 0)  # classifiers, and all trainings
        self._counts: ProjectCounts | None = None  # until something changes
        self._base: FoundBase | None = None  # until the texts or the bases do
        self._language: str | None = None  # of the texts, as guessed when it was looked up

    @property
    def is_open(self) -> bool:
        return self._project is not None

    @property
    def project(self) -> Project:
        """The open project; asking while none is open is a bug of ours."""
        if self._project is None:
            raise RuntimeError("no project is open")
        return self._project

    def has_open(self, project: Project) -> bool:
        """Whether this very project is open: for what comes late and may find another, or none."""
        return self._project is project

    def open(self, folder: Path, counts: ProjectCounts | None = None) -> None:
        """Open the project in ``folder`` in place of the present one, which stays open when
        that fails; ``counts`` where they are known. Raises UlmfitError."""
        if self.is_at(folder):
            if self.project.is_in_place:
                return
            self.close()  # it locks the folder, and nothing more can be kept in its file
        self._replace(Project.open(folder), counts)

    def create(self, folder: Path, name: str) -> None:
        """Make a project and open it in place of the present one. Raises UlmfitError."""
        self._replace(Project.create(folder, name))

    def close(self) -> None:
        """Let go of the project."""
        if self._project is not None:
            self.closing.emit()
            project, self._project = self._project, None
            project.close()
            self.closed.emit()

    def notify(self, change: Change | Command) -> None:
        """Say that something changed, after it did; a command of the log is enough."""
        made = change if isinstance(change, Change) else change_of(change)
        self._counts = None
        if made & (Change.DOCUMENTS | Change.BASES):
            self._base = None
        if Change.RUNS in made:
            self._n_runs = self._count_runs()
        self.changed.emit(made)

    def counts(self) -> Counts:
        """As counted last since a change: a million documents take time."""
        if self._counts is None:
            self._counts = self.project.documents.counts()
        return Counts(self._counts, *self._n_runs)

    def suited_base(self) -> FoundBase | None:
        """The base model that suits the project's texts, as looked up last since they changed."""
        if self._base is None or not self._base.folder.is_dir():
            texts = [document.text for document in self.project.documents.spread(ENOUGH)]
            self._base = suited_base(texts)
            self._language = guess_language(texts)
        return self._base

    def has_foreign_base(self) -> bool:
        """Whether the base that suits the texts has not read their language."""
        base, language = self.suited_base(), self._language
        return base is not None and language is not None and not may_have_read(base.name, language)

    def _replace(self, project: Project, counts: ProjectCounts | None = None) -> None:
        self.close()
        self._project = project
        self._counts, self._base = counts, None
        self._n_runs = self._count_runs()
        self.opened.emit()

    def is_at(self, folder: Path) -> bool:
        """Whether the project in ``folder`` is the open one."""
        return self._project is not None and self._project.folder.resolve() == folder.resolve()

    def _count_runs(self) -> tuple[int, int]:
        trainings = [run for run in self.project.runs.all() if run.is_training]
        return sum(run.has_model for run in trainings), len(trainings)


def change_of(command: Command) -> Change:
    """What doing, undoing or redoing a command makes different."""
    match command.kind:
        case CommandKind.IMPORT:
            return Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS
        case CommandKind.RENAME_PROJECT:
            return Change.NAME
        case CommandKind.DRAW_SAMPLE:
            return Change.ANNOTATIONS | Change.SAMPLES
        case (
            CommandKind.MERGE_LABELS
            | CommandKind.DELETE_LABEL
            | CommandKind.SET_TASK
            | CommandKind.TAKE_OVER
        ):
            return Change.LABELS | Change.ANNOTATIONS
        case (
            CommandKind.CREATE_LABEL
            | CommandKind.RENAME_LABEL
            | CommandKind.DEFINE_LABEL
            | CommandKind.ADD_CODEBOOK
            | CommandKind.RECOLOUR_LABEL
            | CommandKind.SET_SHORTCUT
            | CommandKind.REORDER_LABELS
        ):
            return Change.LABELS
        case _:
            return Change.ANNOTATIONS


def is_project(folder: Path) -> bool:
    """Whether the folder looks like a project of ours, as far as the disk answers."""
    try:
        return (folder / DATABASE_NAME).is_file()
    except OSError:  # as of a share that is gone, or a folder of someone else's
        return False
