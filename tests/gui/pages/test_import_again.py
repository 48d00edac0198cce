"""A second file of the same kind, in the import."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.pages.import_page import ImportPage
from tests.gui.pages.test_import_page import bring_in, look, project_of
from tests.gui.widgets.test_role_header import choose_role
from ulmfit_core.corpus.column_roles import ColumnRole

CHOSEN = {
    "who": ColumnRole.ID,
    "q1": ColumnRole.IGNORE,
    "q30_open": ColumnRole.KEEP,
    "q31_open": ColumnRole.TEXT,
}


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


def test_labels_of_texts_that_come_again_are_taken_over(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    for label in ("", "praise"):
        look(qtbot, page, wave(tmp_path, "wave.csv", ["praise", *[label] * 9]))
        bring_in(qtbot, page)
    qtbot.waitUntil(page.report.take_over.isVisible)
    assert page.report.again.text().startswith("9 unlabelled texts came again")
    page.report.take_over.click()
    qtbot.waitUntil(page.report.take_over.isHidden)
    assert page.report.again.isHidden()
    assert project_of(page).documents.counts().n_labelled == 20


def test_a_label_that_holds_a_mark_stays_one(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    for name in ("first.csv", "second.csv"):
        look(qtbot, page, wave(tmp_path, name, [*["yes", "no"] * 9, "yes, no"]))
        assert page.preview.label_cells.separator.currentText() == "one label"
        bring_in(qtbot, page)
    assert project_of(page).task == "single"


def survey(folder: Path, name: str) -> Path:
    """Two questions among many columns, the first with the longer answers."""
    heads = ["who", *(f"q{n}" for n in range(1, 30)), "q30_open", "q31_open"]
    rows = [
        f"{name}{n};" + "3;" * 29 + f"An answer of many words, {n} of {name};In short {n} of {name}"
        for n in range(8)
    ]
    path = folder / name
    path.write_text("\n".join([";".join(heads), *rows]), encoding="utf-8")
    return path


def test_a_table_like_one_before_comes_as_that_was_chosen(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, survey(tmp_path, "w1.csv"))
    header = page.preview.header
    for name, role in CHOSEN.items():
        choose_role(header, name, role)
    bring_in(qtbot, page)
    page.more.click()
    look(qtbot, page, survey(tmp_path, "w2.csv"))
    assert page.preview.preview is not None
    columns = page.preview.preview.sniffed.columns
    roles = dict(zip(columns, header.roles(), strict=True))
    assert {name: roles[name] for name in CHOSEN} == CHOSEN
    bring_in(qtbot, page)
    assert project_of(page).documents.page()[-1].external_id == "w2.csv7"


@pytest.mark.parametrize("width", [1180, 760])
def test_the_text_of_a_wide_table_is_named_and_in_sight(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, width: int
) -> None:
    page.window().resize(width, 640)
    look(qtbot, page, survey(tmp_path, "w1.csv"))
    table = page.preview.table
    assert "Text: q30_open" in page.preview.about.whole()
    assert table.viewport().rect().contains(table.visualRect(page.preview.model.index(0, 30)))
    choose_role(page.preview.header, "q31_open", ColumnRole.TEXT)
    assert "Text: q30_open, q31_open" in page.preview.about.whole()
