"""The runs of a project: one folder each, and what people wrote beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ulmfit_core.errors import InputError, StorageError, UlmfitError
from ulmfit_core.project.database import Database, project_gone
from ulmfit_core.training.run_folder import RunFolder, RunState

_FOLDER = re.compile(r"(\d{4,})-([a-z0-9-]+)")
_KIND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run as a list shows it. ``state`` is read from its files; None means damaged."""

    path: Path
    number: int
    kind: str  # "lm", "classifier", ...
    name: str
    pinned: bool
    state: RunState | None
    problem: str  # why it is damaged, else ""

    @property
    def is_training(self) -> bool:
        """Whether it makes a classifier."""
        return "classifier" in self.kind

    @property
    def has_model(self) -> bool:
        """Whether it is a training that came to its end, and its model should be there."""
        return self.is_training and self.state is RunState.FINISHED


class RunIndex:
    """The folders under ``runs/``; one that is damaged is listed so and disturbs nothing."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def next_run_dir(self, kind: str) -> Path:
        """Make the next folder, ``runs/0001-lm``; numbers are never used twice while they are
        seen. Raises StorageError."""
        if not _KIND.fullmatch(kind):
            raise ValueError(f"no name for a folder: {kind!r}")
        number = max((self._number(name) for name in self._names()), default=0) + 1
        path = self._folder / f"{number:04d}-{kind}"
        try:
            self._folder.mkdir(exist_ok=True)  # not its parent: a project that moved is elsewhere
            path.mkdir()
        except FileNotFoundError as error:
            raise project_gone(self._database.path) from error
        except OSError as error:
            raise StorageError(
                f"The run folder {path} cannot be made ({error.strerror}).",
                "Free some disk space or check the folder's permissions.",
            ) from error
        return path

    def all(self) -> list[RunEntry]:
        """Every run, oldest first."""
        noted = {row[0]: row[1:] for row in self._rows()}
        return [self._entry(name, noted.get(name)) for name in self._names()]

    def get(self, path: Path) -> RunEntry:
        """The run in this folder. Raises InputError when it is gone."""
        for entry in self.all():
            if entry.path.name == path.name:
                return entry
        raise InputError(
            f"The training {path.name} is not there any more.", "Reload the list of trainings."
        )

    def rename(self, path: Path, name: str) -> RunEntry:
        """Another name to show; the folder keeps its own."""
        return self._set(path, "name", " ".join(name.split()))

    def pin(self, path: Path) -> RunEntry:
        """Keep the run from being removed."""
        return self._set(path, "pinned", 1)

    def unpin(self, path: Path) -> RunEntry:
        """Let the run be removed again."""
        return self._set(path, "pinned", 0)

    def remove(self, path: Path) -> None:
        """Delete the run's files. Raises InputError for a pinned or a working one."""
        entry = self.get(path)
        if entry.pinned:
            raise InputError(f"The training {entry.name} is pinned.", "Unpin it first.")
        if entry.state == RunState.RUNNING:
            raise InputError(f"The training {entry.name} is at work.", "Pause it first.")
        RunFolder(entry.path).remove()
        with self._database.transaction():
            self._database.execute("DELETE FROM runs WHERE folder = ?", (entry.path.name,))

    def _names(self) -> list[str]:
        try:
            found = [path.name for path in self._folder.iterdir() if path.is_dir()]
        except OSError:  # it is gone, or not open to this user: the texts and labels are there
            return []
        return sorted((name for name in found if _FOLDER.fullmatch(name)), key=self._number)

    def _number(self, name: str) -> int:
        return int(name.partition("-")[0])

    def _rows(self) -> list[tuple[Any, ...]]:
        return self._database.rows("SELECT folder, name, pinned FROM runs")

    def _entry(self, folder: str, noted: Sequence[Any] | None) -> RunEntry:
        number, _, kind = folder.partition("-")
        name, pinned = noted or ("", 0)
        path = self._folder / folder
        state, problem = _state(path)
        return RunEntry(path, int(number), kind, name or folder, bool(pinned), state, problem)

    def _set(self, path: Path, column: str, value: str | int) -> RunEntry:
        name = self.get(path).path.name
        with self._database.transaction():
            self._database.execute("INSERT OR IGNORE INTO runs (folder) VALUES (?)", (name,))
            self._database.execute(f"UPDATE runs SET {column} = ? WHERE folder = ?", (value, name))
        return self.get(path)


def _state(path: Path) -> tuple[RunState | None, str]:
    try:
        folder = RunFolder.open(path)
        _ = folder.job, folder.summary  # read to see that they can be
        return folder.state, ""
    except UlmfitError as error:
        return None, error.message
    except OSError as error:
        return None, StorageError(f"{path} cannot be read ({error.strerror}).").message
