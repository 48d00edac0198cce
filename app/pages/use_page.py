"""The last step: try a model on a text, on a file, and take it elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QScrollArea

from app.dialogs.save_file import ask_where
from app.file_dialogs import choose_file
from app.operations.attempt import attempt
from app.operations.export_labels import export_labels
from app.operations.labels import add_labels
from app.operations.models import (
    ModelChoice,
    brought_up_to_date,
    copy_card,
    export_model,
    open_model,
    trained_models,
)
from app.operations.prediction import predict_project
from app.operations.training import train_on
from app.pages.file_prediction import FilePrediction
from app.pages.label_counting import LabelCounting
from app.pages.page import Page
from app.pages.typed_text import TypedText
from app.steps import Step
from app.studio import Studio
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import SectionHeader
from app.widgets.file_columns import FileColumns
from app.widgets.label_counts import LabelCounts
from app.widgets.label_export import LabelExport
from app.widgets.layouts import add, vbox
from app.widgets.model_box import ModelBox
from app.widgets.scrolled import scrolled_column
from app.widgets.try_text import TryText
from app.widgets.use_elsewhere import UseElsewhere
from app.workspace import Change
from ulmfit_core.corpus.interchange.exporting import SUFFIXES
from ulmfit_core.corpus.options import NO_CELLS, TextCells
from ulmfit_core.predictor import Predictor

_MODEL = "model.ulmfit"


class UsePage(Page):
    """One model is chosen; everything below is about it."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self._opened: list[ModelChoice] = []  # files from elsewhere
        self.box = ModelBox()
        self.columns = FileColumns()
        self.trial = TryText()
        self._typed = TypedText(studio, self.trial, self._is_in_use)
        self.counts = LabelCounts()
        self._counting = LabelCounting(
            studio, self.counts, self._is_in_use, lambda: self.model_path
        )
        self.elsewhere = UseElsewhere()
        self.labels = LabelExport()
        self.label_folder = button(tr("Label a folder…"), icon_name="folder")
        self.label_project = button(tr("Label the project's texts…"), icon_name="table")
        area = self._content()
        self.files = FilePrediction(
            studio, self.columns, area, self._is_in_use, lambda: self.model_path, self._learnt
        )
        self.body.addWidget(area, 1)
        self.header.addWidget(self.label_folder)
        self.label_file = self.set_primary(
            tr("Label a file…"), self.files.choose_file, "Ctrl+Return"
        )
        self._add_actions()
        self._connect()
        self._show_lines(Path(_MODEL))

    def leave(self) -> None:
        self.trial.pause.stop()

    def refresh(self, change: Change) -> None:
        if Change.RUNS in change:
            self._list_models()
        if change & (Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS):
            self._counting.forget_what_changed()
        if Change.LABELS in change:  # names and colours, and what was typed before leaving
            self._bring_up_to_date()
            self._show_facts()
            self._typed.ask()

    def show_place(self, place: str) -> None:
        """Choose the model of the training whose folder is called so."""
        for choice in trained_models(self.studio):
            if place in choice.path.parts:
                self.box.choose(choice.path)

    def take_files(self, paths: list[Path]) -> bool:
        models = [path for path in paths if path.suffix == ".ulmfit"]
        if models:
            self.use_file(models[-1])
        return bool(models)

    @property
    def model_path(self) -> Path | None:
        """The chosen model's file."""
        return self.box.path

    @property
    def predictor(self) -> Predictor | None:
        """Of the chosen model, once it is loaded."""
        return self._typed.predictor

    def _learnt(self) -> TextCells:
        return self.predictor.config.text_cells if self.predictor is not None else NO_CELLS

    def use_file(self, path: Path) -> None:
        """Choose a model file from anywhere."""
        if not self.box.offers(path):
            self._opened.append(ModelChoice(path, path.name))
            self._list_models()
        self.box.choose(path)

    def go_on_training(self) -> None:
        """Train the chosen model further on the project's texts, and show how that goes."""
        if self.model_path is not None and train_on(self.studio, self.model_path):
            self.step_wanted.emit("train/at-work")

    def take_over_labels(self) -> None:
        """Add the model's labels to the project's."""
        if self.predictor is not None:
            add_labels(self.studio, self.predictor.labels)

    def choose_model(self) -> None:
        """Let a model file be chosen."""
        wanted = tr("Models") + " (*.ulmfit)"
        path = choose_file(self, tr("Open a model file"), wanted)
        if path:
            self.use_file(Path(path))

    def choose_project_output(self) -> None:
        """Let a place for the project's texts with the model's labels be chosen; write them."""
        model = self.model_path
        proposed = self._project.exports_dir / f"{self._project.folder.name}-predicted.csv"
        title = tr("Write the texts with their predictions to")
        target = ask_where(self, title, proposed)
        if target is not None and model is not None:
            predict_project(self.studio, model, target)

    def choose_export(self) -> None:
        """Let a place for the model be chosen, and copy it there."""
        proposed = self._project.exports_dir / _MODEL
        kinds = tr("Models") + " (*.ulmfit)"
        target = ask_where(self, tr("Export the model to"), proposed, kinds)
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Copy the chosen model to ``target``."""
        source = self.model_path
        if source is not None:
            export_model(self.studio, source, target, lambda: self._exported(target))

    def copy_card(self) -> None:
        """Put the chosen model's card on the clipboard."""
        if self.model_path is not None:
            copy_card(self.studio, self.model_path)

    def choose_label_export(self) -> None:
        """Let a place for the labels be chosen, and write them there."""
        wanted = self.labels.wanted
        name = f"{self._project.folder.name}-labels{SUFFIXES[wanted.target]}"
        proposed = self._project.exports_dir / name
        path = ask_where(self, tr("Export the labels to"), proposed)
        if path is not None:
            export_labels(self.studio, path, wanted)

    def _exported(self, target: Path) -> None:
        if self._is_in_use():
            self._show_lines(target)

    def _show_lines(self, path: Path) -> None:
        columns = self._project.imports.text_columns()
        self.elsewhere.show_path(path, columns[0] if columns else ())

    def _list_models(self) -> None:
        self.box.show_choices([*trained_models(self.studio), *self._opened])

    def _load(self) -> None:
        """Open the chosen model beside the window."""
        path = self.model_path
        self._typed.predictor = None
        self._counting.forget()
        self._show_facts()
        if path is None:
            self.trial.show_nothing(tr("No model file is left. Train again, or open a file."))
            return
        self.trial.show_nothing(tr("Opening the model…"))

        def show(predictor: Predictor) -> None:
            if self._is_in_use() and self.model_path == path:
                self._typed.predictor = predictor
                self.trial.expect(len(predictor.labels))
                self._show_facts()
                self._typed.ask()

        def give_up() -> None:
            if self._is_in_use() and self.model_path == path:
                self.trial.show_nothing(tr("This model cannot be used. Choose another one."))

        open_model(self.studio, path, show, give_up)

    def _bring_up_to_date(self) -> None:
        predictor, path = self.predictor, self.model_path
        if predictor is not None and path is not None:
            found = attempt(self.studio.notices, lambda: brought_up_to_date(predictor, path))
            self._typed.predictor = found or predictor

    def _show_facts(self) -> None:
        known = [label.name for label in self._project.labels.all()]
        self.box.show_facts(self.predictor, known)
        for action in self._about_model:
            action.setEnabled(self.predictor is not None)
        elsewhere = (self.elsewhere.export, self.elsewhere.card)
        for made in (*elsewhere, self.label_folder, self.label_project):
            made.setEnabled(self.predictor is not None)
        self._counting.enable(self.predictor is not None)

    def _add_actions(self) -> None:
        self._about_model = self.actions()
        for text, run in (
            (tr("Label a folder…"), self.files.choose_folder),
            (tr("Label the project's texts…"), self.choose_project_output),
            (tr("Count the labels"), self._counting.count),
            (tr("Export the model…"), self.choose_export),
            (tr("Copy the model card"), self.copy_card),
            (tr("Train on from this model"), self.go_on_training),
            (tr("Export the labels…"), self.choose_label_export),
            (tr("Open a model file…"), self.choose_model),
        ):
            action = QAction(text, self)
            action.triggered.connect(lambda checked=False, run=run: run())
            self.addAction(action)
        self._about_model = self.actions()[:-2]

    def _connect(self) -> None:
        self.label_folder.clicked.connect(self.files.choose_folder)
        self.label_project.clicked.connect(self.choose_project_output)
        self.trial.field.files_pasted.connect(self.files_given)
        self.box.chosen.connect(self._load)
        self.box.other.clicked.connect(self.choose_model)
        self.box.train_on.clicked.connect(self.go_on_training)
        self.box.take_labels.clicked.connect(self.take_over_labels)
        self.elsewhere.export.clicked.connect(self.choose_export)
        self.elsewhere.card.clicked.connect(self.copy_card)
        self.labels.save.clicked.connect(self.choose_label_export)

    def _content(self) -> QScrollArea:
        column = vbox(self.box, self.columns, self.trial, spacing=Space.L)
        column.addSpacing(Space.S)
        add(column, self.counts, self.elsewhere)
        taken_along = SectionHeader(
            tr("Take the labels along"),
            tr("Every text with its labels, for another tool or another person."),
        )
        taken_along.trailing.addWidget(self.label_project)
        add(column, taken_along, self.labels, 1)
        return scrolled_column(self.step.title, column)
