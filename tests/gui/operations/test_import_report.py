"""What is said of an import is about its own texts, not about those that were there."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.operations.import_report import ImportReport, report_on
from app.studio import Studio
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

GERMAN = "Der Zug nach Köln fällt heute leider aus, und niemand weiß, wann der nächste fährt."
ENGLISH = "The train to Cologne is cancelled today, and nobody knows when the next one leaves."


def report(
    qtbot: QtBot, studio: Studio, project: Project, documents: list[Document]
) -> ImportReport:
    """On an import beside the six short texts of the project."""
    for _ in project.import_documents(documents, ImportSettings("more.csv", 0.0)):
        pass
    found: list[ImportReport] = []
    report_on(studio, project.imports.all()[-1], found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_texts_of_another_import_are_not_counted(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    labels = [("place",), ("thing",), ()]
    documents = [Document("x" * (50 + n), each, "", "m.csv", n) for n, each in enumerate(labels)]
    found = report(qtbot, studio, project, documents)
    assert sorted(found.lengths.tolist()) == [50, 51, 52]
    assert found.n_labelled == 2
    assert {label.name: n for label, n in found.labels} == {"place": 1, "thing": 1}


def test_texts_that_were_labelled_otherwise_are_counted(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    labels = [("person",), ("person",), ()]  # the first was a place, the third too
    documents = [
        Document(f"Which one is  number {row}?", each, "", "theirs.csv", row)
        for row, each in enumerate(labels, 1)
    ]
    found = report(qtbot, studio, project, documents)
    assert (found.record.n_duplicates, found.otherwise_labelled) == (3, (1, 0))


def test_repeats_of_labelled_texts_are_labelled(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    texts = [document.text for document in project.documents.page(limit=2)]
    documents = [Document(text, (), "", "m.csv", n) for n, text in enumerate([*texts, "New"])]
    found = report(qtbot, studio, project, documents)
    assert found.n_labelled == sum(n for _, n in found.labels) == 2


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (ENGLISH, "en")])
def test_a_base_for_another_language_is_wanted_where_none_reads_it(
    qtbot: QtBot, studio: Studio, project: Project, text: str, language: str
) -> None:
    documents = [Document(f"{text} {n}", (), "", "m.csv", n) for n in range(20)]
    found = report(qtbot, studio, project, documents)
    assert (found.language, found.wants_other_base) == (language, language == "de")


@pytest.mark.parametrize(("n_german", "language"), [(14, "de+en"), (6, "en+de")])
def test_of_two_languages_that_of_more_texts_wants_its_base(
    qtbot: QtBot, studio: Studio, project: Project, n_german: int, language: str
) -> None:
    texts = [GERMAN if n < n_german else ENGLISH for n in range(20)]
    documents = [Document(f"{text} {n}", (), "", "m.csv", n) for n, text in enumerate(texts)]
    found = report(qtbot, studio, project, documents)
    assert (found.language, found.wants_other_base) == (language, n_german == 14)
