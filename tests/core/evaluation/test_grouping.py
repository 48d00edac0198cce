"""Columns of tables, and into which groups they part the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from ulmfit_core.evaluation.grouping import Group, Grouping, groupings


def grouped(cells: Sequence[str]) -> list[Grouping]:
    values = [*dict.fromkeys(["", *cells])]
    return [*groupings("column", values, np.array([values.index(cell) for cell in cells]))]


def sizes(grouping: Grouping) -> dict[str, int]:
    names = [group.name for group in grouping.groups]
    return {name: int((grouping.codes == place).sum()) for place, name in enumerate(names)}


def test_values_are_groups_the_larger_first_and_texts_without_one_last() -> None:
    (found,) = grouped(["east", "west", "", "west"] * 10)
    assert (found.column, found.unit) == ("column", "value")
    assert found.groups == (Group("west"), Group("east"), Group("", 0))
    assert [*found.codes[:4]] == [1, 0, 2, 0]


def test_rare_values_are_one_group() -> None:
    cells = [f"town {i}" for i in range(50) for _ in range(60 - i)]
    (found,) = grouped(cells)
    assert len(found.groups) == 31
    assert found.groups[-1] == Group("", 20)
    assert sizes(found)[""] == sum(60 - i for i in range(30, 50))
    (found,) = grouped([cell for cell in cells if int(cell[5:]) < 31])
    assert found.groups[-1] == Group("town 30")


@pytest.mark.parametrize(
    "cells",
    [
        ["one"] * 50,
        [f"name {i}" for i in range(100)],
        [str(i) for i in range(1000, 1100)],
        [""] * 20,
        ["2024-03-05"] * 9,
    ],
    ids=["one value", "names of rows", "numbers of rows", "empty", "one day"],
)
def test_what_parts_no_texts_is_no_group(cells: list[str]) -> None:
    assert grouped(cells) == []


def test_few_numbers_are_in_their_order() -> None:
    (found,) = grouped(["10", "2", "1.5", "2"] * 3)
    assert found.unit == "number"
    assert [group.name for group in found.groups] == ["1.5", "2", "10"]


def test_many_numbers_are_four_ranges_with_as_many_texts() -> None:
    ages = np.random.default_rng(3).integers(18, 90, 400)
    (found,) = grouped([str(age) for age in ages] + ["n/a"] * 3)
    names = [group.name for group in found.groups]
    assert names[-1] == ""
    assert found.groups[-1].n_values == 0
    bounds = [tuple(map(int, name.split("–"))) for name in names[:-1]]
    assert [low for low, _ in bounds] == sorted(low for low, _ in bounds)
    assert (bounds[0][0], bounds[-1][1]) == (ages.min(), ages.max())
    assert all(85 < size < 115 for name, size in sizes(found).items() if name)
    held = [bounds[place] for place in found.codes[:400]]
    assert all(low <= age <= high for age, (low, high) in zip(ages, held, strict=True))


def test_a_number_that_most_texts_have_is_a_group_by_itself() -> None:
    (found,) = grouped(["0"] * 600 + [str(i) for i in range(1, 101)] * 2)
    assert sizes(found)["0"] == 600


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("2023-12-31", "2024-01-01T10:00:00Z", "2024-02-29 23:59:59"),
        ("31.12.2023", "1.1.2024", "29.02.2024 23:59"),
        ("31.12.23", "1.1.24", "29.02.24 23:59"),
        ("31/12/2023", "01/01/2024", "29/2/2024"),
        ("12/31/2023", "1/1/2024, 10:00", "02/29/2024"),
        (
            "Sun, 31 Dec 2023 23:59:59 +0100",
            "Mon, 1 Jan 2024 00:00:01 -0500",
            "29 Feb 2024 10:00:00 GMT",
        ),
    ],
)
def test_dates_are_groups_by_year_and_by_month(first: str, second: str, third: str) -> None:
    by_year, by_month = grouped([third, first, second])
    assert (by_year.unit, by_month.unit) == ("year", "month")
    assert sizes(by_year) == {"2023": 1, "2024": 2}
    assert [*sizes(by_month)] == ["2023-12", "2024-01", "2024-02"]
    assert [*by_month.codes] == [2, 0, 1]


def test_days_are_groups_where_they_part_more_than_months() -> None:
    by_month, by_day = grouped(["2024-02-03", "2024-01-31", "2024-01-01"])
    assert (by_month.unit, by_day.unit) == ("month", "day")
    assert [*sizes(by_day)] == ["2024-01-01", "2024-01-31", "2024-02-03"]
    assert [found.unit for found in grouped(["2024-01-01", "2024-01-31"])] == ["day"]


def test_dates_that_have_the_day_or_the_month_first_are_not_guessed() -> None:
    assert [found.unit for found in grouped(["1/2/2024", "3/4/2024"] * 9)] == ["value"]


def test_units_with_too_many_groups_are_left_out() -> None:
    days = [f"{2000 + i}-{1 + i % 12:02}-01" for i in range(30)] * 4
    assert [found.unit for found in grouped(days)] == ["year"]
    longer = [f"{2000 + i // 12}-{1 + i % 12:02}-01" for i in range(90)]
    (by_year,) = grouped(longer)
    assert (by_year.unit, Counter(sizes(by_year).values())) == ("year", {12: 7, 6: 1})


def test_a_date_nobody_can_read_is_none() -> None:
    by_year, *_ = grouped([f"202{i % 2}-0{1 + i % 9}-01" for i in range(18)] * 2 + ["soon"])
    assert by_year.unit == "year"
    assert by_year.groups[-1] == Group("", 0)


def test_a_number_is_one_however_it_is_written() -> None:
    (found,) = grouped(["1", "2", "1.0", "01", "3"] * 3)
    assert sizes(found) == {"1": 9, "2": 3, "3": 3}
    cells = [str(age) for age in range(18, 58)] * 3
    (found,) = grouped([*cells, *(f"{cell}.0" for cell in cells)])
    assert [*sizes(found).values()] == [60] * 4
    assert sizes(found).keys() == {"18–27", "28–37", "38–47", "48–57"}


def test_ranges_whose_ends_have_signs_or_spaces_are_told_in_words() -> None:
    (found,) = grouped([str(n) for n in range(-30, 30)] * 2)
    assert [*sizes(found)] == ["-30 to -16", "-15 to -1", "0 to 14", "15 to 29"]
    (found,) = grouped([f"{n} %" for n in range(20)] * 2)
    assert [*sizes(found)] == ["0 % to 4 %", "5 % to 9 %", "10 % to 14 %", "15 % to 19 %"]


def test_one_number_that_could_be_two_does_not_undo_a_column() -> None:
    (found,) = grouped([str(n) for n in range(1000, 1100)] * 2 + ["1,050"])
    assert found.unit == "number"
    assert found.groups[-1] == Group("", 0)


@pytest.mark.parametrize(
    "months",
    [
        ["2024-12", "2025-03", "2025-04"],
        ["12/2024", "03/2025", "4/2025"],
        ["12.2024", "03.2025", "04.2025"],  # no decimals: in the order of time
        ["Dezember 2024", "März 2025", "Apr. 2025"],
        ["December 2024", "Mar 2025", "April, 2025"],
        ["décembre 2024", "mars 2025", "avr. 2025"],
    ],
)
def test_months_without_a_day_are_groups_by_year_and_by_month(months: list[str]) -> None:
    by_year, by_month = grouped([months[1], months[0], months[2]] * 2)
    assert (by_year.unit, by_month.unit) == ("year", "month")
    assert sizes(by_year) == {"2024": 2, "2025": 4}
    assert [*sizes(by_month)] == ["2024-12", "2025-03", "2025-04"]


def test_days_are_no_groups_where_most_know_no_more_than_the_month() -> None:
    months = [f"2025-{1 + i:02}" for i in range(12)]
    (by_month,) = grouped([*months, "2025-03-05"])
    assert by_month.unit == "month"
    assert sizes(by_month)["2025-03"] == 2


def test_of_archives_whole_dates_months_and_years_have_the_year_in_common() -> None:
    (by_year,) = grouped(["1925-03-05", "1925", "1926-07", "1926", "1926-08-01", "1927-01"] * 2)
    assert sizes(by_year) == {"1925": 4, "1926": 6, "1927": 2}
