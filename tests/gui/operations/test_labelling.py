from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.operations.labelling import toggle_flags
from app.studio import Studio
from app.workspace import Change
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

N_MANY = 1200


def test_many_texts_are_flagged_and_unflagged_beside_the_window(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    documents = [Document(f"Text {n}", (), str(n), "t.csv", n) for n in range(N_MANY)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", 0.0)):
        pass
    studio.workspace.notify(Change.ALL)
    toggle_flags(studio, [7])
    for n_flagged in (N_MANY, 0):  # one of them had a flag: that is not all
        toggle_flags(studio, range(7, 7 + N_MANY))
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda: not studio.activities.running)
        assert studio.workspace.counts().texts.n_flagged == n_flagged
