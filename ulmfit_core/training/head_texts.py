"""The texts an instant head learns from, as they are: it looks at words, not at tokens alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.errors import StorageError
from ulmfit_core.json_file import parsed_json

_FILE = "texts.json"


@dataclass(frozen=True, slots=True)
class HeadTexts:
    """``targets``: a class index, or zeros and ones for multi-label, a text."""

    train: list[str]
    train_targets: list[int] | list[list[int]]
    valid: list[str] = field(default_factory=list)
    valid_targets: list[int] | list[list[int]] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)  # more, not read: their words alone count
    meanings: list[str] = field(default_factory=list)  # what each class means, or ""; or none

    @property
    def reading(self) -> list[str]:
        """All texts that are read: those to learn from first."""
        return [*self.train, *self.unlabelled]

    @property
    def words(self) -> list[str]:
        """All texts whose words are counted: those that are read first."""
        return [*self.reading, *self.counted]

    @property
    def targets(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of training and held-out texts."""
        return np.array(self.train_targets, np.int64), np.array(self.valid_targets, np.int64)

    def write(self, folder: Path) -> None:
        """Keep them in ``folder``. Raises StorageError."""
        try:
            with replacing(folder / _FILE) as file:
                file.write(json.dumps(asdict(self)).encode("ascii"))
        except OSError as error:
            raise StorageError(
                f"The texts could not be written to {folder} ({error.strerror}).",
                "Free some disk space, then start again.",
            ) from error

    @classmethod
    def read(cls, folder: Path) -> HeadTexts:
        """What was written. Raises StorageError."""
        try:
            return cls(**parsed_json((folder / _FILE).read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise StorageError(
                f"The texts of the training in {folder} cannot be read.",
                "Discard this training and start a new one.",
            ) from error
