"""What a model that learnt from HTML makes of a text that is typed or pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.pages.use_page import UsePage
from app.studio import Studio
from tests.builders import keyword_bundle
from tests.gui.pages.training import model_of
from tests.gui.pages.using import opened_use_page
from tests.gui.training_events import write_training
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.project import Project

MARKED_UP = "<p>Chain refund</p><p>chain</p>"


@pytest.fixture
def page(qtbot: QtBot, studio: Studio, project: Project, tmp_path: Path) -> Iterator[UsePage]:
    """With the model of known words, which learnt from HTML."""
    write_training(project.runs.next_run_dir("classifier"), "quick", 0.8)
    model_of(project)
    path = tmp_path / "words.ulmfit"
    bundle = keyword_bundle({"refund": "money", "chain": "repair"}, html=True)
    write_bundle(bundle, path)
    pages = opened_use_page(qtbot, studio)
    made = next(pages)
    made.use_file(path)
    qtbot.waitUntil(lambda: made.predictor is not None and made.predictor.config.html)
    yield made
    next(pages, None)


def test_the_words_of_html_are_read(qtbot: QtBot, page: UsePage) -> None:
    page.trial.field.setPlainText(MARKED_UP)
    qtbot.waitUntil(lambda: page.trial.legend.isVisible())
    assert isinstance(page.predictor, Predictor)
    expected = page.predictor.predict("Chain refund\nchain")
    assert page.trial.bars.rows[0].probability == pytest.approx(expected.probability)
    assert "Only its words were read" in page.trial.hint.text()
    assert page.trial.field.extraSelections() == []  # they stand elsewhere among the marks
    assert re.search(r"−\d\.\d refund", page.trial.legend.told.text())


def test_in_a_text_without_marks_its_words_are_shaded(qtbot: QtBot, page: UsePage) -> None:
    page.trial.field.setPlainText(" Chain <3 refund chain ")
    qtbot.waitUntil(lambda: bool(page.trial.field.extraSelections()))
    marks = page.trial.field.extraSelections()
    assert {mark.cursor.selectedText() for mark in marks} == {"Chain", "refund", "chain"}
    assert page.trial.hint.isHidden()


def test_marks_without_a_word_have_no_label(qtbot: QtBot, page: UsePage) -> None:
    page.trial.field.setPlainText(MARKED_UP)
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))
    page.trial.field.setPlainText("<p>&nbsp;</p>")
    qtbot.waitUntil(lambda: not page.trial.bars.rows)
    assert page.trial.answer.text() == ""
