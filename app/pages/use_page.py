"""The last step: try a model on a text, on a file, and take it elsewhere."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.operations.evaluation import explain_text
from app.operations.export_labels import export_labels
from app.operations.labels import add_labels
from app.operations.models import (
    ModelChoice,
    export_model,
    open_model,
    take_threshold,
    trained_models,
)
from app.operations.prediction import predict_file, predict_text, suggested_output
from app.operations.training import train_on
from app.pages.page import Page
from app.steps import Step
from app.studio import Studio
from app.theme import Space
from app.translation import decimal, tr, tr_count
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.code_lines import CodeLines
from app.widgets.label_export import LabelExport
from app.widgets.probability_bars import LabelProbability
from app.widgets.texts import paragraph, text_label
from app.widgets.try_text import TryText
from app.workspace import Change
from ulmfit_core.corpus.interchange.exporting import SUFFIXES
from ulmfit_core.evaluation.attribution import Attribution
from ulmfit_core.predictor import Prediction, Predictor

_MODEL = "model.ulmfit"
_BOX_WIDTH = 320


class UsePage(Page):
    """One model is chosen; everything below is about it."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self._project = studio.workspace.project
        self._opened: list[ModelChoice] = []  # files from elsewhere
        self.predictor: Predictor | None = None  # of the chosen model, once it is loaded
        self._asking = self._explaining = False
        self.models = QComboBox()
        self.models.setAccessibleDescription(
            tr("The model that labels the texts below, of this project or from a file.")
        )
        self.other = button(tr("Open a model file…"), icon_name="folder")
        self.facts = paragraph("", "muted")
        self.train_on = button(tr("Train on from it"), "link")
        self.take_labels = button(tr("Use its labels here"), "link")
        self.trial = TryText()
        self.export = button(tr("Export the model…"), icon_name="export")
        self.python = CodeLines(tr("In Python"))
        self.command = CodeLines(tr("On the command line"))
        self.labels = LabelExport()
        self.label_file = self.set_primary(tr("Predict a file…"), self.choose_input, "Ctrl+Return")
        self._add_actions()
        self.body.addWidget(self._content(), 1)
        self._connect()
        self._show_code(Path(_MODEL))

    def enter(self) -> None:
        if self.predictor is not None and self.model_path is not None:
            take_threshold(self.predictor, self.model_path)

    def leave(self) -> None:
        self.trial.pause.stop()

    def refresh(self, change: Change) -> None:
        if Change.RUNS in change:
            self._list_models()
        if Change.LABELS in change:  # for their colours, and for what was typed before leaving
            self._show_facts()
            self._ask()

    def take_files(self, paths: list[Path]) -> bool:
        models = [path for path in paths if path.suffix == ".ulmfit"]
        if models:
            self.use_file(models[-1])
        return bool(models)

    @property
    def model_path(self) -> Path | None:
        """The chosen model's file."""
        chosen = self.models.currentData()
        return Path(chosen) if chosen else None

    def use_file(self, path: Path) -> None:
        """Choose a model file from anywhere."""
        if self.models.findData(str(path)) < 0:
            self._opened.append(ModelChoice(path, path.name))
            self._list_models()
        self.models.setCurrentIndex(self.models.findData(str(path)))

    def go_on_training(self) -> None:
        """Train the chosen model further on the project's texts, and show how that goes."""
        if self.model_path is not None and train_on(self.studio, self.model_path):
            self.step_wanted.emit("train")

    def take_over_labels(self) -> None:
        """Add the model's labels to the project's."""
        if self.predictor is not None:
            add_labels(self.studio, self.predictor.labels)

    def choose_model(self) -> None:
        """Let a model file be chosen."""
        wanted = tr("Models") + " (*.ulmfit)"
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a model file"), "", wanted)
        if path:
            self.use_file(Path(path))

    def choose_input(self) -> None:
        """Let a file be chosen, and where its labels go; then label it."""
        model = self.model_path
        source, _ = QFileDialog.getOpenFileName(self, tr("Choose a file with texts"))
        if not source or model is None:
            return
        target, _ = QFileDialog.getSaveFileName(
            self, tr("Write the rows with their labels to"), str(suggested_output(Path(source)))
        )
        if target:
            predict_file(self.studio, model, Path(source), Path(target))

    def choose_export(self) -> None:
        """Let a place for the model be chosen, and copy it there."""
        target, _ = QFileDialog.getSaveFileName(
            self, tr("Export the model to"), _MODEL, tr("Models") + " (*.ulmfit)"
        )
        if target:
            self.export_to(Path(target))

    def export_to(self, target: Path) -> None:
        """Copy the chosen model to ``target``."""
        source = self.model_path
        if source is not None:
            export_model(self.studio, source, target, lambda: self._exported(target))

    def choose_label_export(self) -> None:
        """Let a place for the labels be chosen, and write them there."""
        wanted = self.labels.wanted
        name = f"{self._project.folder.name}-labels{SUFFIXES[wanted.target]}"
        path, _ = QFileDialog.getSaveFileName(self, tr("Export the labels to"), name)
        if path:
            export_labels(self.studio, Path(path), wanted)

    def _exported(self, target: Path) -> None:
        if self._is_in_use():
            self._show_code(target)

    def _list_models(self) -> None:
        """Fill the list; what was chosen stays so, else the newest is."""
        choices = [*trained_models(self.studio), *self._opened]
        before = self.models.currentData()
        self.models.blockSignals(True)
        self.models.clear()
        for choice in choices:
            self.models.addItem(choice.title, str(choice.path))
        self.models.setCurrentIndex(max(0, self.models.findData(before)) if choices else -1)
        self.models.blockSignals(False)
        if self.models.currentData() != before or not choices:
            self._load()

    def _load(self) -> None:
        """Open the chosen model beside the window."""
        path = self.model_path
        self.predictor = None
        self._show_facts()
        if path is None:
            self.trial.show_nothing(tr("No model file is left. Train again, or open a file."))
            return
        self.trial.show_nothing(tr("Opening the model…"))

        def show(predictor: Predictor) -> None:
            if self._is_in_use() and self.model_path == path:
                self.predictor = predictor
                self._show_facts()
                self._ask()

        def give_up() -> None:
            if self._is_in_use() and self.model_path == path:
                self.trial.show_nothing(tr("This model cannot be used. Choose another one."))

        open_model(self.studio, path, show, give_up)

    def _ask(self) -> None:
        """Have the text read, unless an earlier one is being read: then afterwards."""
        predictor, text = self.predictor, self.trial.text
        if not self._is_in_use() or predictor is None or self._asking:
            return
        if not text:
            self.trial.show_nothing(tr("The labels appear here while you type."))
            return

        def show(prediction: Prediction) -> None:
            self._asking = False
            if not self._is_in_use():
                return
            if self.predictor is predictor and self.trial.text == text:
                self.trial.show_answer(self._rows(predictor, prediction))
                self._explain(predictor, text)
            else:
                self._ask()

        self._asking = True
        predict_text(self.studio, predictor, text, show, self._give_up_asking)

    def _explain(self, predictor: Predictor, text: str) -> None:
        """Have the words told apart, unless those of an earlier text are: then afterwards."""
        if self._explaining:
            return

        def show(attribution: Attribution) -> None:
            self._explaining = False
            if not self._is_in_use() or self.trial.pause.isActive() or self._asking:
                return  # what is typed now is asked about soon
            if self.predictor is predictor and self.trial.text == text:
                self.trial.show_spoken(attribution)
            elif self.predictor is not None and self.trial.text:
                self._explain(self.predictor, self.trial.text)

        self._explaining = True
        explain_text(self.studio, predictor, text, show, self._give_up_explaining)

    def _give_up_explaining(self) -> None:
        self._explaining = False

    def _give_up_asking(self) -> None:
        self._asking = False

    def _rows(self, predictor: Predictor, prediction: Prediction) -> list[LabelProbability]:
        """One a label, in the project's colour where it has the label."""
        known = {label.name: label.colour for label in self._project.labels.all()}
        return [
            LabelProbability(name, probability, known.get(name, place), name in prediction.labels)
            for place, (name, probability) in enumerate(
                zip(predictor.labels, prediction.probabilities, strict=True)
            )
        ]

    def _show_facts(self) -> None:
        ready = self.predictor is not None
        self.facts.setText(_facts(self.predictor) if self.predictor else "")
        for action in self._about_model:
            action.setEnabled(ready)
        self.export.setEnabled(ready)
        self.train_on.setEnabled(ready)
        self.take_labels.setVisible(bool(self._new_labels()))

    def _new_labels(self) -> set[str]:
        """Those of the model's that the project has not."""
        known = {label.name for label in self._project.labels.all()}
        return set(self.predictor.labels if self.predictor else ()) - known

    def _show_code(self, path: Path) -> None:
        self.python.show_text(
            "from ulmfit_core.predictor import Predictor\n"
            f"predictor = Predictor.open({json.dumps(str(path), ensure_ascii=False)})\n"
            'print(predictor.predict("A new text").label)'
        )
        words = ["ulmfit", "predict", str(path), "texts.csv", "--out", "labelled.csv"]
        join = subprocess.list2cmdline if sys.platform == "win32" else shlex.join
        self.command.show_text(join(words))

    def _is_in_use(self) -> bool:
        """Whether what comes late still has a page to be shown on."""
        workspace = self.studio.workspace
        return workspace.is_open and workspace.project is self._project

    def _add_actions(self) -> None:
        self._about_model = self.actions()
        for text, run in (
            (tr("Export the model…"), self.choose_export),
            (tr("Train on from this model"), self.go_on_training),
            (tr("Export the labels…"), self.choose_label_export),
            (tr("Open a model file…"), self.choose_model),
        ):
            action = QAction(text, self)
            action.triggered.connect(lambda checked=False, run=run: run())
            self.addAction(action)
        self._about_model = self.actions()[:-2]

    def _connect(self) -> None:
        self.models.currentIndexChanged.connect(lambda index: self._load())
        self.other.clicked.connect(self.choose_model)
        self.train_on.clicked.connect(self.go_on_training)
        self.take_labels.clicked.connect(self.take_over_labels)
        self.export.clicked.connect(self.choose_export)
        self.labels.save.clicked.connect(self.choose_label_export)
        self.trial.asked.connect(self._ask)

    def _content(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.step.title)
        holder = QWidget()
        holder.setProperty("role", "page")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.L)
        column.addLayout(self._choice())
        column.addWidget(self.trial)
        column.addSpacing(Space.S)
        header = SectionHeader(
            tr("Use it elsewhere"),
            tr("The model is one file. It needs no internet, no graphics card and no torch."),
        )
        header.trailing.addWidget(self.export)
        column.addWidget(header)
        card = Card()
        card.body.addWidget(self.python)
        card.body.addWidget(self.command)
        column.addWidget(card)
        column.addWidget(
            SectionHeader(
                tr("Take the labels along"),
                tr("Every text with its labels, for another tool or another person."),
            )
        )
        column.addWidget(self.labels)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    def _choice(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        label = text_label(tr("Model"))
        label.setBuddy(self.models)
        self.models.setAccessibleName(label.text())
        self.models.setMaximumWidth(_BOX_WIDTH)
        self.models.setMinimumContentsLength(6)  # gives way where the window is narrow
        self.models.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        row.addWidget(label)
        row.addWidget(self.models, 1)
        row.addWidget(self.other)
        row.addStretch()
        column.addLayout(row)
        about = QHBoxLayout()
        about.setSpacing(Space.M)
        about.addWidget(self.facts, 1)
        about.addWidget(self.take_labels)
        about.addWidget(self.train_on)
        column.addLayout(about)
        return column


def _facts(predictor: Predictor) -> str:
    """What is known of a model, in a line."""
    words = tr_count("{n} label", "{n} labels", len(predictor.labels))
    n_train = predictor.config.data.get("n_train")
    if isinstance(n_train, int):
        words += ", " + tr_count("learned from {n} text", "learned from {n} texts", n_train)
    if predictor.task == "multi":
        words += ", " + tr("any number of them for a text")
    if predictor.abstain_below:
        words += ", " + tr("none below {p}", p=decimal(predictor.abstain_below, 2))
    return words + "."
