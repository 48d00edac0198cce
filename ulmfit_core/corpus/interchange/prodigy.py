"""Prodigy's JSONL of text classification: one choice out of options, or one label, yes or no.

https://prodi.gy/docs/api-interfaces, "choice" and "classification"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.rows import names_beside

NAME = "Prodigy"
_ANSWERS = ("accept", "reject", "ignore")


def is_task(cells: Mapping[str, Any]) -> bool:
    """Whether a row is a task of Prodigy that was answered, or offers options and has no label."""
    if "answer" not in cells:
        is_text = isinstance(cells.get("text"), str) and "label" not in cells
        return is_text and _are_options(cells.get("options"))
    has_choice = isinstance(cells.get("accept"), list) or isinstance(cells.get("label"), str)
    return cells["answer"] in _ANSWERS and has_choice


def task_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The row with ``label`` a list: what was accepted. A rejected label leaves none, as does a
    task that was passed over. What its ``meta`` tells are cells of their own."""
    kept = {name: value for name, value in cells.items() if name not in ("options", "accept")}
    accepted = cells.get("accept", [cells["label"]] if "label" in cells else [])
    label = list(accepted) if cells.get("answer") == "accept" else []
    meta = kept.pop("meta", None)
    if not isinstance(meta, dict):
        meta = {} if meta is None else {"meta": meta}
    made = {**kept, "label": label}
    names = names_beside(tuple({**made, "answer": None}), tuple(meta))
    return made | dict(zip(names, meta.values(), strict=True))


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


def _are_options(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(option, dict) and option.keys() >= {"id", "text"} for option in value
    )
