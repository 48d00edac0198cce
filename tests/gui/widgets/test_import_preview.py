from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.operations.preview import Preview
from app.studio import Studio
from app.widgets.import_preview import ImportPreview
from ulmfit_core.corpus.options import Compression, Format, ReadOptions
from ulmfit_core.corpus.sniffing import Sniffed

HEAD, TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
QUESTION = "What could be <b>better</b>?"


@pytest.fixture
def shown(qtbot: QtBot) -> ImportPreview:
    """The first rows of a survey of two columns, of which one has its question with it."""
    sniffed = Sniffed(
        Format.SPSS,
        Compression.NONE,
        *(None, None, None),
        columns=("resp", "q12"),
        preview_rows=(("1", "It was too dear, and the rack is hidden."),),
        variable_labels={"resp": "", "q12": QUESTION},
    )
    made = ImportPreview()
    qtbot.addWidget(made)
    made.show_preview(Preview(Path("survey.sav"), ReadOptions(), sniffed, 0))
    return made


def test_a_column_of_a_survey_has_its_question(shown: ImportPreview) -> None:
    heads = [shown.model.headerData(place, Qt.Orientation.Horizontal, HEAD) for place in range(2)]
    assert heads == ["resp", f"q12 · {QUESTION}"]
    assert shown.about.text().startswith("SPSS")
    mapping = shown.mapping()
    assert mapping is not None
    assert mapping.text == ("q12",)


def test_a_question_that_is_too_long_is_told_otherwise(shown: ImportPreview) -> None:
    tip = shown.model.headerData(1, Qt.Orientation.Horizontal, TIP)
    assert tip == "<p>q12 · What could be &lt;b&gt;better&lt;/b&gt;?</p>"
    named = [box.accessibleName() for box in shown.header.findChildren(QComboBox)]
    assert named[1] == f"What the column q12 · {QUESTION} holds"


def test_large_text_leaves_the_share_its_sign(
    qtbot: QtBot, studio: Studio, shown: ImportPreview
) -> None:
    studio.preferences.update(text_size=175)
    shown.show()
    field = shown.share.lineEdit()
    words = field.fontMetrics().horizontalAdvance(shown.share.text())
    qtbot.waitUntil(lambda: field.width() - field.textMargins().left() > words)
