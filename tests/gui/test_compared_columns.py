"""Which columns of a colleague's file hold the labels: guessed, and chosen by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.operations import agreement
from app.studio import Studio
from tests.core.project.projects import document
from tests.gui.test_compare_labels import compared
from ulmfit_core.corpus.column_roles import ColumnRole
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

FLAGS = ("place", "person", "thing")
CODES = {
    "comment": ColumnRole.TEXT,
    "code1": ColumnRole.LABEL,
    "code2": ColumnRole.MORE_LABELS,
    "sure": ColumnRole.KEEP,
}


def written(folder: Path, heads: str, *cells: str) -> Path:
    """A row for each of the project's texts, from the first on."""
    path = folder / "theirs.csv"
    rows = [f"Which one is number {n}?,{cell}" for n, cell in enumerate(cells, 1)]
    path.write_text("\n".join([heads, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def several(project: Project) -> Project:
    project.set_task("multi")
    for name in FLAGS:
        if name not in project.labels.names():
            project.labels.create(name)
    return project


def import_like(project: Project, roles: dict[str, ColumnRole]) -> None:
    settings = ImportSettings("a.csv", 0.0, text_columns=("comment",), roles=roles)
    list(project.import_documents([document(9)], settings))


@pytest.mark.parametrize("heads", ["comment,code1,code2,sure", "Comment,Code1,CODE2 ,sure"])
def test_labels_are_in_the_columns_that_held_them_before(
    qtbot: QtBot, studio: Studio, several: Project, tmp_path: Path, heads: str
) -> None:
    import_like(several, CODES)
    import_like(several, {"comment": ColumnRole.TEXT, "code1": ColumnRole.KEEP})  # without labels
    cells = ("place,thing,1", "person,,1", "place,person,0", "person,place,1")
    made = compared(qtbot, studio, written(tmp_path, heads, *cells))
    assert [name.strip().lower() for name in made.chosen.label] == ["code1", "code2"]
    assert made.found is not None
    assert [each.label for each in made.found.labels] == ["person", "place", "thing"]


@pytest.mark.parametrize(
    ("heads", "label"),
    [
        ("text,Place,PERSON,thing", ("Place", "PERSON", "thing")),
        ("text,place,person,THING", ("place", "person", "THING")),
        ("text,place,Place,person,age", ("place", "person")),  # told apart
    ],
)
def test_a_column_is_a_label_however_it_is_spelled(
    qtbot: QtBot,
    studio: Studio,
    several: Project,
    tmp_path: Path,
    heads: str,
    label: tuple[str, ...],
) -> None:
    n = heads.count(",")
    cells = (",".join("1" if place == row % n else "0" for place in range(n)) for row in range(4))
    assert compared(qtbot, studio, written(tmp_path, heads, *cells)).chosen.label == label


def test_flags_of_an_earlier_table_are_labels_beside_those_of_ours(
    qtbot: QtBot, studio: Studio, several: Project, tmp_path: Path
) -> None:
    """One label has been renamed since."""
    roles = dict.fromkeys(("place", "person", "old"), ColumnRole.MORE_LABELS)
    import_like(several, {"comment": ColumnRole.TEXT, **roles})
    path = written(tmp_path, "comment,place,person,old,age", "1,0,0,1", "0,1,1,0")
    assert compared(qtbot, studio, path).chosen.label == ("place", "person", "old")


def test_several_columns_are_put_together_by_keys(
    qtbot: QtBot, studio: Studio, several: Project, window: MainWindow, tmp_path: Path
) -> None:
    cells = ("place,thing,1,0", "person,,0,1", "place,,1,0", "person,place,1,0")
    path = written(tmp_path, "text,a,b & c,new,newer", *cells)
    dialog = agreement.show_comparison(studio, window, compared(qtbot, studio, path))
    columns = ["text", "a", "b & c", "new", "newer"]
    offered = [dialog.label.itemText(i) for i in range(dialog.label.count())]
    assert offered == ["new, newer", *columns]
    assert [action.text() for action in dialog.columns.actions()][2] == "b && c"
    menu = dialog.columns
    menu.popup(window.pos())
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(menu, key)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(menu, key)
    qtbot.waitUntil(lambda: not dialog.sentence.isHidden())
    assert dialog.made.chosen.label == ("a", "b & c")
    assert dialog.label.currentText() == "a, b & c"
    assert [row[0] for row in dialog.labels.cells()] == ["person", "place", "thing"]
    menu.popup(window.pos())
    assert menu.checked() == ("a", "b & c")
    wanted = menu.actionGeometry(menu.actions()[2]).center()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=wanted)
    assert menu.isVisible()
    menu.hide()
    qtbot.waitUntil(lambda: dialog.made.chosen.label == ("a",))


def test_no_column_at_all_is_no_choice(
    qtbot: QtBot, studio: Studio, project: Project, window: MainWindow, tmp_path: Path
) -> None:
    path = written(tmp_path, "text,label", "place", "person")
    dialog = agreement.show_comparison(studio, window, compared(qtbot, studio, path))
    dialog.columns.popup(window.pos())
    dialog.columns.check(())
    with qtbot.assertNotEmitted(dialog.columns_chosen):
        dialog.columns.hide()
    assert dialog.label.currentText() == "label"
