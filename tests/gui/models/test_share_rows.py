"""What groups of texts are called."""

from __future__ import annotations

import pytest

from app.models.count_rows import group_rows
from app.models.share_rows import group_name, way_names
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import CountedGroup


@pytest.mark.usefixtures("in_german")
def test_a_range_in_words_is_told_in_those_of_the_user() -> None:
    assert group_name("-30 to -17", 1, "number") == "-30 bis -17"
    assert group_name("18–29", 1, "number") == "18–29"
    assert group_name("Back to York", 1, "value") == "Back to York"


@pytest.mark.usefixtures("in_german")
def test_counts_name_the_ranges_of_their_groups_so() -> None:
    cold = CountedGroup("-30 to -17", 10, 0, (4,), None)
    counted = CountedLabels(("ice",), CountedGroup("", 10, 0, (4,), None), 0)
    rows = group_rows(counted, CountsBy("degrees", "number", (cold,)), 0)
    assert [row.cells[0] for row in rows] == ["-30 bis -17", "Alle Texte"]


def test_ways_of_ours_are_named_in_words() -> None:
    ways = [CountsBy(column, "value", ()) for column in ("region", "text_column", "")]
    assert [*way_names(ways).values()] == ["region", "Text column", "File"]
