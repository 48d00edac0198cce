"""What a cell with labels holds: one, several parted by a mark, or a list."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

AS_LIST = ""  # a separator that splits nothing: cells are lists, or texts of one
_LONGEST = 10_000  # characters; Python's parser takes many times their memory
_RUN_TOGETHER = re.compile(r"""['"]\s+['"]""")  # an array of numpy's; Python joins its entries
_MARKS = (";", "|", ",")
_LEAST_CELLS = 6  # fewer do not show whether parts come again
_LEAST_PARTED = 0.2  # of the cells
_LEAST_AGAIN = 2 / 3  # of the parts, in another cell
_LEAST_FIRST = 1 / 3  # of the parts behind a mark, at the beginning of another cell


def listed(cell: Any) -> Any:
    """The list that a text writes in JSON or as Python does; any other cell as it is."""
    if not isinstance(cell, str) or not (cell.strip().startswith("[") and "]" in cell):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return _literal(cell)


def _literal(cell: str) -> Any:
    if len(cell) > _LONGEST or _RUN_TOGETHER.search(cell):
        return cell
    try:
        with warnings.catch_warnings(action="ignore"):  # of a stray backslash, on the terminal
            found = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return cell
    return found if isinstance(found, list) else cell


def guess_separator(cells: Sequence[str], known: Collection[str] = ()) -> str | None:
    """The mark that clearly parts several labels in these cells; None where each may be one.

    Labels that are sentences hold marks too: what stands between them is a label only where it
    comes again beside others, and as the first of a cell or alone. Where some labels are ``known``
    it is what leaves most of the cells with those, in however few it stands, as long as none of
    those holds it.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    guessed = None
    if len(filled) >= _LEAST_CELLS:
        guessed = next((mark for mark in _MARKS if _parts_labels(mark, filled)), None)
    if not known:
        return guessed
    clear = (mark for mark in _MARKS if _parts_known(mark, filled, known))
    return max(
        (guessed, None, *clear),
        key=lambda mark: (_share_known(mark, filled, known), not _is_in(mark, known)),
    )


def labels_alone(cells: Iterable[str]) -> set[str]:
    """Those of cells that no mark seems to part, and those of lists; 1,5 is a number."""
    found: set[str] = set()
    for cell in {cell.strip() for cell in cells} - {""}:
        entries = listed(cell)
        if isinstance(entries, list):
            found.update(map(str, entries))
        elif _is_number(cell) or not any(mark in cell for mark in _MARKS):
            found.add(cell)
    return found


def mark_held(cells: Sequence[str], known: Collection[str] = ()) -> str | None:
    """A mark that stands in many of these cells, though in no ``known`` label; no comma, which
    names hold."""
    enough = max(2, _LEAST_PARTED * sum(map(bool, cells)))
    held = (mark for mark in _MARKS[:-1] if sum(mark in cell for cell in cells) >= enough)
    return next((mark for mark in held if not _is_in(mark, known)), None)


def _is_number(cell: str) -> bool:
    return all(map(str.isdecimal, cell.split(",")))


def _is_in(mark: str | None, known: Collection[str]) -> bool:
    return mark is not None and any(mark in label for label in known)


def _parts_known(mark: str, cells: Sequence[str], known: Collection[str]) -> bool:
    """Whether most of what it parts is known or stands alone elsewhere, and no known label holds
    it."""
    rows = [_parts(cell, mark) for cell in cells]
    parts = [part for row in rows if len(row) > 1 for part in row]
    told = labels_alone(cells).union(known)
    n_known = sum(part in told for part in parts)
    return not _is_in(mark, known) and n_known >= max(1, _LEAST_AGAIN * len(parts))


def _share_known(mark: str | None, cells: Sequence[str], known: Collection[str]) -> float:
    """Of each cell's parts, summed over the cells."""
    parted = (_parts(cell, mark) if mark else [cell] for cell in cells)
    return sum(sum(part in known for part in parts) / max(1, len(parts)) for parts in parted)


def _parts_labels(mark: str, cells: Sequence[str]) -> bool:
    if sum(mark in cell for cell in cells) < _LEAST_PARTED * len(cells):
        return False
    rows = [_parts(cell, mark) for cell in dict.fromkeys(cells)]
    parts = [part for row in rows if len(row) > 1 for part in row]
    behind = [part for row in rows for part in row[1:]]
    if not behind or (mark == "," and all(map(str.isdecimal, parts))):  # 1,5 is a number
        return False
    n_rows = Counter(part for row in rows for part in set(row))
    first = {part for row in rows for part in row[:1]}
    return sum(n_rows[part] > 1 for part in parts) >= _LEAST_AGAIN * len(parts) and sum(
        part in first for part in behind
    ) >= _LEAST_FIRST * len(behind)


def _parts(cell: str, mark: str) -> list[str]:
    return [part.strip() for part in cell.split(mark) if part.strip()]


def alike_names(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Those that differ by capitals alone, in the order of the first of each."""
    spellings: dict[str, list[str]] = {}
    for name in names:
        spellings.setdefault(name.casefold(), []).append(name)
    return [tuple(same) for same in spellings.values() if len(same) > 1]
