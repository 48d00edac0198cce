from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from app import theme
from app.studio import Studio
from app.widgets.label_button import LabelButton


@pytest.fixture
def button(qtbot: QtBot, studio: Studio) -> LabelButton:
    made = LabelButton("Sports", "3", "teal", 1234)
    qtbot.addWidget(made)
    made.resize(300, made.sizeHint().height())
    made.show()
    return made


def colours_of(button: LabelButton) -> set[str]:
    image = button.grab().toImage()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {image.pixelColor(x, y).name() for x, y in places}


def test_it_says_all_that_it_shows(button: LabelButton) -> None:
    assert button.accessibleName() == "Sports"
    assert button.accessibleDescription() == "3, given to 1,234 texts"
    button.set_count(1)
    assert button.accessibleDescription() == "3, given to 1 text"


def test_it_is_pressed_by_the_mouse(qtbot: QtBot, button: LabelButton) -> None:
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()


def test_its_dot_has_the_label_s_colour(button: LabelButton) -> None:
    assert theme.label_colour("teal").name() in colours_of(button)
    assert theme.label_colour("orange").name() not in colours_of(button)


def test_a_given_label_differs_by_more_than_colour(button: LabelButton) -> None:
    before = button.grab().toImage()
    button.setChecked(True)
    after = button.grab().toImage()
    tick = button.fontMetrics().horizontalAdvance("Sports")
    assert tick > 0
    grey = [image.convertToFormat(image.Format.Format_Grayscale8) for image in (before, after)]
    assert grey[0] != grey[1]


def test_a_long_name_is_cut_not_spilled(qtbot: QtBot, studio: Studio) -> None:
    made = LabelButton("x" * 300, "3")
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() <= 160


def test_a_figure_gives_way_to_the_name(qtbot: QtBot, studio: Studio) -> None:
    made = LabelButton("abbreviation", "3")
    qtbot.addWidget(made)
    made.resize(213, made.sizeHint().height())  # as in a window of 960 pixels
    made.set_suggestion(0.62, is_best=True)
    assert made.shown_name() == "abbreviation"
    made.setChecked(True)
    made.resize(160, made.height())
    assert made.shown_name().endswith("…")
    assert made.toolTip().startswith("abbreviation")


def test_the_key_that_accepts_it_gives_way_to_the_name(qtbot: QtBot, studio: Studio) -> None:
    made = LabelButton("complaint", "3")
    qtbot.addWidget(made)
    name = QFontMetrics(theme.font(theme.Type.BODY, QFont.Weight.DemiBold))
    least = made.name_left() + name.horizontalAdvance("complaint") + theme.Space.M
    made.resize(least + 2, made.sizeHint().height())
    made.set_suggestion(0.92, is_best=True)
    assert made.shown_name() == "complaint"
    assert not made.shows_accepting_key
    made.resize(300, made.height())
    assert made.shows_accepting_key


def test_an_ampersand_in_a_name_is_no_key(qtbot: QtBot) -> None:
    made = LabelButton("R&D", "3")
    qtbot.addWidget(made)
    assert made.shortcut().isEmpty()
    assert made.text() == "R&D"
