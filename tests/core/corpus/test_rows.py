"""A row's cells as text and labels, whatever a reader found in them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from ulmfit_core.corpus.cells import cell_text
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.rows import Row, check_columns, to_document, unique_names
from ulmfit_core.errors import InputError


@pytest.mark.parametrize(
    ("cell", "text"),
    [(True, "true"), (False, "false"), (2021.0, "2021"), (-3.0, "-3"), (0.5, "0.5"), (7, "7")],
)
def test_a_cell_that_is_no_text_is_written_as_a_person_would(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_a_text_column_without_a_value_is_left_out() -> None:
    document = _document({"title": None, "body": "b"}, ColumnMapping(("title", "body")))
    assert document.text == "b"


def test_spaces_around_a_columns_name_are_not_part_of_it() -> None:
    assert unique_names([" text", "label ", "  "]) == ("text", "label", "column_3")


def test_a_name_with_damage_is_mended_before_it_is_told_apart() -> None:
    assert unique_names(["a\udcff", "a\udcfe", "b\0"]) == ("a\ufffd", "a\ufffd_2", "b")


def test_names_that_come_again_are_told_apart() -> None:
    assert unique_names(["a", "a_2", "a", "a"]) == ("a", "a_2", "a_3", "a_4")


def test_a_hundred_thousand_columns_of_one_name_take_under_a_second() -> None:
    begun = time.process_time()
    assert unique_names(["a"] * 100_000)[-1] == "a_100000"
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [("text", 'Did you mean "TEXT"?'), ("zzz", "Name one of these columns.")],
)
def test_a_missing_column_is_hinted_at(wanted: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        check_columns("a.csv", ("n", "TEXT"), (wanted,))
    assert caught.value.hint == hint


def test_of_many_columns_twenty_are_named() -> None:
    with pytest.raises(InputError, match=r"are: c1, .*, c20, …\."):
        check_columns("a.csv", [f"c{n}" for n in range(1, 22)], ("text",))
    with pytest.raises(InputError, match=r"are: c1, .*, c20\."):
        check_columns("a.csv", [f"c{n}" for n in range(1, 21)], ("text",))


@pytest.mark.parametrize(
    ("cell", "labels"), [("\0\0", ()), ("x\0|x", ("x",)), ("x \0|y", ("x", "y"))]
)
def test_no_repaired_label_is_empty_or_comes_twice(cell: str, labels: tuple[str, ...]) -> None:
    columns = ColumnMapping(("text",), ("label",), "id", "|")
    document = _document({"text": "a", "label": cell, "id": "\0"}, columns)
    assert (document.labels, document.id) == (labels, "3")


def _document(cells: Mapping[str, Any], columns: ColumnMapping) -> Document:
    found = to_document(Row("a.csv", 3, cells), columns, ReadOptions(damaged="replace"))
    assert isinstance(found, Document)
    return found
