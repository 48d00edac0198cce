"""What classifiers said of documents, kept in one file: relabelling changes none of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.evaluation.baselines import BaselinePredictions
from ulmfit_core.json_file import parsed_json

FloatArray = NDArray[np.float64]


@dataclass(slots=True)
class Said:
    """One classifier: probabilities [C] by document id, and how they came about."""

    rows: dict[int, tuple[float, ...]] = field(default_factory=dict)
    thresholds: tuple[float, ...] | None = None
    seconds: float = 0.0
    description: str = ""

    def about(self, ids: Iterable[int]) -> FloatArray:
        """Probabilities [n, C] of these documents."""
        return np.array([self.rows[id_] for id_ in ids], dtype=np.float64)

    def knows(self, ids: Iterable[int]) -> bool:
        """Whether it was asked about all of them."""
        return all(id_ in self.rows for id_ in ids)


@dataclass(slots=True)
class KeptScores:
    """By the classifier's name; ``labels`` are the columns of all of them."""

    path: Path
    labels: tuple[str, ...] = ()
    task: str = "single"
    said: dict[str, Said] = field(default_factory=dict)
    lacks_lessons: bool = False  # what taught the model is gone: no baseline can learn from it

    @classmethod
    def read(cls, path: Path) -> KeptScores:
        """Those in ``path``; none where it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                facts = parsed_json(str(kept["facts"]))
                said = {
                    name: _said(kept[f"{name}.ids"], kept[f"{name}.rows"], about)
                    for name, about in facts["classifiers"].items()
                }
                return cls(path, tuple(facts["labels"]), facts["task"], said, facts["lacks"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return cls(path)

    def write(self) -> None:
        """Keep them, whole or not at all. Raises StorageError."""
        arrays: dict[str, NDArray[Any]] = {}
        facts: dict[str, Any] = {
            "labels": self.labels,
            "task": self.task,
            "lacks": self.lacks_lessons,
            "classifiers": {},
        }
        for name, said in self.said.items():
            arrays[f"{name}.ids"] = np.fromiter(said.rows, np.int64, len(said.rows))
            arrays[f"{name}.rows"] = np.array(list(said.rows.values()), dtype=np.float64)
            facts["classifiers"][name] = [said.thresholds, said.seconds, said.description]
        with atomic_file(self.path) as file:
            np.savez(file, facts=np.array(json.dumps(facts)), **arrays)  # type: ignore[arg-type]

    def knows(self, names: Iterable[str], ids: Sequence[int]) -> bool:
        """Whether each of these classifiers was asked about each of these documents."""
        return all(name in self.said and self.said[name].knows(ids) for name in names)

    def take(self, ids: Sequence[int], predictions: BaselinePredictions) -> None:
        """Remember what a baseline said of these documents, in place of what it said before."""
        rows = (tuple(row) for row in predictions.probabilities.tolist())
        self.said[predictions.name] = Said(
            dict(zip(ids, rows, strict=True)),
            predictions.thresholds,
            predictions.seconds,
            predictions.description,
        )

    def predictions(self, name: str, ids: Sequence[int]) -> BaselinePredictions:
        """The same again, about these documents."""
        said = self.said[name]
        return BaselinePredictions(
            name, said.about(ids), said.thresholds, said.seconds, said.description
        )


def _said(ids: NDArray[np.int64], rows: FloatArray, facts: Sequence[Any]) -> Said:
    thresholds, seconds, description = facts
    by_id = zip(ids.tolist(), (tuple(row) for row in rows.tolist()), strict=True)
    return Said(
        dict(by_id), None if thresholds is None else tuple(thresholds), seconds, description
    )
