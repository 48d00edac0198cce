"""Texts leave a project as people labelled them."""

from __future__ import annotations

from pathlib import Path

from tests.core.project.projects import SOURCE, add, new_project
from ulmfit_core.corpus.document import Document
from ulmfit_core.in_parts import returned
from ulmfit_core.project.exporting import documents_matching, numbers_in
from ulmfit_core.project.filters import DocumentFilter


def test_that_none_fits_is_told_from_that_nobody_said(tmp_path: Path) -> None:
    with new_project(tmp_path / "project", 4, task="multi") as project:
        project.annotations.label([1], [1])
        project.annotations.label([2], [])
        project.annotations.skip([3])
        found = list(documents_matching(project, DocumentFilter()))
    assert [(d.labels, d.none_fits) for d in found] == [
        (("spam",), False),
        ((), True),
        ((), False),
        ((), False),
    ]


def test_a_column_is_of_numbers_where_it_is_so_in_every_import(tmp_path: Path) -> None:
    def survey(*rows: tuple[str, str]) -> list[Document]:
        return [
            Document(f"answer {id_}", (), id_, SOURCE, 1, (("age", age), ("wave", "1")))
            for id_, age in rows
        ]

    names = {"age": "age", "wave": "wave_2"}
    with new_project(tmp_path / "project") as project:
        add(project, survey(("7", "34"), ("8", "51")), kept=("age", "wave"))
        assert returned(numbers_in(project)).kinds(names) == dict.fromkeys(
            ("id", "age", "wave_2"), int
        )
        add(project, survey(("09", "n/a")), kept=("age", "wave"))
        assert returned(numbers_in(project)).kinds(names) == {"wave_2": int}
        project.commands.undo()
        assert returned(numbers_in(project)).kinds(names).keys() == {"id", "age", "wave_2"}
