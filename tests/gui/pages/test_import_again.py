"""A second file of the same kind, in the import."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.pages.import_page import ImportPage
from tests.gui.pages.test_import_page import bring_in, look, project_of


@pytest.fixture
def page(import_page: ImportPage) -> ImportPage:
    return import_page


def wave(folder: Path, name: str, codes: list[str]) -> Path:
    path = folder / name
    rows = [f'{n};Answer {n} of {name}, in some words;"{code}"' for n, code in enumerate(codes)]
    path.write_text("\n".join(["nr;answer;label", *rows]), encoding="utf-8")
    return path


def test_labels_that_are_there_part_the_cells_of_the_next_file(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, wave(tmp_path, "first.csv", ["1", "4", "7"] * 4))
    bring_in(qtbot, page)
    look(qtbot, page, wave(tmp_path, "second.csv", ["1", "1;4", *["7", "4"] * 10]))
    assert page.preview.label_cells.separator.currentText() == "several, split at ;"
    bring_in(qtbot, page)
    assert [label.name for label in project_of(page).labels.all()] == ["1", "4", "7"]


def test_a_label_that_holds_a_mark_stays_one(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    for name in ("first.csv", "second.csv"):
        look(qtbot, page, wave(tmp_path, name, [*["yes", "no"] * 9, "yes, no"]))
        assert page.preview.label_cells.separator.currentText() == "one label"
        bring_in(qtbot, page)
    assert project_of(page).task == "single"
