"""What a row holds beside its text, label and id: kept with the text, and written with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ulmfit_core.corpus.cells import UnusableCell, cell_text, for_json
from ulmfit_core.corpus.document import Kept
from ulmfit_core.corpus.encoding import repaired


def kept_cells(cells: Mapping[str, Any], names: Sequence[str]) -> Kept:
    """The cells of these columns as text, in this order, but for empty ones. Damage in them is no
    reason to leave out a text: it is mended as ``repaired`` does."""
    found = ((name, repaired(_as_text(cells.get(name)))) for name in names)
    return tuple((name, cell) for name, cell in found if cell.strip())


def kept_under(names: Sequence[str], kept: Kept) -> list[str]:
    """The cell of each of these columns; "" where a row has none."""
    cells = dict(kept)
    return [cells.get(name, "") for name in names]


def _as_text(value: Any) -> str:
    """Lists and mappings as JSON, so that they can be read again; bytes (pictures, sounds) are
    nothing to read."""
    if isinstance(value, bytes):
        return ""
    try:
        return cell_text(value) or ""
    except UnusableCell:
        return json.dumps(for_json(value), ensure_ascii=False, default=_inside)


def _inside(value: Any) -> str:
    return "" if isinstance(value, bytes) else str(value)
