from __future__ import annotations

import pytest

from ulmfit_core.corpus.label_cells import guess_separator, labels_alone, listed

TAGS = ["film;question", "film", "book;question", "book", "question", "film;book", "", "film"]


@pytest.mark.parametrize("film", ["film", "7"])
@pytest.mark.parametrize("mark", [";", "|", ", "])
def test_parts_that_come_again_are_labels(mark: str, film: str) -> None:
    cells = [cell.replace(";", mark).replace("film", film) for cell in TAGS]
    assert guess_separator([*cells, *[" "] * 40]) == mark.strip()


def test_numbers_are_labels_but_for_a_comma() -> None:
    numbers = {"film": "1", "book": "2", "question": "3"}
    cells = [";".join(numbers[part] for part in cell.split(";") if part) for cell in TAGS]
    assert guess_separator(cells) == ";"
    assert guess_separator([cell.replace(";", ",") for cell in cells]) is None


@pytest.mark.parametrize(
    "kinds",
    [
        ["wants longer hours, above all on Sundays", "has nothing to say", "too dear, but good"],
        ["yes, very good", "yes, good", "no, not good"],
        ["yes", "yes, but later", "no", "no, but later"],
        [f"{of}, {place}" for of in ("sport", "politics") for place in "ABCD"] + ["A"],
        ["Berlin, Germany", "Germany", "Rome, Italy", "Italy", "Paris, France", "France"],
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


@pytest.mark.parametrize(
    ("cells", "known", "mark"),
    [
        (["film;question"], ("film", "question"), ";"),
        (["film, question", "film"], ("film", "question"), ","),
        (["film;question", "film"], ("film;question", "film"), None),
        (TAGS, ("opera", "theatre"), ";"),
        (["a;b", "a"], ("opera",), None),
        ([*["film", "book"] * 20, "film;book"], ("film", "book"), ";"),
        (["film, late", "film", "book"], ("film", "book"), None),
        (["film, late", "film", "late"], ("film", "book"), ","),
        (["1,5", "2,5"], ("1", "2", "5", "1,5"), None),
        (["film, book", "film", "book"] * 4, ("film", "book", "film, book"), None),
        ([*TAGS, "opera, new"], ("film", "book", "opera, new"), ";"),
        ([], ("opera",), None),
    ],
)
def test_labels_that_are_known_tell_what_parts_them(
    cells: list[str], known: tuple[str, ...], mark: str | None
) -> None:
    assert guess_separator(cells, known) == mark


def test_labels_that_stand_alone_hold_no_mark_but_in_numbers() -> None:
    assert labels_alone(["film;book", " film ", "", "1,5", "a|b", "a, b"]) == {"film", "1,5"}
    assert labels_alone(['["a", "b; c"]', "['d']"]) == {"a", "b; c", "d"}


def test_a_list_in_a_text_is_one() -> None:
    assert listed(' ["a", "b"]') == ["a", "b"]
    assert listed("[]") == []
    assert listed("""['a', "it's", 7, None] """) == ["a", "it's", 7, None]
    assert listed(r"['C:\docs']") == [r"C:\docs"]  # of which Python warns
    for other in ("[a]", "[1] first", "a", "1.50", "null", "", None, 7, ["a"], "[" * 100_000 + "]"):
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
