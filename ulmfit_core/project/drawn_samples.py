"""Random samples of documents without a label, as the history of commands keeps them.

The order is the same at every draw, so that undoing one to draw another brings the same texts, and
a larger sample holds the smaller.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ulmfit_core.arrays import Ids
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.database import Database
from ulmfit_core.project.snapshots import horizon

_SEED = (1998, 7, 1)  # not one that another order is made of, as texts may be labelled by that


@dataclass(frozen=True, slots=True)
class Sample:
    """Drawn for a label from ``population``, the documents without a label then."""

    label: int
    documents: Ids  # [n], in the order to label them
    population: Ids  # [N], ascending
    n_draws: int = 1  # from the same population, this one among them


def in_random_order(population: Ids) -> Ids:
    """A permutation; any two documents come in the same order whichever others are among them."""
    chance = np.random.default_rng(_SEED).random(int(population.max(initial=0)) + 1)
    return population[np.argsort(chance[population], kind="stable")]


def details_of(sample: Sample) -> dict[str, Any]:
    """What the command that drew it keeps; ``read_samples`` reads it."""
    population = _packed(sample.population)
    return {"label": sample.label, "sample": sample.documents.tolist(), "population": population}


def read_samples(database: Database) -> dict[int, Sample]:
    """The last sample of each label, by the label, the newest first."""
    end = horizon(database)
    rows = database.rows(
        # "+": nearly all of them stand, so an index of those that do only costs.
        "SELECT details FROM commands WHERE +undone = 0 AND kind = ? ORDER BY id DESC",
        (CommandKind.DRAW_SAMPLE.value,),
    )
    found: dict[int, Sample] = {}
    for (details,) in rows:
        sample = _sample(json.loads(details), end)
        if sample is None:
            continue
        last = found.setdefault(sample.label, sample)
        if last is not sample and np.array_equal(last.population, sample.population):
            found[sample.label] = replace(last, n_draws=last.n_draws + 1)
    return found


def _packed(ids: Ids) -> str:
    """A bit for each document: a million take 170 kB."""
    mask = np.zeros(int(ids.max(initial=0)), np.bool_)
    mask[ids - 1] = True
    return base64.b64encode(np.packbits(mask).tobytes()).decode("ascii")


def _unpacked(packed: str) -> Ids:
    bits = np.unpackbits(np.frombuffer(base64.b64decode(packed, validate=True), np.uint8))
    return np.flatnonzero(bits) + 1


def _sample(details: dict[str, Any], end: int) -> Sample | None:
    """None for what this program did not write: a project may come from a stranger."""
    try:
        label, drawn = int(details["label"]), np.array(details["sample"], np.int64)
        population = _unpacked(details["population"])
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        return None
    is_ours = drawn.ndim == 1 and len(drawn) and np.isin(drawn, population).all()
    if not is_ours or len(np.unique(drawn)) < len(drawn) or population[-1] > end:
        return None
    return Sample(label, drawn, population)
