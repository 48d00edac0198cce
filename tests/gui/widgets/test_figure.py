from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.widgets.figure import Figure


def test_one_is_one(qtbot: QtBot) -> None:
    figure = Figure("texts", "text")
    qtbot.addWidget(figure)
    figure.show_value(2000)
    assert figure.accessibleName() == "2,000 texts"
    figure.show_value(1)
    assert figure.accessibleName() == "1 text"
