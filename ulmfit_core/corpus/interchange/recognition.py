"""Rows of JSON that come from an annotation tool, turned into plain columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.interchange import doccano, label_studio, prodigy
from ulmfit_core.corpus.rows import Row, Table

_N_LOOKED_AT = 100

Cells = Mapping[str, Any]


class _Tool(NamedTuple):
    name: str
    is_its: Callable[[Cells], bool]
    plain: Callable[[Cells], dict[str, Any]]
    none_fits: Callable[[Cells], bool] = lambda cells: False


_TOOLS = (
    _Tool(label_studio.NAME, label_studio.is_task, label_studio.task_cells, label_studio.none_fits),
    _Tool(label_studio.NAME, label_studio.has_choices, label_studio.min_cells),
    _Tool(prodigy.NAME, prodigy.is_task, prodigy.task_cells, prodigy.none_fits),
    _Tool(doccano.NAME, doccano.is_example, doccano.example_cells),
)


def recognised(table: Table) -> Table:
    """``table``, with the columns text and label where some tool wrote its rows.

    The first row that a tool would know decides; rows it would not know stay as they are.
    """
    first = list(islice(table.rows, _N_LOOKED_AT))
    rows = chain(first, table.rows)
    known = [row.cells for row in first if isinstance(row, Row)]
    tool = next((t for cells in known for t in _TOOLS if t.is_its(cells)), None)
    if tool is None:
        return replace(table, rows=rows)
    names = (name for row in first for name in _plain(row, tool))
    return replace(
        table, columns=tuple(dict.fromkeys(names)), rows=_turned(rows, tool), tool=tool.name
    )


def _turned(rows: Iterator[Row | RejectedRow], tool: _Tool) -> Iterator[Row | RejectedRow]:
    for row in rows:
        if isinstance(row, Row) and tool.is_its(row.cells):
            none_fits = tool.none_fits(row.cells)
            row = replace(row, cells=tool.plain(row.cells), none_fits=none_fits)
        yield row


def _plain(row: Row | RejectedRow, tool: _Tool) -> Cells:
    if isinstance(row, RejectedRow):
        return {}
    return tool.plain(row.cells) if tool.is_its(row.cells) else row.cells
