from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.operations import history
from app.operations.labelling import label_many, skip_one
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


def test_what_is_undone_out_of_sight_is_said_with_a_way_back(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    skip_one(studio, 5)
    history.undo(studio, "evaluate")
    assert [notice.text for notice in posted] == ["Undone: skipping"]
    (redo,) = posted[0].actions
    assert redo.text == "Redo"
    redo.run()
    assert not project.commands.undone(1)
    history.undo(studio, "label")
    history.redo(studio, "train")
    assert [notice.text for notice in posted[1:]] == ["Redone: skipping"]
    history.undo(studio, "import")
    history.undo(studio, "import")  # the import of the project itself, which is seen there
    assert [notice.text for notice in posted[2:]] == ["Undone: skipping"]


def test_the_way_back_leaves_what_was_done_since(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    skip_one(studio, 5)
    history.undo(studio, "evaluate")
    skip_one(studio, 6)
    posted[0].actions[0].run()
    assert posted[-1].text == "More was done since. The menu Edit says what is next."
    assert [command.document_id for command in project.commands.history(1)] == [6]
    history.undo(studio)  # what would come back now is another one in the same place
    posted[0].actions[0].run()
    assert [command.document_id for command in project.commands.undone(1)] == [6]
