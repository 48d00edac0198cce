"""Thirty letters, labelled by key as a person does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.label_page import LabelPage
from tests.gui.views_on_disk import write_views
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project


def fill(project: Project, n: int = 30) -> None:
    documents = [Document(f"Letter number {i}", (), str(i), "l.csv", i) for i in range(1, n + 1)]
    for _ in project.import_documents(documents, ImportSettings("l.csv", test_fraction=0.1)):
        pass


def press(qtbot: QtBot, page: LabelPage, *keys: Qt.Key) -> list[int]:
    """The documents that were shown when each key was pressed."""
    seen = []
    for key in keys:
        assert page.document is not None
        seen.append(page.document.id)
        qtbot.keyClick(page.reading.reader, key)
    return seen


def project_of(page: LabelPage) -> Project:
    return page.studio.workspace.project


def names(page: LabelPage, id_: int) -> list[str]:
    project = project_of(page)
    (document,) = project.documents.documents([id_])
    return [project.labels.get(label).name for label in document.labels]


def learn(qtbot: QtBot, page: LabelPage, each: int = 2) -> None:
    """Label some letters of each kind, odd and even, and wait for what is learnt from them."""
    project = project_of(page)
    write_views(project, lambda number: number % 2)
    desk = page.studio.suggestions
    desk.preparer.prepare = lambda job: iter(())
    praise, blame = project.labels.all()
    ids = project.documents.document_ids(DocumentFilter(is_test=False)).tolist()
    odd, even = ([id_ for id_ in ids if id_ % 2 == rest] for rest in (1, 0))
    project.annotations.label(odd[:each], [praise.id])
    page.studio.workspace.notify(project.annotations.label(even[:each], [blame.id]))
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 2 * each, timeout=90_000)
