from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.preview_table import PreviewTable
from app.plain_words import breakable
from app.studio import Studio
from app.widgets.code_lines import CodeLines
from app.widgets.file_columns import FileColumns
from app.widgets.label_button import LabelButton
from app.widgets.label_shares import LabelShares
from app.widgets.offer_bar import OfferBar
from app.widgets.probability_bars import LabelProbability, ProbabilityBars
from app.widgets.recent_decisions import Decision, RecentDecisions
from app.widgets.score_bars import Score, ScoreBars

TEXT = "<div>A page of the web, <b>with its tags</b></div>\nand more"
SHOWN = "&lt;div&gt;A page of the web, &lt;b&gt;with its tags&lt;/b&gt;&lt;/div&gt;"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (r"C:\users\root\Documents\x", ["C:\\", "users\\", "root\\", "Documents\\", "x"]),
        (
            "/home/ana/my-letters/a.sqlite",
            ["/", "home/", "ana/", "my-", "letters/", "a.", "sqlite"],
        ),
        ("x" * 25, ["x" * 10, "x" * 10, "x" * 5]),
        ("a word and another", ["a word and another"]),
    ],
)
def test_a_long_name_breaks_where_its_parts_end(name: str, parts: list[str]) -> None:
    assert breakable(name).split("\u200b") == parts


def test_a_cell_with_tags_is_shown_as_it_is() -> None:
    table = PreviewTable()
    table.show_rows(["text"], [[TEXT], ["x < y, as plain as can be, and y > z too"]])
    tips = [table.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in (0, 1)]
    assert tips == [f"<p>{SHOWN}<br>and more</p>", "x < y, as plain as can be, and y > z too"]


def test_so_are_a_decided_text_and_the_name_of_a_label(qtbot: QtBot, studio: Studio) -> None:
    decisions, label = RecentDecisions(), LabelButton("<p>")
    for widget in (decisions, label):
        qtbot.addWidget(widget)
    decisions.show_decisions([Decision(1, "<b>", "", "bold")])
    tip = decisions.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>&lt;b&gt;: bold</p>"
    assert label.toolTip() == "<p>&lt;p&gt;: given to 0 texts</p>"


def test_so_are_names_beside_bars_and_boxes(qtbot: QtBot, studio: Studio) -> None:
    bars, shares, scores = ProbabilityBars(), LabelShares(), ScoreBars("Macro-F1")
    columns, lines, offer = FileColumns(), CodeLines("Call it"), OfferBar("Train")
    for widget in (bars, shares, scores, columns, lines, offer):
        qtbot.addWidget(widget)
    bars.show_rows([LabelProbability("<b>", 0.5, "blue", True)])
    shares.show_shares([("<b>", "blue", 3)])
    scores.show_scores([Score("<b>", 0.5, None)])
    columns.ask("new.csv", ["<b>"], [])
    lines.show_text("<b>.ulmfit")
    offer.offer("<b> is rare.", "")
    shown = (bars, shares, scores, columns.boxes[0], lines._lines, offer.words)
    assert [widget.toolTip().startswith("<p>&lt;b&gt;") for widget in shown] == [True] * 6
