"""Below which probability a training's model gives no label: chosen later, kept beside the run."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.json_file import parsed_json
from ulmfit_core.project.training import Training

_FILE = "abstain.json"


def write_threshold(training: Training, below: float) -> None:
    """Keep it, 0 for always giving a label. Raises StorageError."""
    with atomic_file(training.folder.path / _FILE) as file:
        file.write(json.dumps({"below": below}).encode())


def read_threshold(training: Training) -> float:
    """What was kept; 0 where nothing was, or it cannot be read."""
    return _read(training.folder.path)


def threshold_beside(model: Path) -> float | None:
    """That of the training whose result this model file is; None where it is no training's, or
    nothing was chosen."""
    folder = model.parent.parent
    return _read(folder) if (folder / _FILE).is_file() else None


def _read(folder: Path) -> float:
    with suppress(OSError, ValueError, KeyError, TypeError):
        below = float(parsed_json((folder / _FILE).read_text(encoding="utf-8"))["below"])
        return below if 0 <= below <= 1 else 0.0
    return 0.0
