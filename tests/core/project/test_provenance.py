"""Where texts came from stands beside them, where it tells one from another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ulmfit_core.corpus.document import Document
from ulmfit_core.project.beside_texts import BesideTexts
from ulmfit_core.project.exporting import documents_matching
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.provenance import Provenance

N = 12


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Survey") as made:
        yield made


def bring_in(
    project: Project, source: str, *columns: str, kept: tuple[tuple[str, str], ...] = ()
) -> None:
    texts = [
        Document(f"Answer {n} to {columns}", (), str(n), source, n, kept) for n in range(1, N + 1)
    ]
    names = tuple(name for name, _ in kept)
    settings = ImportSettings(source, 0.0, text_columns=columns, kept_columns=names)
    list(project.import_documents(texts, settings))


def beside(project: Project) -> list[dict[str, str]]:
    """Of the first text of each import."""
    return [dict(d.kept) for d in documents_matching(project, DocumentFilter()) if d.id == "1"]


def test_of_one_import_nothing_is_told(project: Project) -> None:
    bring_in(project, "wave.csv", "q30")
    assert Provenance(project).columns == ()
    assert beside(project) == [{}]


def test_the_questions_of_one_file_are_told_apart(project: Project) -> None:
    bring_in(project, "wave.csv", "q30")
    bring_in(project, "wave.csv", "q31", "q32")
    assert Provenance(project).columns == ("text_column",)
    assert beside(project) == [{"text_column": "q30"}, {"text_column": "q31 + q32"}]


def test_files_with_the_same_question_are_told_apart(project: Project) -> None:
    bring_in(project, "one.csv", "q30", kept=(("file", "a"),))
    bring_in(project, "two.csv", "q30")
    bring_in(project, "folder")
    assert Provenance(project).columns == ("file", "file_2")
    own = [{"file": "a", "file_2": "one.csv"}, {"file_2": "two.csv"}, {"file_2": "folder"}]
    assert beside(project) == own


def test_of_an_undone_import_nothing_is_left(project: Project) -> None:
    bring_in(project, "wave.csv", "q30")
    bring_in(project, "wave.csv", "q31")
    project.commands.undo()
    assert Provenance(project).columns == ()
    assert beside(project) == [{}]


def test_texts_that_come_later_are_not_told_of(project: Project) -> None:
    bring_in(project, "wave.csv", "q30")
    bring_in(project, "wave.csv", "q31")
    before = Provenance(project)
    bring_in(project, "wave.csv", "q32")
    (late,) = project.documents.documents([3 * N])
    assert before.beside(late) == ()


def test_questions_make_groups(project: Project) -> None:
    bring_in(project, "wave.csv", "q30")
    bring_in(project, "wave.csv", "q31")
    texts, provenance = project.documents.page(), Provenance(project)
    found = BesideTexts(len(texts))
    for place, document in enumerate(texts):
        found.take(place, document, provenance.text_column(document))
    (by,) = found.groupings()
    assert (by.column, [group.name for group in by.groups]) == ("text_column", ["q30", "q31"])
