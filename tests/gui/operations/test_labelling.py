from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.operations import history
from app.operations.labelling import clear_many, label_many, skip_one, toggle_flags
from app.operations.labels import set_task
from app.studio import Studio
from app.workspace import Change
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project, Task


def flagged(project: Project) -> list[bool]:
    return [document.flagged for document in project.documents.documents([1, 2])]


def test_flags_are_taken_off_where_all_have_one(studio: Studio, project: Project) -> None:
    for documents, expected in (
        ([1], [True, False]),
        ([1, 2], [True, True]),
        ([1, 2], [False] * 2),
    ):
        toggle_flags(studio, documents)
        assert flagged(project) == expected


def test_many_texts_are_flagged_and_unflagged_beside_the_window(
    qtbot: QtBot, studio: Studio, many: range
) -> None:
    toggle_flags(studio, [many[0]])
    for n_flagged in (len(many), 0):  # one of them had a flag: that is not all
        toggle_flags(studio, many)
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda: not studio.activities.running)
        assert studio.workspace.project.documents.count(DocumentFilter(flagged=True)) == n_flagged


@pytest.mark.parametrize(
    ("task", "n_place", "other"),
    [("single", 1, ", 1 of them had another label"), ("multi", 2, "")],
)
def test_a_label_for_several_texts_takes_the_place_of_others_or_joins_them(
    studio: Studio, project: Project, posted: list[Notice], task: Task, n_place: int, other: str
) -> None:
    set_task(studio, task)
    person, place = project.labels.all()
    before = project.documents.counts()
    label_many(studio, [1, 2], person.id, "person")  # the first is a place
    assert project.documents.counts().by_label == {person.id: 3, place.id: n_place}
    assert [notice.text for notice in posted] == [f"2 texts labelled “person”{other}"]
    posted[0].actions[0].run()
    assert project.documents.counts() == before


def test_who_labels_searched_test_texts_is_told_what_that_does_to_the_figures(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    documents = [Document(f"A text in the test set, {n}", (), str(n), "t.csv", n) for n in range(3)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", test_fraction=1.0)):
        pass
    studio.workspace.notify(Change.ALL)
    first = project.documents.count() - 2
    place = project.labels.all()[0]
    label_many(studio, [1, 2], place.id, "place")
    assert len(posted) == 1
    label_many(studio, [1, first], place.id, "place")
    assert posted[-1].text == "1 of them is in the test set."
    label_many(studio, range(first, first + 3), place.id, "place")  # no sample: all of it
    assert posted[-1].text == "3 texts labelled “place”"


def test_labels_taken_off_several_texts_come_back(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    before = project.documents.counts()
    clear_many(studio, [1, 2, 5])
    assert project.documents.counts().n_labelled == 2
    assert [notice.text for notice in posted] == ["2 texts cleared"]  # the fifth has none
    posted[0].actions[0].run()
    assert project.documents.counts() == before


@pytest.mark.parametrize("n_texts", [1, 1200])
def test_clearing_nothing_leaves_the_last_change_to_be_undone(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], many: range, n_texts: int
) -> None:
    withdrawn: list[str] = []
    studio.notices.withdrawn.connect(withdrawn.append)
    clear_many(studio, [1, 2])
    withdrawn.clear()
    clear_many(studio, many[:n_texts])
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert posted[-1].text.startswith("There was nothing to clear.")
    assert withdrawn == []
    posted[0].actions[0].run()
    assert project.documents.counts().n_labelled == 4


def test_a_button_takes_back_its_own_command_alone(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    clear_many(studio, [1, 2])
    history.undo(studio)
    skip_one(studio, 3)  # the history has it where it had the clearing
    posted[0].actions[0].run()
    assert posted[-1].text == "More was done since. The menu Edit says what is next."
    assert project.documents.counts().n_skipped == 1


@pytest.mark.parametrize("closes", [False, True])
def test_many_labelled_texts_are_told_to_their_project_alone(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], many: range, closes: bool
) -> None:
    label_many(studio, many, project.labels.all()[0].id, "person")
    (activity,) = studio.activities.running
    assert activity.title == "Labelling many texts"
    assert "may be left as they were" in activity.if_stopped
    if closes:
        studio.workspace.close()
    qtbot.waitUntil(lambda: not studio.activities.running)
    said = [] if closes else ["1,200 texts labelled “person”"]
    assert [notice.text for notice in posted] == said
