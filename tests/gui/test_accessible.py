"""Every page and dialog, empty and full, as someone who hears the screen meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QComboBox,
    QTabWidget,
    QWidget,
)

from app.dialogs.about import AboutDialog
from app.dialogs.bug_report import BugReport
from app.dialogs.new_project import NewProjectDialog
from app.dialogs.preferences import PreferencesDialog
from app.main_window import MainWindow
from app.studio import Studio

STEPS = ("import", "label", "train", "evaluate", "use")


def name_of(widget: QWidget) -> str:
    """What is read out first: its own name, the label that points to it, or its words."""
    if widget.accessibleName():
        return widget.accessibleName()
    face = QAccessible.queryAccessibleInterface(widget)
    for other, _ in face.relations(QAccessible.RelationFlag.Label):
        return other.text(QAccessible.Text.Name)
    return "" if isinstance(widget, QComboBox) else face.text(QAccessible.Text.Name)


def wants_a_name(widget: QWidget) -> bool:
    """Whether the keyboard can go there, or a hand-painted picture stands there."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QAbstractSlider | QTabWidget):
        return False  # parts that Qt makes
    if isinstance(widget, QAbstractButton) and not widget.isVisible() and widget.icon().isNull():
        return False  # gets its words when it is shown
    if isinstance(widget.parent(), QAbstractScrollArea | QComboBox) or is_part(widget):
        return False
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)


def is_part(widget: QWidget) -> bool:
    """Whether it is the field, the list or a button inside what has a name itself."""
    owner = widget.parent()
    wholes = ("QAbstractSpinBox", "QComboBoxPrivateContainer", "QLineEdit")
    return owner is not None and any(owner.inherits(whole) for whole in wholes)


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in root.findChildren(QWidget)
        if wants_a_name(widget) and not name_of(widget).strip()
    ]


def test_the_start_screen_has_names(everything: MainWindow, studio: Studio, tmp_path: Path) -> None:
    studio.preferences.remember(tmp_path)
    assert nameless(everything) == []


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_page_has_names(
    everything: MainWindow, studio: Studio, tmp_path: Path, step: str
) -> None:
    studio.workspace.create(tmp_path / "empty", "Empty")
    everything.go_to(step)
    assert nameless(everything) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_full_page_has_names(full: MainWindow, step: str) -> None:
    full.go_to(step)
    assert nameless(full) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda studio, parent: AboutDialog(parent),
        lambda studio, parent: BugReport("Traceback", parent),
        lambda studio, parent: NewProjectDialog(parent),
        lambda studio, parent: PreferencesDialog(studio.preferences, parent),
    ],
    ids=["about", "bug report", "new project", "preferences"],
)
def test_a_dialog_has_names(
    everything: MainWindow, studio: Studio, make: Callable[[Studio, QWidget], QWidget]
) -> None:
    assert nameless(make(studio, everything)) == []
