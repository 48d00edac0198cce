from __future__ import annotations

import pytest

from ulmfit_core.corpus.label_cells import guess_separator, listed

TAGS = ["film;question", "film", "book;question", "book", "question", "film;book", "", "film"]


@pytest.mark.parametrize("mark", [";", "|", ", "])
def test_parts_that_come_again_are_labels(mark: str) -> None:
    assert guess_separator([cell.replace(";", mark) for cell in TAGS]) == mark.strip()


@pytest.mark.parametrize(
    "kinds",
    [
        ["wants longer hours, above all on Sundays", "has nothing to say", "too dear, but good"],
        ["yes, very good", "yes, good", "no, not good"],
        ["yes", "yes, but later", "no", "no, but later"],
        ["sport, national", "sport, abroad", "politics, national", "politics, abroad"],
        ["1,0", "1,3", "3,0", "3,1"],
        ["film;question", "book"],
        ["; ", "film"],
        ["film", "book"],
    ],
)
def test_labels_that_only_hold_a_mark_stay_one(kinds: list[str]) -> None:
    assert guess_separator(kinds * 6) is None


def test_a_mark_in_few_cells_or_in_few_rows_says_nothing() -> None:
    assert guess_separator([*TAGS, *["film", "book"] * 10]) is None
    assert guess_separator(TAGS[:5]) is None
    assert guess_separator([]) is None


def test_a_list_in_a_text_is_one() -> None:
    assert listed(' ["a", "b"]') == ["a", "b"]
    assert listed("[]") == []
    assert listed("""['a', "it's", 7, None] """) == ["a", "it's", 7, None]
    for other in ("[a]", "[1] first", "a", "", None, 7, ["a"], "[" * 100_000 + "]"):
        assert listed(other) == other


@pytest.mark.parametrize(
    "cell",
    [
        "['a' 'b']",  # an array of numpy's: Python would read one label
        "['a'\n 'b']",
        "[a, b]",
        "[a for a in 'b']",
        "['a'].pop()]",
        "[__import__('os')]",
        "['a'], ['b']",
        "['a']['b']",
        "[" + "-" * 9_000 + "1]",
        "[" + "(" * 9_000 + "]",
        f"['{'a' * 10_000}']",
    ],
)
def test_what_is_no_list_of_python_stays_a_text(cell: str) -> None:
    assert listed(cell) == cell
