"""doccano's JSONL of text classification: ``text`` (once ``data``) and a list ``label``.

https://doccano.github.io/doccano/tutorial/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ulmfit_core.corpus.document import Document

NAME = "doccano"


def is_example(cells: Mapping[str, Any]) -> bool:
    """Whether a row names its text ``data``; with ``text`` it needs no turning."""
    return isinstance(cells.get("data"), str) and "text" not in cells and "label" in cells


def example_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The same row with its text as ``text``."""
    return {"text" if name == "data" else name: value for name, value in cells.items()}


def example(document: Document) -> dict[str, Any]:
    """The line that ``document`` makes; doccano takes what it does not know for metadata, its id
    too, and exports them as they were."""
    own = {"id": document.id, "text": document.text, "label": list(document.labels)}
    return {**own, **dict(document.kept)}
