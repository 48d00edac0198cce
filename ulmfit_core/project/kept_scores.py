"""What classifiers said of texts, kept in one file: relabelling changes none of it.

Each text is known by itself and not by its document: an import that is undone gives the ids of its
documents to those of the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.evaluation.baselines import BaselinePredictions
from ulmfit_core.json_file import parsed_json


@dataclass(slots=True)
class Said:
    """One classifier: probabilities [C] by ``text_key``, and its thresholds [C]."""

    rows: dict[int, tuple[float, ...]] = field(default_factory=dict)
    thresholds: tuple[float, ...] | None = None

    def about(self, keys: Iterable[int]) -> FloatArray:
        """Probabilities [n, C] of these texts."""
        return np.array([self.rows[key] for key in keys], dtype=np.float64)

    def knows(self, keys: Iterable[int]) -> bool:
        """Whether it was asked about all of them."""
        return all(key in self.rows for key in keys)


@dataclass(slots=True)
class KeptScores:
    """By the classifier's name; ``labels`` are the columns of all of them."""

    path: Path
    labels: tuple[str, ...] = ()
    task: str = "single"
    said: dict[str, Said] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> KeptScores:
        """Those in ``path``; none where it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                facts = parsed_json(str(kept["facts"]))
                said = {
                    name: _said(kept[f"{name}.keys"], kept[f"{name}.rows"], about)
                    for name, about in facts["classifiers"].items()
                }
                return cls(path, tuple(facts["labels"]), facts["task"], said)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return cls(path)

    def write(self) -> None:
        """Keep them, whole or not at all. Raises StorageError."""
        arrays: dict[str, NDArray[Any]] = {}
        facts: dict[str, Any] = {
            "labels": self.labels,
            "task": self.task,
            "classifiers": {},
        }
        for name, said in self.said.items():
            arrays[f"{name}.keys"] = np.fromiter(said.rows, np.int64, len(said.rows))
            arrays[f"{name}.rows"] = np.array(list(said.rows.values()), dtype=np.float64)
            facts["classifiers"][name] = [said.thresholds]
        with atomic_file(self.path) as file:
            np.savez(file, facts=np.array(json.dumps(facts)), **arrays)  # type: ignore[arg-type]

    def knows(self, names: Iterable[str], keys: Sequence[int]) -> bool:
        """Whether each of these classifiers was asked about each of these texts."""
        return all(name in self.said and self.said[name].knows(keys) for name in names)

    def take(self, keys: Sequence[int], predictions: BaselinePredictions) -> None:
        """Remember what a baseline said of these texts, in place of what it said before."""
        rows = (tuple(row) for row in predictions.probabilities.tolist())
        by_key = dict(zip(keys, rows, strict=True))
        self.said[predictions.name] = Said(by_key, predictions.thresholds)

    def predictions(self, name: str, keys: Sequence[int]) -> BaselinePredictions:
        """The same again, about these texts."""
        said = self.said[name]
        return BaselinePredictions(name, said.about(keys), said.thresholds)


def text_key(text: str) -> int:
    """64 bits that tell a text from any other."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _said(keys: NDArray[np.int64], rows: FloatArray, facts: Sequence[Any]) -> Said:
    thresholds, *_ = facts  # others follow in older files
    by_key = zip(keys.tolist(), (tuple(row) for row in rows.tolist()), strict=True)
    return Said(dict(by_key), None if thresholds is None else tuple(thresholds))
