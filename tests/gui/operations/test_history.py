from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.operations import history
from app.operations.labelling import label_many
from app.studio import Studio
from ulmfit_core.project.project import Project


def test_many_texts_are_undone_and_redone_beside_the_window(
    qtbot: QtBot, studio: Studio, project: Project, many: range
) -> None:
    before = project.documents.counts().n_labelled
    label_many(studio, many, project.labels.all()[0].id, "place")
    qtbot.waitUntil(lambda: studio.workspace.counts().texts.n_labelled == before + len(many))
    for change, n_labelled in ((history.undo, before), (history.redo, before + len(many))):
        qtbot.waitUntil(lambda: not studio.activities.running)
        change(studio)
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda n=n_labelled: studio.workspace.counts().texts.n_labelled == n)
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_an_import_of_many_texts_is_undone_and_redone_beside_the_window(
    qtbot: QtBot, studio: Studio, project: Project, many: range
) -> None:
    for change, n_documents in ((history.undo, many.start - 1), (history.redo, many.stop - 1)):
        change(studio)
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda: not studio.activities.running)
        assert studio.workspace.counts().texts.n_documents == n_documents
