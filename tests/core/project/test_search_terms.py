"""What a person has to type to search a column."""

from __future__ import annotations

import pytest

from ulmfit_core.project.search_terms import search_terms, typed_column

COLUMNS = (
    *("town", "of day", "Q1:", "Q1: age", "dc:date", "tab\tname", "Größe", "😀"),
    *('the "best"', '"a"', '5"', '"', '""', 'a""b', '"Q1": how', '":'),
)


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_told_to_be_typed_searches_the_column(column: str) -> None:
    (cell,) = search_terms(f"{typed_column(column)}north", [column]).cells
    assert (cell.columns, cell.value, cell.is_whole) == ((column,), "north", False)


@pytest.mark.parametrize(
    ("search", "column", "value"),
    [
        ("dc:date:1925", "dc:date", "1925"),
        ("DC:Date:10:30", "dc:date", "10:30"),  # the longest name
        ("dc:10:30", "dc", "10:30"),
        ('dc:date:"10:30"', "dc:date", "10:30"),
        ("dc:date:", "dc", "date:"),
        ('"dc":date:1', "dc", "date:1"),
        ('"the ""best""":north', 'the "best"', "north"),
    ],
)
def test_names_with_colons_and_quotes_are_told_from_what_is_searched(
    search: str, column: str, value: str
) -> None:
    columns = ["dc", "dc:date", 'the "best"', "best"]
    (cell,) = search_terms(search, columns).cells
    assert (cell.columns, cell.value) == ((column,), value)


def test_a_whole_cell_may_have_quotes() -> None:
    (cell,) = search_terms('town:"the ""big"" apple"', ["town"]).cells
    assert (cell.value, cell.is_whole) == ('the "big" apple', True)
    (cell,) = search_terms('town:"the ""big', ["town"]).cells  # not typed to its end
    assert cell.value == 'the "big'


@pytest.mark.parametrize("search", ["http://dc:80", "time:10:30", '"a":"b":c', ":x", "::", '"":x'])
def test_colons_after_what_is_no_column_search_words(search: str) -> None:
    assert search_terms(search, ["dc", "town"]).cells == []
