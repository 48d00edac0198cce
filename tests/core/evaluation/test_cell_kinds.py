"""What cells are taken for, column by column."""

from __future__ import annotations

import pytest

from ulmfit_core.evaluation.cell_kinds import dates_in


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("31 December 2024", "3 March 2025"),
        ("December 31, 2024", "Monday, March 3rd, 2025"),
        ("31. Dezember 2024", "Montag, den 3. März 2025, 10:00 Uhr"),
        ("31 décembre 2024", "lundi 3 mars 2025 à 10h30"),
        ("31 Aug 2024", "1er août 2025"),
        ("31-Dec-24", "03MAR2025"),
        ("Tue Dec 31 08:49:37 2024", "Mon Mar 3 08:49:37 2025"),
        ("2024/12/31", "2025/3/3"),
    ],
)
def test_days_whose_month_is_spelt_out_are_dates(first: str, second: str) -> None:
    found = dates_in(["", first, second])
    assert found is not None
    assert found[0] == ""
    assert found[1][:4] + found[1][7:] == "2024-31"
    assert found[2][:4] == "2025"
    assert found[2][5:] == ("08-01" if "août" in second else "03-03")


@pytest.mark.parametrize("name", ["31 February 2025", "Apart 2025", "May", "Mar-25", "Room 3 2025"])
def test_what_only_looks_like_a_spelt_date_is_a_value(name: str) -> None:
    assert dates_in([name]) is None
