"""What a person has to type to search a column."""

from __future__ import annotations

import pytest

from ulmfit_core.project.search_terms import search_terms, typed_column


@pytest.mark.parametrize("column", ["town", "of day", "Q1:", "Q1: age", "tab\tname", "Größe", "😀"])
def test_what_is_told_to_be_typed_searches_the_column(column: str) -> None:
    (cell,) = search_terms(f"{typed_column(column)}north", [column]).cells
    assert (cell.columns, cell.value, cell.is_whole) == ((column,), "north", False)


def test_a_column_with_quotes_in_its_name_is_not_told_of() -> None:
    assert typed_column('the "best"') is None
