"""What cells are taken for, column by column."""

from __future__ import annotations

import pytest

from ulmfit_core.evaluation.cell_kinds import dates_in, numbers_in


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["3,5", "4,25", "-5"], [3.5, 4.25, -5]),
        (["1.234,50", "12,00", "7"], [1234.5, 12, 7]),
        ([",5", "1,25"], [0.5, 1.25]),  # as SPSS writes them
        (["1,234.5", "1,000", "30"], [1234.5, 1000, 30]),
        (["1 234", "12 500,5", "2\xa0000"], [1234, 12500.5, 2000]),
        (["1'234.50", "12"], [1234.5, 12]),
        (["12 %", "12.5%", "3"], [12, 12.5, 3]),
        (["€ 12,50", "3 €", "-€4,10", "€-5"], [12.5, 3, -4.1, -5]),
        (["$3.20", "$1,200", "−$4"], [3.2, 1200, -4]),
    ],
)
def test_numbers_are_read_as_people_write_them(cells: list[str], numbers: list[float]) -> None:
    found = numbers_in(["", *cells])
    assert found is not None
    assert [*found[1:]] == numbers


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,234", "12,500", "999", "5"], [1234, 12500, 999, 5]),
        (["500", "1.500", "12.300"], [500, 1500, 12300]),
        (["1,234", "1,5", "5"], [1.234, 1.5, 5]),
        (["1,234", "12,500.5", "5"], [1234, 12500.5, 5]),
        (["0.125", "1.250", "5"], [0.125, 1.25, 5]),
        (["0,125", "1,250", "5"], [0.125, 1.25, 5]),
        (["1,234", "2,345,678", "5"], [1234, 2345678, 5]),
    ],
)
def test_what_comes_before_three_digits_is_told_by_the_column(
    cells: list[str], numbers: list[float]
) -> None:
    found = numbers_in(["", *cells])
    assert found is not None
    assert [*found[1:]] == numbers


@pytest.mark.parametrize(
    "cells",
    [
        ["1500", "2500", "1,500", "2,300"],  # with 1.5, or in another order with 1500
        ["1,234", "1.234"],
        ["$3", "€4", "£5"],
        ["12%", "12 ‰"],
        ["1,2,3", "2,4", "1"],  # answers ticked
        ["18-29", "30-39", "40-49"],
        ["030 123 456", "012 345"],
        ["12,34,5", "1 23"],
        ["%", "€", "-"],
    ],
)
def test_what_could_be_several_numbers_stays_a_value(cells: list[str]) -> None:
    assert numbers_in(["", *cells]) is None
    assert dates_in(["", *cells]) is None


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
