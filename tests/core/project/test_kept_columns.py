"""What came beside the texts of a table is there again with each text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.project.projects import SOURCE, add, document, new_project, visible
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project

TOWN, LINE = ("town", "Łódź"), ("line", "12")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "p") as project:
        yield project


def with_kept(number: int, *kept: tuple[str, str]) -> Document:
    return Document(f"letter {number}", (), str(number), SOURCE, number, kept)


def kept(project: Project) -> list[tuple[tuple[str, str], ...]]:
    return [found.kept for found in project.documents.page()]


def test_each_document_has_the_cells_of_its_own_import(project: Project) -> None:
    add(
        project, [with_kept(1, LINE), with_kept(2), with_kept(3, TOWN, LINE)], kept=("town", "line")
    )
    add(project, [document(4)])
    add(project, [with_kept(5, ("age", "34"), LINE)], kept=("line", "age"))
    assert kept(project) == [(LINE,), (), (TOWN, LINE), (), (LINE, ("age", "34"))]
    assert project.imports.kept_columns() == ("town", "line", "age")


def test_they_go_and_come_back_with_their_import(project: Project) -> None:
    add(project, [with_kept(1, TOWN)], kept=("town",))
    before = visible(project)
    project.commands.undo()
    assert project.imports.kept_columns() == ()
    project.commands.redo()
    assert visible(project) == before


def test_nothing_of_an_undone_import_stays_once_another_came(project: Project) -> None:
    add(project, [with_kept(1, TOWN), with_kept(2, TOWN)], kept=("town",))
    project.commands.undo()
    add(project, [document(1), document(2)])
    assert kept(project) == [(), ()]
    project.close()
    assert "Łódź".encode() not in (project.folder / DATABASE_NAME).read_bytes()


def test_a_stopped_import_leaves_none(project: Project) -> None:
    settings = ImportSettings(SOURCE, 0.0, kept_columns=("town",))
    items = (with_kept(n, TOWN) for n in range(1, 5000))
    for _ in project.import_documents(items, settings, lambda: True):
        pass
    add(project, [document(1)])
    assert (kept(project), project.imports.kept_columns()) == ([()], ())


@pytest.mark.parametrize("cells", ["", "{", '{"town": 1}', "[1, 2]", "[" * 100_000, b"\xff", 7])
def test_cells_that_another_program_wrote_are_none(project: Project, cells: object) -> None:
    add(project, [with_kept(1, TOWN)], kept=("town",))
    with closing(sqlite3.connect(project.folder / DATABASE_NAME)) as other, other:
        other.execute("UPDATE kept_cells SET cells = ?", (cells,))
    assert kept(project) == [()]
