from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.studio import Studio
from app.widgets.label_panel import LabelPanel
from app.widgets.relabel_panel import RelabelPanel
from ulmfit_core.project.labels import Label

LABELS = [
    Label(1, "fine", "blue", "1", 0),
    Label(2, "wants to leave as soon as the contract allows", "orange", "2", 1),
]
COUNTS = {1: 1234, 2: 5}


@pytest.fixture(params=[100, 175])
def labels_panel(
    qtbot: QtBot, studio: Studio, preferences: Preferences, request: pytest.FixtureRequest
) -> LabelPanel:
    preferences.update(text_size=request.param)
    made = LabelPanel()
    qtbot.addWidget(made)
    made.show_labels(LABELS, COUNTS, "single")
    return made


@pytest.fixture
def relabel_panel(qtbot: QtBot, studio: Studio) -> RelabelPanel:
    keys_in = QWidget()
    qtbot.addWidget(keys_in)
    made = RelabelPanel(keys_in)
    qtbot.addWidget(made)
    made.show_labels(LABELS, COUNTS)
    return made


def spilled(panel: QWidget) -> list[str]:
    """The buttons that reach over the edge of the panel."""
    return [
        made.text() or made.accessibleName()
        for made in panel.findChildren(QAbstractButton)
        if made.isVisible() and made.mapTo(panel, made.rect().topRight()).x() > panel.width()
    ]


def test_a_long_name_pushes_nothing_over_the_edge(qtbot: QtBot, labels_panel: LabelPanel) -> None:
    labels_panel.resize(labels_panel.sizeHint())
    labels_panel.show()
    qtbot.waitExposed(labels_panel)
    assert spilled(labels_panel) == []
    assert labels_panel.buttons[1].shown_name() == "fine"
    assert labels_panel.buttons[2].shown_name().endswith("…")


@pytest.mark.parametrize(
    ("key", "renamed"),
    [(Qt.Key.Key_Return, True), (Qt.Key.Key_Tab, True), (Qt.Key.Key_Escape, False)],
)
def test_a_name_that_was_typed_is_lost_by_escape_alone(
    qtbot: QtBot, labels_panel: LabelPanel, key: Qt.Key, renamed: bool
) -> None:
    said: list[tuple[Label, str]] = []
    left: list[bool] = []
    labels_panel.renamed.connect(lambda label, name: said.append((label, name)))
    labels_panel.left.connect(lambda: left.append(True))
    labels_panel.show()
    labels_panel.activateWindow()
    labels_panel.rename(LABELS[0])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "better")
    qtbot.keyClick(field, key)
    assert said == ([(LABELS[0], "better")] if renamed else [])
    assert left == [True]


def test_nor_over_that_of_the_panel_to_mend_labels(
    qtbot: QtBot, relabel_panel: RelabelPanel
) -> None:
    relabel_panel.show()
    qtbot.waitExposed(relabel_panel)
    assert spilled(relabel_panel) == []


def test_it_grows_with_the_text(
    qtbot: QtBot, studio: Studio, preferences: Preferences, relabel_panel: RelabelPanel
) -> None:
    relabel_panel.show()
    before = relabel_panel.width()
    preferences.update(text_size=175)
    qtbot.waitUntil(lambda: relabel_panel.width() > 1.5 * before)


MANY = [Label(n, f"topic {n}", "blue", None, n) for n in range(1, 101)]


@pytest.fixture
def long_panel(qtbot: QtBot, studio: Studio) -> LabelPanel:
    made = LabelPanel()
    qtbot.addWidget(made)
    made.show_labels(MANY, {97: 12}, "multi")
    made.show()
    qtbot.waitExposed(made)
    return made


def test_what_is_typed_finds_labels_that_are_too_many_to_show(long_panel: LabelPanel) -> None:
    assert 97 not in long_panel.buttons
    assert long_panel.more.text() == "and 40 more, too many to show"
    long_panel.show_given([97])
    long_panel.show_suggestion({97: 0.4}, 97)
    long_panel.field.setText("TOPIC 9")
    assert sorted(long_panel.buttons) == [9, *range(90, 100)]
    found = long_panel.buttons[97]
    assert found.isChecked()
    assert found.accessibleDescription() == long_panel.buttons[97].accessibleDescription()
    assert "40" in found.accessibleName() + found.accessibleDescription()
    long_panel.field.clear()
    assert len(long_panel.buttons) == 61  # what the text has is there too
    assert long_panel.more.text() == "and 39 more, too many to show"
    long_panel.show_given([])
    assert len(long_panel.buttons) == 60


def test_enter_gives_a_label_that_is_there_and_adds_another(
    qtbot: QtBot, long_panel: LabelPanel
) -> None:
    for typed, signal, said in (
        ("Topic 97", long_panel.given, "Enter gives it."),
        ("topic 97 b", long_panel.added, "Enter adds it as a new label."),
    ):
        long_panel.field.setText(typed)
        assert long_panel.more.text().endswith(said)
        with qtbot.waitSignal(signal):
            qtbot.keyClick(long_panel.field, Qt.Key.Key_Return)


def test_the_arrow_leads_into_what_was_found(qtbot: QtBot, long_panel: LabelPanel) -> None:
    long_panel.field.setFocus()
    long_panel.field.setText("topic 97")
    qtbot.keyClick(long_panel.field, Qt.Key.Key_Down)
    assert long_panel.buttons[97].hasFocus()


@pytest.fixture
def long_relabel_panel(qtbot: QtBot, relabel_panel: RelabelPanel) -> RelabelPanel:
    relabel_panel.show_labels(MANY, {97: 12})
    relabel_panel.show()
    relabel_panel.activateWindow()
    qtbot.waitExposed(relabel_panel)
    return relabel_panel


def test_any_of_many_labels_can_mend_a_text(qtbot: QtBot, long_relabel_panel: RelabelPanel) -> None:
    panel = long_relabel_panel
    assert panel.more.text() == "and 40 more, too many to show"
    panel.field.setFocus()
    qtbot.keyClicks(panel.field, "topic 97")
    with qtbot.waitSignal(panel.given) as given:
        panel.buttons[97].click()
    assert given.args == [MANY[96]]
    assert not panel.buttons[97].isChecked()  # before the text has it
    with qtbot.waitSignal(panel.given) as given:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert given.args == [MANY[96]]
    assert panel.field.text() == ""


def test_what_a_text_has_is_shown_however_many_there_are(
    qtbot: QtBot, long_relabel_panel: RelabelPanel
) -> None:
    panel = long_relabel_panel
    panel.show_given([97])
    assert panel.buttons[97].isChecked()
    assert panel.more.text() == "and 39 more, too many to show"
    qtbot.waitUntil(lambda: is_seen(panel, panel.buttons[97]))
    panel.show_given([50])
    assert 97 not in panel.buttons
    assert is_seen(panel, panel.buttons[50])


def test_what_a_text_has_is_seen_at_once(qtbot: QtBot, relabel_panel: RelabelPanel) -> None:
    relabel_panel.show_labels(MANY, {97: 12})
    relabel_panel.show_given([50])
    relabel_panel.show()
    qtbot.waitUntil(lambda: is_seen(relabel_panel, relabel_panel.buttons[50]))


def is_seen(panel: RelabelPanel, made: QWidget) -> bool:
    return panel.rows.rect().contains(made.mapTo(panel.rows, made.rect().center()))


def test_few_labels_are_searched_for_in_neither_panel(relabel_panel: RelabelPanel) -> None:
    assert relabel_panel.field.isHidden()
    assert relabel_panel.more.isHidden()


def test_few_labels_stay_while_another_is_typed(labels_panel: LabelPanel) -> None:
    labels_panel.field.setText("other")
    assert sorted(labels_panel.buttons) == [1, 2]
    assert labels_panel.more.isHidden()
