from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.widgets.file_columns import FileColumns

pytestmark = pytest.mark.usefixtures("studio")  # the theme and its font


def test_an_ampersand_in_the_name_of_a_column_is_shown(qtbot: QtBot) -> None:
    columns = FileColumns()
    qtbot.addWidget(columns)
    columns.ask("file.csv", ["Q&A", "note"], ["Q&A"])
    (box, _) = columns.boxes
    assert box.text() == "Q&&A"  # as Qt writes one that is no key
    assert columns.chosen() == ("Q&A",)
