"""A codebook goes out and comes in, and what came in can be taken back."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations import codebook
from app.studio import Studio
from ulmfit_core.project.project import Project


def definitions(project: Project) -> dict[str, str]:
    return {label.name: label.definition for label in project.labels.all()}


def test_a_codebook_is_added_and_taken_back(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    path = tmp_path / "book.csv"
    path.write_text("Code,Memo\nplace,Where to\nthing,What\n", encoding="utf-8")
    codebook.add_codebook(studio, path)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == "1 label was added. 1 that was there says what it means."
    assert posted[0].of_project
    assert definitions(project) == {"person": "", "place": "Where to", "thing": "What"}
    posted[0].actions[0].run()
    assert definitions(project) == {"person": "", "place": ""}


def test_the_labels_that_are_there_tell_which_column_holds_labels(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    for label, code in zip(project.labels.all(), ("1", "4"), strict=True):
        project.labels.rename(label.id, code)
    path = tmp_path / "book.csv"
    path.write_text("Code;Label\n1;Rent\n4;Traffic\n99;Nothing\n", encoding="utf-8")
    codebook.add_codebook(studio, path)
    qtbot.waitUntil(lambda: bool(posted))
    assert definitions(project) == {"1": "Rent", "4": "Traffic", "99": "Nothing"}


def test_what_is_no_codebook_changes_nothing(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    path = tmp_path / "book.csv"
    path.write_text("\n".join(f"It came {n} days late" for n in range(600)), encoding="utf-8")
    codebook.add_codebook(studio, path)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert definitions(project) == {"person": "", "place": ""}


def test_a_codebook_is_saved(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    person, _ = project.labels.all()
    project.labels.define(person.id, "Who")
    codebook.save_codebook(studio, tmp_path / "book.csv")
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == f"2 labels are in {tmp_path / 'book.csv'}"
    lines = (tmp_path / "book.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("person,Who,")


def test_nothing_is_saved_over_a_project(
    qtbot: QtBot, studio: Studio, project: Project, posted: list[Notice]
) -> None:
    codebook.save_codebook(studio, project.folder / "runs" / "book.csv")
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert not (project.folder / "runs" / "book.csv").exists()
