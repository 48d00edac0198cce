"""Every page and dialog, empty and full, as someone who hears the screen meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyqtgraph
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.dialogs.about import AboutDialog
from app.dialogs.base_builder import BaseBuilderDialog
from app.dialogs.bug_report import BugReport
from app.dialogs.compare_labels import CompareLabelsDialog
from app.dialogs.label_meaning import LabelMeaningDialog
from app.dialogs.new_project import NewProjectDialog
from app.dialogs.preferences import PreferencesDialog
from app.main_window import MainWindow
from app.operations.compare_labels import CodedColumns, Comparison
from app.pages.import_page import ImportPage
from app.pages.train_page import TrainPage
from app.studio import Studio
from app.tasks.base_pace import BasePace
from app.widgets.chart_or_table import ChartOrTable
from app.widgets.run_charts import RunCharts
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.two_coders import compare_coders
from ulmfit_core.project.labels import Label

STEPS = ("import", "label", "train", "evaluate", "use")


def name_of(widget: QWidget) -> str:
    """What is read out first: the label that points to it, its own name, or its words; of a box
    to choose in, which has what is chosen for a name, the beginning of what is read out next."""
    face = QAccessible.queryAccessibleInterface(widget)
    for other, _ in face.relations(QAccessible.RelationFlag.Label):
        return other.text(QAccessible.Text.Name)
    if isinstance(widget, QComboBox):
        name, said = widget.accessibleName(), face.text(QAccessible.Text.Description)
        return name if said.startswith(name) else ""
    return face.text(QAccessible.Text.Name)


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


FIELDS = (QComboBox, QAbstractSpinBox, QLineEdit, QSlider, QPlainTextEdit)


def undescribed(root: QWidget) -> list[str]:
    """The fields whose name does not say what choosing in them does; a tool tip is read out too."""
    return [
        f"{type(widget).__name__} {name_of(widget)!r}"
        for widget in root.findChildren(QWidget)
        if is_field(widget) and not is_part(widget)
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)
    ]


def is_field(widget: QWidget) -> bool:
    """Whether something is chosen or written there; the words of a box to tick say it all."""
    if isinstance(widget, QCheckBox):
        return not widget.text()
    is_read_only = isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isReadOnly()
    return isinstance(widget, FIELDS) and not is_read_only


def pictures_alone(root: QWidget) -> list[str]:
    """The plots that are not to be had as a table too."""
    return [
        name_of(plot)
        for plot in root.findChildren(pyqtgraph.PlotWidget)
        if not any(isinstance(owner, ChartOrTable | RunCharts) for owner in owners(plot))
    ]


def owners(widget: QWidget) -> Iterator[QWidget]:
    owner = widget.parentWidget()
    while owner is not None:
        yield owner
        owner = owner.parentWidget()


def base_builder(studio: Studio, parent: QWidget) -> BaseBuilderDialog:
    return BaseBuilderDialog(studio.bases, BasePace(studio.activities, None), parent)


def compared_labels(parent: QWidget) -> CompareLabelsDialog:
    """Of two people with two labels, who differ on one text of three."""
    one, other = (
        [Document(f"text {n}", (label,), "", "a.csv", n) for n, label in enumerate(labels)]
        for labels in (("praise", "complaint", "praise"), ("Praise", "complaint", "complaint"))
    )
    columns, chosen = ("text", "label"), CodedColumns(("text",), ("label",))
    made = Comparison(Path("theirs.csv"), columns, chosen, compare_coders(one, other), "", 3, 1)
    return CompareLabelsDialog(made, parent)


def missing(root: QWidget) -> dict[str, list[str]]:
    found = {"name": nameless(root), "words": undescribed(root), "table": pictures_alone(root)}
    return {what: widgets for what, widgets in found.items() if widgets}


NOTHING: dict[str, list[str]] = {}


def test_the_start_screen_has_names(everything: MainWindow, studio: Studio, tmp_path: Path) -> None:
    studio.preferences.remember(tmp_path)
    assert missing(everything) == NOTHING


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_page_has_names(
    everything: MainWindow, studio: Studio, tmp_path: Path, step: str
) -> None:
    studio.workspace.create(tmp_path / "empty", "Empty")
    everything.go_to(step)
    assert missing(everything) == NOTHING


@pytest.mark.parametrize("step", STEPS)
def test_a_full_page_has_names(full: MainWindow, step: str) -> None:
    full.go_to(step)
    assert missing(full) == NOTHING


@pytest.mark.parametrize("recipe", ["adapted", "standard"])
def test_every_setting_of_a_training_is_described(full: MainWindow, recipe: str) -> None:
    full.go_to("train")
    page = full.page()
    assert isinstance(page, TrainPage)
    page.setup.cards[recipe].click()
    page.setup.more.setChecked(True)
    assert page.setup.advanced.head.editors
    assert missing(full) == NOTHING


def test_a_file_before_it_comes_in_has_names(
    qtbot: QtBot, everything: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "empty", "Empty")
    file = tmp_path / "mail.csv"
    file.write_text("text,kind\nGood morning,mail\nGood night,mail\n", encoding="utf-8")
    everything.go_to("import")
    page = everything.page()
    assert isinstance(page, ImportPage)
    page.take_files([file])
    qtbot.waitUntil(lambda: page.preview.isVisible())
    assert missing(everything) == NOTHING


@pytest.mark.parametrize(
    "make",
    [
        lambda studio, parent: AboutDialog(parent),
        lambda studio, parent: base_builder(studio, parent),
        lambda studio, parent: BugReport("Traceback", parent),
        lambda studio, parent: compared_labels(parent),
        lambda studio, parent: LabelMeaningDialog(Label(1, "a", "blue", None, 0), parent),
        lambda studio, parent: NewProjectDialog(parent),
        lambda studio, parent: PreferencesDialog(studio.preferences, parent),
    ],
    ids=["about", "base model", "bug report", "compare", "meaning", "new project", "preferences"],
)
def test_a_dialog_has_names(
    everything: MainWindow, studio: Studio, make: Callable[[Studio, QWidget], QWidget]
) -> None:
    assert missing(make(studio, everything)) == NOTHING
