"""Columns that are a label each, in the import."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.pages.import_page import ImportPage
from tests.gui.pages.test_import_page import bring_in, look, project_of
from tests.gui.widgets.test_role_header import choose_role
from ulmfit_core.corpus.column_roles import ColumnRole


@pytest.fixture
def page(import_page: ImportPage) -> ImportPage:
    return import_page


HEAD = "comment,member,toxic,insult,threat,town\n"
ROWS = "you fool,1,1,1,0,Rome\nwell said,0,0,0,0,Bonn\nI am not sure,,,,,Bonn\n"


def csv_of(folder: Path, content: str) -> Path:
    path = folder / "comments.csv"
    path.write_text(content, encoding="utf-8")
    return path


def labels_in(page: ImportPage) -> dict[str, tuple[str, ...] | None]:
    """Of each text; None where it has not been labelled."""
    project = project_of(page)
    names = {label.id: label.name for label in project.labels.all()}
    found = project.documents.page()
    return {
        d.text: tuple(names[n] for n in d.labels) if d.status.name == "LABELLED" else None
        for d in found
    }


def test_one_such_column_offers_the_others(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    look(qtbot, page, csv_of(tmp_path, HEAD + ROWS))
    preview = page.preview
    assert preview.flags.isHidden()
    choose_role(preview.header, "toxic", ColumnRole.LABEL)
    assert preview.flags.more.text() == "Take 3 more columns that say yes or no as labels"
    assert preview.flags.more.toolTip() == "member, insult, threat"
    assert preview.label_cells.words.text() == "A label cell in “toxic” holds"
    preview.flags.more.click()
    choose_role(preview.header, "member", ColumnRole.KEEP)
    assert preview.flags.words.text().endswith("cell says yes: toxic, insult, threat")
    assert preview.label_cells.isHidden()
    bring_in(qtbot, page)
    assert project_of(page).task == "multi"
    assert labels_in(page) == {
        "you fool": ("insult", "toxic"),
        "well said": (),
        "I am not sure": None,
    }


def test_a_table_of_such_columns_alone_is_known(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    look(qtbot, page, csv_of(tmp_path, "text,praise,blame\nfine,1,0\nbad,0,1\n"))
    assert page.preview.flags.words.text().endswith("praise, blame")
    bring_in(qtbot, page)
    assert project_of(page).task == "single"  # each text has one
    assert labels_in(page) == {"fine": ("praise",), "bad": ("blame",)}


@pytest.mark.parametrize("role", [ColumnRole.LABEL, ColumnRole.MORE_LABELS])
def test_one_column_alone_holds_labels_called_so(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, role: ColumnRole
) -> None:
    look(qtbot, page, csv_of(tmp_path, "text,spam,town\nfine,0,Rome\nbuy,1,Bonn\n"))
    choose_role(page.preview.header, "spam", role)
    bring_in(qtbot, page)
    assert labels_in(page) == {"fine": ("0",), "buy": ("1",)}


def test_a_table_of_ours_says_where_none_fits(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    rows = "1,fine,praise,1,0\n2,so so,,0,0\n3,new,,,\n"
    look(qtbot, page, csv_of(tmp_path, f"id,text,label,given_praise,given_blame\n{rows}"))
    roles = page.preview.header.roles()
    assert roles[2:] == (ColumnRole.IGNORE, ColumnRole.LABEL, ColumnRole.MORE_LABELS)
    assert page.preview.flags.words.text().endswith("praise, blame")
    bring_in(qtbot, page)
    assert project_of(page).task == "multi"
    assert labels_in(page) == {"fine": ("praise",), "so so": (), "new": None}
