from __future__ import annotations

import pytest

from ulmfit_core.corpus.decimal_comma import has_decimal_comma


@pytest.mark.parametrize(
    ("column", "has"),
    [
        (["1,9906", "", "2"], True),
        (["1.200,50", "980,25", "-3"], True),
        ([",5", "1,234"], True),
        (["0,125"], True),
        (["1,234", "15,000"], False),  # thousands, or decimals
        (["1,5", "1.5"], False),
        (["1,5", "n/a"], False),
        (["3", "4"], False),
        (["", ""], False),
        (["Late, again", "1,5"], False),
    ],
)
def test_one_column_of_such_numbers_is_enough(column: list[str], has: bool) -> None:
    assert has_decimal_comma([("some words", cell) for cell in column]) is has


def test_a_table_without_rows_has_none() -> None:
    assert not has_decimal_comma([])
