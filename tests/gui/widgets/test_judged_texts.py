from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.widgets.judged_texts import JudgedTexts
from tests.gui.test_layout import cut
from ulmfit_core.evaluation.attribution import Attribution
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

LABELS = ("Lieferung und Versand in alle Länder der Welt", "Preis")
MANY = [Label(n, f"topic {n}", "blue", None, n) for n in range(1, 20)]


@pytest.fixture
def texts(qtbot: QtBot, project: Project) -> JudgedTexts:
    made = JudgedTexts(project)
    qtbot.addWidget(made)
    made.show_labels(project.labels.all(), {})
    made.show_document(project.documents.documents([1])[0])
    weights = np.zeros((1, 2))
    made.show_attribution(Attribution(LABELS, ((0, 5),), weights, (0.9, 0.1), by_word=True))
    return made


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(("text_size", "width"), [(100, 720), (150, 660), (175, 660)])
def test_what_words_did_is_told_whole(
    qtbot: QtBot, studio: Studio, texts: JudgedTexts, text_size: int, width: int, label: str
) -> None:
    studio.preferences.update(text_size=text_size)
    texts.label_shown.setCurrentIndex(LABELS.index(label))
    texts.label_shown.activated.emit(LABELS.index(label))
    texts.resize(width, 480)
    texts.show()

    def is_whole() -> bool:
        assert cut(texts) == []
        return right(texts.panel, texts) <= width

    qtbot.waitUntil(is_whole)
    about = texts.about
    shown = about.fontMetrics().horizontalAdvance(about.text())
    assert shown <= about.contentsRect().width()
    header = texts.table.horizontalHeader()
    for column in range(header.count()):
        assert header.sectionSizeHint(column) <= header.sectionSize(column)


def right(widget: QWidget, of: QWidget) -> int:
    return widget.mapTo(of, QPoint(widget.width(), 0)).x()


def test_another_text_is_not_searched_for_the_word_of_the_last(
    texts: JudgedTexts, project: Project
) -> None:
    texts.show_labels(MANY, {})
    texts.panel.field.setText("topic 7")
    assert texts.document is not None
    texts.show_document(replace(texts.document, labels=(7,)))
    assert texts.panel.field.text() == "topic 7"
    texts.show_document(project.documents.documents([2])[0])
    assert texts.panel.field.text() == ""
