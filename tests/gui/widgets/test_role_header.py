from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableView
from pytestqt.qtbot import QtBot

from app.widgets.role_header import RoleHeader
from ulmfit_core.corpus.column_roles import ColumnRole

TEXT, LABEL, ID = ColumnRole.TEXT, ColumnRole.LABEL, ColumnRole.ID
KEEP, IGNORE = ColumnRole.KEEP, ColumnRole.IGNORE


@pytest.fixture
def header(qtbot: QtBot) -> RoleHeader:
    table = QTableView()
    qtbot.addWidget(table)
    made = RoleHeader(table)
    made.set_columns(["number", "text", "kind"], [ID, TEXT, LABEL])
    return made


def choose_role(header: RoleHeader, column: str, role: ColumnRole) -> None:
    (choice,) = (
        box for box in header.findChildren(QComboBox) if f"column {column} " in box.accessibleName()
    )
    choice.setCurrentIndex(choice.findData(role.value))


def test_a_second_id_takes_the_place_of_the_first(header: RoleHeader) -> None:
    choose_role(header, "kind", ID)
    assert header.roles() == (KEEP, TEXT, ID)


def test_a_choice_that_the_keys_only_pass_takes_nothing(qtbot: QtBot, header: RoleHeader) -> None:
    for _ in range(3):
        qtbot.keyClick(header._choices[2], Qt.Key.Key_Down)
    assert header.roles() == (ID, TEXT, KEEP)


def test_what_was_chosen_since_is_not_given_back(header: RoleHeader) -> None:
    choose_role(header, "kind", ID)
    choose_role(header, "number", TEXT)
    choose_role(header, "number", IGNORE)
    choose_role(header, "kind", LABEL)
    assert header.roles() == (IGNORE, TEXT, LABEL)


def test_more_labels_take_no_place(header: RoleHeader) -> None:
    choose_role(header, "number", ColumnRole.MORE_LABELS)
    assert header.roles() == (ColumnRole.MORE_LABELS, TEXT, LABEL)


def test_several_columns_become_labels_at_once(qtbot: QtBot, header: RoleHeader) -> None:
    with qtbot.waitSignal(header.roles_changed, raising=True):
        header.take_as_labels([0, 2])
    assert header.roles() == (ColumnRole.MORE_LABELS, TEXT, ColumnRole.MORE_LABELS)
