"""Columns of drawn shares, where there is room and where there is not."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.models.share_rows import Share, ShareRow
from app.studio import Studio
from app.widgets.share_table import ShareTable

HEADS = ("Region", "Texts", "By the model", "Estimated", "95% interval", "")


@pytest.fixture
def table(qtbot: QtBot, studio: Studio) -> ShareTable:
    made = ShareTable("Each group")
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def rows(name: str) -> list[ShareRow]:
    cells = (name, "1,000", "40%", "50%", "45% to 55%", "")
    return [ShareRow(cells, Share(0.5, 0.45, 0.55))] * 3


def left_out(table: ShareTable) -> list[int]:
    return [column for column in range(table.columnCount()) if table.isColumnHidden(column)]


@pytest.mark.parametrize("long", ["row", "head"])
def test_a_long_name_is_cut_and_no_figure_left_out_for_it(table: ShareTable, long: str) -> None:
    words = "How much do you agree that the town should have more trams? " * 5
    table.show_shares((words if long == "head" else "Region", *HEADS[1:]), rows(words[:200]))
    assert left_out(table) == []
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.columnWidth(0) > 250
