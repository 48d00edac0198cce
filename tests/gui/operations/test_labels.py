"""What is asked of the labels happens to them, is said, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations import labels
from app.operations.history import undo
from app.operations.labelling import label_many, skip_one
from app.operations.many import LABELS
from app.studio import Studio
from ulmfit_core.project.labels import COLOURS, Label
from ulmfit_core.project.project import Project


def names(project: Project) -> list[str]:
    return [label.name for label in project.labels.all()]


def test_a_label_is_added_once(studio: Studio, project: Project, posted: list[Notice]) -> None:
    assert labels.add_label(studio, "thing")
    assert not labels.add_label(studio, "thing")
    assert names(project) == ["person", "place", "thing"]
    assert [notice.kind for notice in posted] == [NoticeKind.ERROR]


def test_a_label_alike_but_for_capitals_is_added_and_can_be_merged(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    assert labels.add_label(studio, "Place")
    assert names(project) == ["person", "place", "Place"]
    assert [notice.text for notice in posted] == ["There is “place” as well."]
    posted[0].actions[0].run()
    assert names(project) == ["person", "place"]


def test_the_offer_to_merge_stays_until_labels_change(studio: Studio, project: Project) -> None:
    labels.add_label(studio, "Place")
    withdrawn: list[str] = []
    studio.notices.withdrawn.connect(withdrawn.append)
    skip_one(studio, 1)
    assert LABELS not in withdrawn
    undo(studio)
    undo(studio)
    assert withdrawn.count(LABELS) == 1


def test_labels_of_a_model_are_added_but_for_those_there_are(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    labels.add_labels(studio, ["thing", "place", " person ", "cafe\u0301", "caf\u00e9"])
    assert names(project) == ["person", "place", "thing", "caf\u00e9"]
    assert [notice.text for notice in posted] == ["2 labels were added."]
    posted[0].actions[0].run()
    assert names(project) == ["person", "place"]


def test_labels_that_cannot_be_added_are_no_success(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    labels.add_labels(studio, ["thing", "x" * 1000])
    assert names(project) == ["person", "place"]
    assert [notice.kind for notice in posted] == [NoticeKind.ERROR]


def test_a_label_is_renamed_unless_another_has_that_name(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    _, place = project.labels.all()
    assert labels.rename_label(studio, place, "place")
    assert project.commands.history(1)[0].details.get("to") is None  # nothing was done
    assert not labels.rename_label(studio, place, "person")
    assert labels.rename_label(studio, place, "spot")
    assert names(project) == ["person", "spot"]
    assert [notice.kind for notice in posted] == [NoticeKind.ERROR]


def test_a_label_gets_a_colour_and_a_key(studio: Studio, project: Project) -> None:
    _, place = project.labels.all()
    labels.recolour_label(studio, place, COLOURS[-1])
    labels.set_label_key(studio, place, "x")
    now = project.labels.get(place.id)
    assert (now.colour, now.shortcut) == (COLOURS[-1], "x")


@pytest.mark.parametrize(
    ("place", "by", "order"), [(0, 1, "bac"), (1, 1, "acb"), (1, -1, "bac"), (2, 1, "abc")]
)
def test_a_label_moves_one_place(
    studio: Studio, project: Project, place: int, by: int, order: str
) -> None:
    for label, name in zip(project.labels.all(), "ab", strict=True):
        labels.rename_label(studio, label, name)
    labels.add_label(studio, "c")
    labels.move_label(studio, project.labels.all()[place], by)
    assert "".join(names(project)) == order


def merge(studio: Studio, label: Label, other: Label) -> None:
    labels.merge_labels(studio, label, other)


def delete(studio: Studio, label: Label, _: Label) -> None:
    labels.delete_label(studio, label)


@pytest.mark.parametrize(
    ("act", "said", "n_labelled"),
    [
        (merge, "“place” is now part of “person”.", 4),
        (delete, "“place” was deleted and taken off 2 texts.", 2),
    ],
)
def test_a_label_that_went_comes_back_with_its_texts(
    studio: Studio,
    project: Project,
    posted: list[Notice],
    act: Callable[[Studio, Label, Label], None],
    said: str,
    n_labelled: int,
) -> None:
    before = project.documents.counts()
    person, place = project.labels.all()
    act(studio, place, person)
    assert (names(project), project.documents.counts().n_labelled) == (["person"], n_labelled)
    assert [notice.text for notice in posted] == [said]
    posted[0].actions[0].run()
    assert (names(project), project.documents.counts()) == (["person", "place"], before)


def test_labels_alike_but_for_capitals_are_merged_and_undone_at_once(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    labels.merge_alike_labels(studio)
    assert posted == []
    labels.add_labels(studio, ["PERSON", "Place", "PLACE"])
    labels.merge_alike_labels(studio)
    assert names(project) == ["person", "place"]
    assert posted[-1].text == "3 labels are now part of others."
    posted[-1].actions[0].run()
    assert len(names(project)) == 5


def test_an_old_undo_takes_back_nothing_newer(
    studio: Studio, project: Project, posted: list[Notice]
) -> None:
    labels.delete_label(studio, project.labels.all()[1])
    skip_one(studio, 5)
    before = project.documents.counts()
    posted[0].actions[0].run()
    assert (names(project), project.documents.counts()) == (["person"], before)
    assert posted[-1].text == "More was done since. The menu Edit says what is next."


def by_label(studio: Studio) -> list[int]:
    return list(studio.workspace.counts().texts.by_label.values())


def test_a_label_of_many_texts_is_merged_and_deleted_beside_the_window(
    qtbot: QtBot, studio: Studio, project: Project, many: range
) -> None:
    def let_end() -> None:
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda: not studio.activities.running)

    first, second = project.labels.all()
    label_many(studio, many, first.id, first.name)
    qtbot.waitUntil(lambda: not studio.activities.running)
    counted = by_label(studio)
    labels.merge_labels(studio, first, second)
    let_end()
    assert by_label(studio) == [sum(counted)]
    undo(studio)
    let_end()
    assert by_label(studio) == counted
    labels.delete_label(studio, first)
    let_end()
    assert by_label(studio) == counted[1:]
