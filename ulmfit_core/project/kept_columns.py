"""Columns of imported tables that came along with the texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ulmfit_core.corpus.document import Kept
from ulmfit_core.project.database import Database


def kept_columns(database: Database) -> dict[int, tuple[str, ...]]:
    """The names by import, in the order of the file."""
    found: dict[int, list[str]] = {}
    for import_id, name in database.rows(
        "SELECT import_id, name FROM kept_columns ORDER BY import_id, place"
    ):
        found.setdefault(import_id, []).append(name)
    return {import_id: tuple(names) for import_id, names in found.items()}


def kept_of(cells: str | None, names: Sequence[str]) -> Kept:
    """The cells of one document as its row of ``kept_cells`` holds them, those that are not empty;
    none where another program wrote something else there."""
    values: Any = ()
    with suppress(ValueError, TypeError, RecursionError):
        values = json.loads(cells) if cells else ()
    if not isinstance(values, list) or not all(isinstance(each, str) for each in (*names, *values)):
        return ()
    return tuple((name, value) for name, value in zip(names, values, strict=False) if value)
