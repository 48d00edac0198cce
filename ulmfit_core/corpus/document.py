"""What reading a corpus yields: a document, or a row that could not be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Kept = tuple[tuple[str, str], ...]  # (column, cell) of what came beside a text


@dataclass(frozen=True, slots=True)
class Document:
    """One text to learn from or to classify; ``labels`` is empty when it has none."""

    text: str
    labels: tuple[str, ...]
    id: str  # from the id column; else the row number, or the path inside a folder
    source: str  # the file's name, ``archive.zip/member.csv`` inside an archive
    row: int  # as ``ulmfit_core.corpus.reading`` counts rows
    kept: Kept = ()
    none_fits: bool = False  # the file says of every label that it has it not


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out, and why; the rows after it are read all the same.

    ``cells`` are those a reader found in it, by column, as far as it could tell; only a table has
    them, not what is read of it.
    """

    source: str
    row: int
    reason: str
    cells: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.source}, row {self.row}: {self.reason}"
