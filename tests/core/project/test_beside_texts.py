"""Which columns beside the texts are held on to until all are read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ulmfit_core.corpus.document import Kept
from ulmfit_core.project.beside_texts import BesideTexts
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import Status

N = 6000


def document(id_: int, kept: Kept) -> StoredDocument:
    rest = (id_, None, False, Status.UNLABELLED, False, "", ())
    return StoredDocument(id_, "text", str(id_), "a.csv", *rest, kept)


def units(cell: Callable[[int], str]) -> list[str]:
    beside = BesideTexts(N)
    for id_ in range(1, N + 1):
        beside.take(id_ - 1, document(id_, (("column", cell(id_)),)))
    return [found.unit for found in beside.groupings()]


def test_a_column_of_values_is_held() -> None:
    assert units(lambda id_: f"town {id_ % 7}") == ["value"]


def test_texts_are_no_values_however_often_they_come() -> None:
    assert units(lambda id_: "word " * 50 if id_ == 1 else "short") == []


@pytest.mark.parametrize("n_values", [5_500, N])
def test_too_many_values_are_let_go(n_values: int) -> None:
    assert units(lambda id_: f"name {id_ % n_values}") == []


def test_numbers_and_moments_may_be_many() -> None:
    assert units(lambda id_: str(id_ % 5_500)) == ["number"]
    assert units(lambda id_: f"{id_ % 5_500},50 €") == ["number"]
    months = "Januar", "März", "April", "Juli", "Dezember"
    assert units(lambda id_: f"{1 + id_ % 28}. {months[id_ % 5]} {1980 + id_ % 37}") == ["year"]
    assert units(lambda id_: f"2024-0{1 + id_ % 3}-{1 + id_ % 20:02}T10:00:00.{id_:06}") == [
        "month",
        "day",
    ]
