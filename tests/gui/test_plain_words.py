from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.models.preview_table import PreviewTable
from app.notices import ask
from app.plain_words import breakable
from app.studio import Studio
from app.tasks.activity import Activity
from app.widgets.buttons import tool_button
from app.widgets.code_lines import CodeLines
from app.widgets.file_columns import FileColumns
from app.widgets.label_button import LabelButton
from app.widgets.label_shares import LabelShares
from app.widgets.offer_bar import OfferBar
from app.widgets.probability_bars import LabelProbability, ProbabilityBars
from app.widgets.progress_row import ProgressRow
from app.widgets.recent_decisions import Decision, RecentDecisions
from app.widgets.score_bars import Score, ScoreBars
from app.widgets.start_box import StartBox

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
    bars, shares, scores = ProbabilityBars(), LabelShares(), ScoreBars("Macro-F1", "")
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


def test_so_is_a_name_on_a_small_button_and_in_a_box(qtbot: QtBot, studio: Studio) -> None:
    box, row = StartBox(), ProgressRow(Activity("<img src=//a/b>", if_stopped="It is lost."))
    small, silent = tool_button("more", "<b>"), ProgressRow(Activity("<b>"))
    for widget in (box, row, small, silent):
        qtbot.addWidget(widget)
    box.take("/bases/<b>x</b>")
    tips = [row.stop_button.toolTip(), small.toolTip(), silent.stop_button.toolTip()]
    tips.append(box.itemData(box.currentIndex(), Qt.ItemDataRole.ToolTipRole))
    assert tips == [
        "<p>Stop &lt;img src=//a/b&gt;. It is lost.</p>",
        "<p>&lt;b&gt;</p>",
        "<p>Stop &lt;b&gt;</p>",
        "<p>/bases/&lt;b&gt;x&lt;/b&gt;</p>",
    ]


def test_a_question_shows_a_name_as_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    formats: list[Qt.TextFormat] = []

    def look(box: QMessageBox) -> None:
        said = [label for label in box.findChildren(QLabel) if "<b>" in label.text()]
        formats.extend(label.textFormat() for label in said)

    monkeypatch.setattr(QDialog, "exec", look)
    parent = QWidget()
    qtbot.addWidget(parent)
    ask(parent, "Delete <b>it</b>?", "<b> goes.", "Delete")
    assert formats == [Qt.TextFormat.PlainText] * 2
