from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.preview_table import PreviewTable
from app.studio import Studio
from app.widgets.label_button import LabelButton
from app.widgets.recent_decisions import Decision, RecentDecisions

TEXT = "<div>A page of the web, <b>with its tags</b></div>\nand more"
SHOWN = "&lt;div&gt;A page of the web, &lt;b&gt;with its tags&lt;/b&gt;&lt;/div&gt;"


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
