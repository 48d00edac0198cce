"""What the user prefers, across projects: one JSON file, read field by field, written whole."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.paths import make_own
from ulmfit_core.errors import StorageError
from ulmfit_core.json_file import parsed_json, write_json

THEMES = ("system", "light", "dark")
TEXT_SIZES = (85, 100, 115, 130, 150, 175)  # percent
MOST_RECENT = 12

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PreferenceValues:
    """Everything that can be preferred, with what holds before anyone chose."""

    theme: str = "system"
    text_size: int = 100  # percent
    language: str = "system"
    keep_awake: bool = True  # the computer, not its screen, while something trains
    gentle: bool = False  # what the page Train begins with: one core, after other programs
    show_kept: bool = True  # other columns of a table, above each text that is labelled
    train_by_itself: bool = False  # the full model, when enough was labelled since the last
    recent: tuple[str, ...] = ()  # folders of projects, newest first
    names: dict[str, str] = field(default_factory=dict)  # of those, as they were opened last


_VALID: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in THEMES,
    "text_size": lambda value: value in TEXT_SIZES,
    "language": lambda value: isinstance(value, str),
    "keep_awake": lambda value: isinstance(value, bool),
    "gentle": lambda value: isinstance(value, bool),
    "show_kept": lambda value: isinstance(value, bool),
    "train_by_itself": lambda value: isinstance(value, bool),
    "recent": lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    "names": lambda value: (
        isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    ),
}


class Preferences(QObject):
    """The preferences in force; every change is on disk when ``changed`` is heard, unless the disk
    refused it.

    A file that is missing, damaged or from another version costs the fields it
    spoils, never the start.
    """

    changed = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.values = _read(path)

    def update(self, **changes: Any) -> None:
        """Change fields. Raises ValueError for a value that none takes, StorageError."""
        made = dataclasses.replace(self.values, **changes)
        as_json = _to_json(made)
        wrong = [name for name, value in as_json.items() if not _VALID[name](value)]
        if wrong:
            raise ValueError(f"not a preference: {', '.join(wrong)}")
        if made == self.values:
            return
        self.values = made  # holds for this run even where the disk refuses it
        try:
            self._write(as_json)
        finally:
            self.changed.emit()

    def recent(self) -> dict[Path, str]:
        """The folders of the recent projects, newest first, with their names; a folder's own
        where the project's is not known."""
        names = self.values.names
        return {Path(path): names.get(path) or Path(path).name for path in self.values.recent}

    def remember(self, folder: Path, name: str = "") -> None:
        """Put a project at the head of the recent ones."""
        others = [path for path in self.values.recent if path != str(folder)]
        self._keep_recent([str(folder), *others], {**self.values.names, str(folder): name})

    def forget(self, folder: Path) -> None:
        """Take a project off the recent ones; its folder stays."""
        others = [path for path in self.values.recent if path != str(folder)]
        self._keep_recent(others, self.values.names)

    def _keep_recent(self, folders: list[str], names: dict[str, str]) -> None:
        kept = tuple(folders[:MOST_RECENT])
        named = {path: names[path] for path in kept if names.get(path)}
        self.update(recent=kept, names=named)

    def _write(self, as_json: dict[str, Any]) -> None:
        folder = self._path.parent
        try:
            make_own(folder)
        except OSError as error:
            raise StorageError(
                f"The folder {folder} cannot be made ({error.strerror}).",
                "Free some disk space or check the folder's permissions.",
            ) from error
        write_json(self._path, as_json)


def _to_json(values: PreferenceValues) -> dict[str, Any]:
    return {**dataclasses.asdict(values), "recent": list(values.recent)}


def _read(path: Path) -> PreferenceValues:
    try:
        found = parsed_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return PreferenceValues()
    except (OSError, ValueError) as error:
        log.info("%s could not be read and is left as it is: %s", path, error)
        return PreferenceValues()
    if not isinstance(found, dict):
        return PreferenceValues()
    good = {name: found[name] for name in _VALID if name in found and _VALID[name](found[name])}
    if "recent" in good:
        good["recent"] = tuple(good["recent"])
    return PreferenceValues(**good)
