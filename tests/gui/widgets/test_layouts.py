from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.widgets.layouts import add, hbox, vbox


@pytest.mark.usefixtures("qapp")
def test_a_column_fills_its_widget_without_margins() -> None:
    holder, first, second = QWidget(), QLabel("a"), QLabel("b")
    made = vbox(first, (second, 2), within=holder, spacing=7)
    assert holder.layout() is made
    assert made.spacing() == 7
    margins = made.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (0, 0, 0, 0)
    assert [made.itemAt(place).widget() for place in range(2)] == [first, second]
    assert [made.stretch(place) for place in range(2)] == [0, 2]


@pytest.mark.usefixtures("qapp")
def test_a_row_takes_layouts_and_empty_room_too() -> None:
    inner = vbox()
    made = hbox(1, spacing=3)
    add(made, (inner, 4), 5)
    assert made.itemAt(1).layout() is inner
    assert [made.stretch(place) for place in range(3)] == [1, 4, 5]
