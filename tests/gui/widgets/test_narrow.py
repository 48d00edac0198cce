"""What gives way where there is no room, and what does not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.choice_box import ChoiceBox
from app.widgets.figures_table import FiguresTable
from app.widgets.probability_bars import LabelProbability, ProbabilityBars
from app.widgets.read_options import ReadOptionsBar
from app.widgets.texts import ElidedLabel
from ulmfit_core.corpus.options import Compression, Format, ReadOptions
from ulmfit_core.corpus.sniffing import Sniffed


@pytest.mark.parametrize("width", [120, 220, 300, 900])
def test_names_of_bars_leave_the_figures_their_room(
    qtbot: QtBot, studio: Studio, width: int
) -> None:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.show_rows([LabelProbability("a rather long abbreviation", 1.0, "blue", given=True)])
    bars.resize(width, 60)
    names, figures = bars.columns()
    assert 0 <= names <= width - figures
    assert figures >= bars.fontMetrics().horizontalAdvance(bars.rows[0].percent)


def test_what_is_cut_in_a_box_says_so(qtbot: QtBot, studio: Studio) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItem("names the columns")
    box.resize(90, 34)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText.endswith("…")
    assert box.is_cut()
    box.resize(400, 34)
    assert not box.is_cut()


def test_no_head_of_a_table_is_cut(qtbot: QtBot, studio: Studio) -> None:
    table = FiguresTable("Mistakes", n_words=3)
    qtbot.addWidget(table)
    heads = ("Text", "What a person called it", "Was given", "Sure")
    table.resize(400, 300)
    table.show()
    table.show_rows(heads, [("a text", "station", "breakdown", "95%")])
    header = table.horizontalHeader()
    assert header.sectionSize(1) >= header.fontMetrics().horizontalAdvance(heads[1])


def test_choices_about_a_file_stand_two_in_a_row_where_it_is_narrow(
    qtbot: QtBot, studio: Studio
) -> None:
    bar = ReadOptionsBar()
    qtbot.addWidget(bar)
    sniffed = Sniffed(Format.CSV, Compression.NONE, "utf-8", ",", True, ("text",), ())
    bar.show_options(sniffed, ReadOptions())
    bar.offer_html(found=False, said=None)
    bar.show()
    bar.resize(1060, 300)
    bar.layout().activate()
    captions = [caption.text() for caption in bar.findChildren(ElidedLabel)]
    assert "Read as (detected)" in captions
    bar.resize(330, 300)
    shown = (bar.format, bar.encoding, bar.delimiter, bar.header, bar.html, bar.damaged)
    qtbot.waitUntil(lambda: len({box.parentWidget().x() for box in shown}) == 2)
