from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.operations import history
from app.operations.labelling import label_many
from app.studio import Studio
from app.workspace import Change
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

N_MANY = 1200


def test_many_texts_are_undone_and_redone_beside_the_window(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    documents = [Document(f"Text {n}", (), str(n), "t.csv", n) for n in range(N_MANY)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", 0.0)):
        pass
    before = project.documents.counts().n_labelled
    studio.workspace.notify(Change.ALL)
    label_many(studio, range(7, 7 + N_MANY), project.labels.all()[0].id, "place")
    qtbot.waitUntil(lambda: studio.workspace.counts().texts.n_labelled == before + N_MANY)
    for change, n_labelled in ((history.undo, before), (history.redo, before + N_MANY)):
        qtbot.waitUntil(lambda: not studio.activities.running)
        change(studio)
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda n=n_labelled: studio.workspace.counts().texts.n_labelled == n)
    qtbot.waitUntil(lambda: not studio.activities.running)
