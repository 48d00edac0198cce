"""Prodigy's JSONL of text classification: one choice out of options, or one label, yes or no.

https://prodi.gy/docs/api-interfaces, "choice" and "classification"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ulmfit_core.corpus.document import Document

NAME = "Prodigy"
_ANSWERS = ("accept", "reject", "ignore")


def is_task(cells: Mapping[str, Any]) -> bool:
    """Whether a row is an answered task of Prodigy."""
    has_choice = isinstance(cells.get("accept"), list) or isinstance(cells.get("label"), str)
    return cells.get("answer") in _ANSWERS and has_choice


def task_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The row with ``label`` a list: what was accepted. A rejected label leaves none, as does a
    task that was passed over."""
    kept = {name: value for name, value in cells.items() if name not in ("options", "accept")}
    accepted = cells.get("accept", [cells["label"]] if "label" in cells else [])
    return {**kept, "label": list(accepted) if cells.get("answer") == "accept" else []}


def none_fits(cells: Mapping[str, Any]) -> bool:
    """Whether the task was accepted with none of its options."""
    return cells.get("answer") == "accept" and cells.get("accept") == []


def task(document: Document, labels: Sequence[str]) -> dict[str, Any]:
    """The task that ``document`` makes: answered where it has labels, or none fits."""
    made: dict[str, Any] = {"text": document.text}
    made["meta"] = {"id": document.id, **dict(document.kept)}
    made["options"] = [{"id": label, "text": label} for label in labels]
    if document.labels or document.none_fits:
        made |= {"accept": list(document.labels), "answer": "accept"}
    return made
