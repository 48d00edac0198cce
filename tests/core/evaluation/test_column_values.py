"""Cells of one column as people type them."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from ulmfit_core.evaluation.column_values import ColumnValues


def sizes(cells: Sequence[str]) -> dict[str, int]:
    """The texts of each group."""
    column = ColumnValues(len(cells))
    for place, cell in enumerate(cells):
        column.note(place, cell)
    (by,) = column.groupings("column")
    return {group.name: int((by.codes == place).sum()) for place, group in enumerate(by.groups)}


def test_cells_alike_but_for_case_and_spaces_are_one_value() -> None:
    cells = ["Far north", "FAR NORTH ", "far\n north", "Überall", "überall"] * 5
    assert sizes(cells) == {"Far north": 15, "Überall": 10}


def test_cells_that_come_again_are_not_looked_through_again() -> None:
    few, many = ([str(i % n) for i in range(12_000)] for n in (4_900, 4_999))
    begun = perf_counter()
    sizes(few)
    between = perf_counter()
    sizes(many)
    assert perf_counter() - between < 20 * (between - begun)
