"""A word is found however it is spelt, and not once its text is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import DATABASE_NAME, Project

TEXTS = (
    "της τράπεζας",
    "تَمَّ تَحْوِيلُ الأَمْوَالِ",
    "الأمـــوال محمد",
    "הַכֶּסֶף הועבר",
    "Über\xadweisung an die Straße",
    "the oﬃce",
    "ＡＢＣ１２３",
    "счёт в банке",
    "ﾃｽﾄ",
)
FOUND = [
    ("τραπεζας", [1]),
    ("τραπ", [1]),
    ("الأموال", [2, 3]),
    ("الاموال", [2, 3]),
    ("הכסף", [4]),
    ("Überweisung", [5]),
    ("uberweis", [5]),
    ('"die strasse"', [5]),
    ("office", [6]),
    ("oﬃce", [6]),
    ("abc123", [7]),
    ("счет", [8]),
    ("Счёт банке", [8]),
    ("ﾃｽﾄ", [9]),
    ("＂office＂", [6]),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with new_project(tmp_path_factory.mktemp("search") / "p") as project:
        add(project, [document(i, text=text) for i, text in enumerate(TEXTS)])
        yield project


def found(project: Project, search: str) -> list[int]:
    ids: list[int] = project.documents.document_ids(DocumentFilter(search=search)).tolist()
    return ids


@pytest.mark.parametrize(("search", "ids"), FOUND)
def test_a_word_is_found_however_it_is_spelt(project: Project, search: str, ids: list[int]) -> None:
    assert found(project, search) == ids


def as_version_3(folder: Path) -> None:
    """With words in the index as SQLite has them by itself."""
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.execute("INSERT INTO search (rowid, text) SELECT id, text FROM texts")
        connection.execute("PRAGMA user_version = 3")


def test_an_older_project_s_words_are_found_so_too(tmp_path: Path) -> None:
    with new_project(tmp_path / "p") as project:
        add(project, [document(i, text=text) for i, text in enumerate(TEXTS)])
    as_version_3(tmp_path / "p")
    with Project.open(tmp_path / "p") as project:
        assert [found(project, search) for search, _ in FOUND] == [ids for _, ids in FOUND]


@pytest.mark.parametrize("is_older", [False, True])
def test_no_spelling_of_a_deleted_word_is_left(tmp_path: Path, is_older: bool) -> None:
    folder = tmp_path / "p"
    with new_project(folder) as project:
        add(project, [document(i, text=f"in der Secret\xadstraße {i}") for i in range(500)])
    if is_older:
        as_version_3(folder)
    with Project.open(folder) as project:
        assert len(found(project, "secretstrasse")) == 500
        project.commands.undo()
        add(project, [document(0, text="etwas anderes")])
        assert found(project, "secretstrasse") == []
        assert found(project, "anderes") == [1]
    held = (folder / DATABASE_NAME).read_bytes()
    assert not [word for word in ("secret", "Secret", "stra") if word.encode() in held]
