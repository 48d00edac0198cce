"""What a label means is written in a dialog, and seen beside its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.dialogs.label_meaning import LabelMeaningDialog
from app.pages.label_scheme import follow_scheme
from app.studio import Studio
from app.widgets.label_panel import LabelPanel
from app.widgets.texts import ElidedLabel
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Project

MEANT = "Who asks for a person.\n\nNot: a company."


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> LabelPanel:
    made = LabelPanel()
    qtbot.addWidget(made)
    return made


def the_dialog(panel: LabelPanel) -> LabelMeaningDialog:
    found = [each for each in panel.findChildren(LabelMeaningDialog) if each.isVisible()]
    return found[0]


def test_it_is_written_and_left_as_it_is(
    qtbot: QtBot, studio: Studio, project: Project, panel: LabelPanel
) -> None:
    follow_scheme(studio, panel)
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    label = project.labels.all()[0]

    panel.meaning_wanted.emit(label)
    dialog = the_dialog(panel)
    qtbot.waitActive(dialog)
    dialog.field.setPlainText(MEANT)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert project.labels.all()[0].definition == MEANT
    panel.meaning_wanted.emit(project.labels.all()[0])
    dialog = the_dialog(panel)
    assert dialog.field.toPlainText() == MEANT
    dialog.field.setPlainText("other")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert project.labels.all()[0].definition == MEANT
    assert left == [True, True]
    assert len(project.commands.history(9)) == 2  # the import and this


def test_it_stands_below_the_name_and_whole_in_the_tip(qtbot: QtBot, panel: LabelPanel) -> None:
    labels = [
        Label(1, "person", "blue", "1", 0, MEANT),
        Label(2, "place", "orange", "2", 1),
    ]
    panel.show_labels(labels, {1: 3, 2: 0}, "single")
    panel.show()
    lines = panel.findChildren(ElidedLabel)
    assert [line.whole() for line in lines] == ["Who asks for a person. Not: a company."]
    assert lines[0].geometry().bottom() <= lines[0].parentWidget().height()
    button = panel.buttons[1]
    assert "Not: a company." in button.toolTip()
    assert button.accessibleDescription().endswith(MEANT)
    assert panel.buttons[2].toolTip() == "place: given to 0 texts"


def test_of_many_labels_the_tips_tell(qtbot: QtBot, panel: LabelPanel) -> None:
    labels = [Label(n, f"topic {n}", "blue", None, n, MEANT) for n in range(1, 20)]
    panel.show_labels(labels, {}, "single")
    assert panel.findChildren(ElidedLabel) == []
    assert "Not: a company." in panel.buttons[19].toolTip()


def test_a_meaning_full_of_marks_is_shown_as_it_is(qtbot: QtBot, panel: LabelPanel) -> None:
    panel.show_labels([Label(1, "a", "blue", None, 0, "<b>x</b> & " + "y" * 900)], {}, "single")
    tip = panel.buttons[1].toolTip()
    assert "&lt;b&gt;x&lt;/b&gt; &amp; " in tip
    assert len(tip) < 900


def test_it_is_asked_for_while_few_labels_are_given(qtbot: QtBot, panel: LabelPanel) -> None:
    silent = [Label(n, f"label {n}", "blue", None, n) for n in (1, 2)]
    panel.show()
    panel.show_labels([], {}, "single")
    assert panel.hint.text().startswith("Name the first label")
    panel.show_labels(silent, {1: 5, 2: 3}, "single")
    assert panel.hint.isVisible()
    assert "what it means" in panel.hint.text()
    panel.show_labels(silent, {1: 50, 2: 30}, "single")
    assert not panel.hint.isVisible()
    told = [replace(label, definition=MEANT) for label in silent]
    panel.show_labels([silent[0], told[1]], {1: 5, 2: 3}, "single")
    assert panel.hint.isVisible()
    panel.show_labels(told, {1: 5, 2: 3}, "single")
    assert not panel.hint.isVisible()
