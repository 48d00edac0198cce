"""What a finished model said of the documents that its training held out, kept beside the model."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.arrays import FloatArray
from ulmfit_core.json_file import read_record, write_json

HELD_OUT = "held_out.json"  # its name beside a model


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Documents by id, what they were labelled then, and the model's probabilities [n, C] of
    ``labels``. For several labels a text only: ``thresholds`` [n, C], each document's chosen by
    others; an earlier version kept those of the model [C]."""

    ids: tuple[int, ...]
    given: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    probabilities: FloatArray
    thresholds: FloatArray | None = None

    def only(self, ids: Container[int]) -> HeldOut:
        """Of these documents alone."""
        kept = [place for place, id_ in enumerate(self.ids) if id_ in ids]
        return HeldOut(
            tuple(self.ids[place] for place in kept),
            tuple(self.given[place] for place in kept),
            self.labels,
            self.probabilities[kept],
            None if self.thresholds is None else self.thresholds[kept],
        )


def write_held_out(path: Path, held_out: HeldOut) -> None:
    """Write it, whole or not at all; nothing where an id is not known, as in a training begun by
    an earlier version. Raises StorageError."""
    if not all(held_out.ids):
        return
    record = {
        "ids": held_out.ids,
        "given": held_out.given,
        "labels": held_out.labels,
        "probabilities": _rounded(held_out.probabilities),
        "thresholds": _rounded(held_out.thresholds),
    }
    write_json(path, record, indent=None)


def read_held_out(path: Path) -> HeldOut | None:
    """What was written; None where nothing was, or it cannot be used."""
    record = read_record(path) or {}
    try:
        ids, labels = tuple(map(int, record["ids"])), tuple(map(str, record["labels"]))
        given = tuple(tuple(map(str, names)) for names in record["given"])
        rows = np.array(record["probabilities"], np.float64).reshape(len(ids), len(labels))
        found = record["thresholds"]
        thresholds = None if found is None else np.broadcast_to(np.array(found, float), rows.shape)
    except (ValueError, KeyError, TypeError):
        return None
    return HeldOut(ids, given, labels, rows, thresholds) if len(given) == len(ids) else None


def _rounded(values: FloatArray | None) -> Any:
    return None if values is None else np.round(values, 6).tolist()
