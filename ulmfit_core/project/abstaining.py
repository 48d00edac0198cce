"""Below which probability a training's model gives no label: chosen later, kept beside the run."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.project.training import Training

_FILE = "abstain.json"


def write_threshold(training: Training, below: float) -> None:
    """Keep it, 0 for always giving a label. Raises StorageError."""
    write_json(training.folder.path / _FILE, {"below": below})


def read_threshold(training: Training) -> float:
    """What was kept; 0 where nothing was, or it cannot be read."""
    return _read(training.folder.path)


def threshold_beside(model: Path) -> float | None:
    """That of the training whose result this model file is; None where it is no training's, or
    nothing was chosen."""
    folder = model.parent.parent
    return _read(folder) if (folder / _FILE).is_file() else None


def _read(folder: Path) -> float:
    below = (read_record(folder / _FILE) or {}).get("below")
    return float(below) if isinstance(below, int | float) and 0 <= below <= 1 else 0.0
