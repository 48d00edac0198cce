"""Drawn shares are compared by eye: a percent is as long in every row."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.models.share_rows import Share, ShareRow
from app.widgets.share_cells import ShareCells
from app.widgets.share_table import ShareTable


def tracks(qtbot: QtBot, words: list[str]) -> list[float]:
    """How long they are in rows with these words beside them."""
    table = ShareTable("Shares")
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    rows = [ShareRow(("name", "1", "2", said), Share(0.2, 0.1, 0.3)) for said in words]
    table.show_shares(("Names", "Estimated", "Interval", "Share"), rows)
    cells, lengths = table.itemDelegate(), []
    assert isinstance(cells, ShareCells)
    for row in range(len(words)):
        index, option = table.model().index(row, 3), QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = table.visualRect(index)
        lengths.append(cells.track(option, index).width())
    return lengths


def test_a_share_is_as_long_beside_few_digits_as_beside_many(qtbot: QtBot) -> None:
    first, *others = tracks(qtbot, ["8%", "13%", "100%"])
    assert first > 50
    assert others == [first] * 2


def test_without_words_there_is_more_room(qtbot: QtBot) -> None:
    (alone,), (beside,) = tracks(qtbot, [""]), tracks(qtbot, ["8%"])
    assert alone > beside
