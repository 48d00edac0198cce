"""The fourth step: how good a model is on texts it never saw, and where it errs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.operations.evaluation import (
    TrainingChoice,
    finished_trainings,
    look_up_groups,
    set_threshold,
    threshold_of,
)
from app.operations.labelling import label_one
from app.pages.nothing_measured import NothingMeasured
from app.pages.page import Page
from app.pages.project_watch import ProjectWatch
from app.pages.report_finder import ReportFinder
from app.pages.text_explainer import TextExplainer
from app.steps import Step
from app.studio import Studio
from app.theme import scaled
from app.translation import number, tr, tr_count
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.evaluation_view import EvaluationView
from app.widgets.judged_texts import JudgedTexts
from app.widgets.text_size import with_text_size
from app.workspace import Change
from ulmfit_core.evaluation.report import EvaluationReport, JudgedDocument
from ulmfit_core.project.judged_groups import JudgedBy
from ulmfit_core.project.labels import Label

_PAUSE = 300  # ms after a change: several labels in a row are one
_BOX_WIDTH = 260


class EvaluatePage(Page):
    """One training is chosen; its report is looked up, or made anew when test labels changed."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self.trainings = ChoiceBox()
        self.view = EvaluationView(self._project)
        self.texts = JudgedTexts(self._project)
        self.empty = NothingMeasured()
        self.report: EvaluationReport | None = None
        self._choices: list[TrainingChoice] = []
        self._opened_from: QWidget | None = None  # the figure whose texts were looked at last
        self._watch = ProjectWatch(self._project)
        self._finder = ReportFinder(studio, self._is_in_use, self)
        self._explainer = TextExplainer(studio, self.texts, lambda: self.choice, self._is_in_use)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self._connect()

    def leave(self) -> None:
        self._pause.stop()

    def refresh(self, change: Change) -> None:
        if Change.RUNS in change:
            self._list_trainings()
        if Change.DOCUMENTS in change and self._watch.has_other_documents():
            self._leave_texts()
        if Change.LABELS in change:
            self._explainer.forget()
            self._explainer.explain()
        if change & (Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS):
            counts = self.studio.workspace.counts().texts.by_label
            self.texts.show_labels(self._project.labels.all(), counts)
            self._show_document()
            self._show_how_many()
            self._pause.start()

    def show_place(self, place: str) -> None:
        """Choose the training whose folder is called so."""
        names = [choice.path.name for choice in self._choices]
        if place in names:
            self.trainings.setCurrentIndex(names.index(place))

    @property
    def choice(self) -> TrainingChoice | None:
        """The training that is looked at."""
        place = self.trainings.currentIndex()
        return self._choices[place] if 0 <= place < len(self._choices) else None

    def label_test_set(self) -> None:
        """Go and label texts of the test set, on purpose."""
        self.step_wanted.emit("label/test")

    def show_cell(self, truth: int, given: int) -> None:
        """List the texts of one label that were given another, or the same."""
        if self.report is not None:
            names = self.report.labels
            words = tr("{truth}, given {given}", truth=names[truth], given=names[given])
            self._show_texts(words, self.report.cell(truth, given))

    def show_label(self, place: int) -> None:
        """List the texts where one label went wrong."""
        if self.report is not None:
            found = [*self.report.missed(place), *self.report.wrongly_given(place)]
            words = tr("{name}: missed or wrongly given", name=self.report.labels[place])
            self._show_texts(words, found)

    def show_group(self, name: str, ids: Sequence[int]) -> None:
        """List the mistakes among the texts of a group, the surest first."""
        if self.report is not None:
            members = set(ids)
            found = [document for document in self.report.mistakes() if document.id in members]
            if found:
                self._show_texts(name, found)
            else:
                self.studio.notices.info(tr("{name}: no mistakes", name=name))

    def show_mistakes(self, row: int = 0) -> None:
        """List all mistakes, the surest first."""
        if self.report is not None:
            self._show_texts(tr("The surest mistakes"), self.report.mistakes(), row)

    def show_figures(self) -> None:
        """Back from the texts, to the figure that they were opened from."""
        self._views.setCurrentWidget(self.view if self.report is not None else self.empty)
        if self.report is not None:
            first = self.view.matrix if self.report.task == "single" else self.view.classes
            figure = self._opened_from
            is_there = figure is not None and figure.isVisibleTo(self.view)
            (figure if figure is not None and is_there else first).setFocus()

    def _list_trainings(self) -> None:
        """Fill the list; what was chosen stays so, else the newest is."""
        before = self.choice
        self._choices = finished_trainings(self.studio)
        self.trainings.blockSignals(True)
        self.trainings.clear()
        self.trainings.addItems([choice.title for choice in self._choices])
        paths = [choice.path for choice in self._choices]
        kept = paths.index(before.path) if before is not None and before.path in paths else 0
        self.trainings.setCurrentIndex(kept)
        self.trainings.blockSignals(False)
        if self.choice is None or before is None or self.choice.path != before.path:
            self._begin()

    def _begin(self) -> None:
        """Another training: nothing is known of it yet."""
        self.report = None
        self.go_on.setVisible(self.choice is not None)
        self._explainer.forget()
        self._finder.leave(self.choice)
        self._look()

    def _look(self) -> None:
        """Look the report up, unless one is being made: then afterwards."""
        choice = self.choice
        if not self._is_in_use() or self._finder.is_measuring:
            return
        if choice is None:
            self.empty.say_no_model()
            self._views.setCurrentWidget(self.empty)
            return
        if not self._counts()[0]:
            self._ask_for_labels()
            return
        self._finder.look(choice)

    def _say_measuring(self) -> None:
        if self.report is None:
            self.empty.say_measuring()
            self._views.setCurrentWidget(self.empty)

    def _give_up(self) -> None:
        if self.report is None:
            self.empty.say_failed()
            self._views.setCurrentWidget(self.empty)

    def _show_report(self, report: EvaluationReport) -> None:
        if report == self.report:
            return
        is_first = self.report is None
        if is_first:
            self.view.forget_groups()  # another model's
        self.report = report
        self.view.show_report(report)
        if self.choice is not None:
            self.view.abstain.set_threshold(threshold_of(self.choice))
        self.texts.model.renew(report)
        look_up_groups(self.studio, report, lambda ways: self._show_groups(report, ways))
        if is_first:
            self.show_figures()
        self._show_how_many()

    def _show_groups(self, report: EvaluationReport, ways: Sequence[JudgedBy]) -> None:
        if self._is_in_use() and self.report is report:
            self.view.show_groups(ways, report)

    def _show_texts(self, title: str, found: Sequence[JudgedDocument], row: int = 0) -> None:
        if self.report is None or not found:
            self.studio.notices.info(tr("There is no such text."))
            return
        n_texts = tr_count("{n} text", "{n} texts", len(found))
        if self._views.currentWidget() is self.view:
            self._opened_from = self.view.focusWidget()
        self._views.setCurrentWidget(self.texts)
        self.texts.show_documents(f"{title} · {n_texts}", self.report, found, row)

    def _read(self, document: int) -> None:
        found = self._project.documents.documents([document])
        if found:
            self.texts.show_document(found[0])
            self._explainer.explain()

    def _show_document(self) -> None:
        """The text that is read, as it is now."""
        if self.texts.document is not None:
            found = self._project.documents.documents([self.texts.document.id])
            if found:
                self.texts.show_document(found[0])

    def _leave_texts(self) -> None:
        """Other texts may have the ids of those that are listed."""
        self.texts.document = None
        if self._views.currentWidget() is self.texts:
            self.show_figures()

    def _relabel(self, label: Label) -> None:
        """One label in place of another; in a multi-label project this one on or off."""
        document = self.texts.document
        if document is None:
            return
        if self._project.task == "multi":
            changed = set(document.labels) ^ {label.id}
            label_one(self.studio, document.id, sorted(changed))
        elif document.labels != (label.id,):
            label_one(self.studio, document.id, [label.id])

    def _counts(self) -> tuple[int, int]:
        """The labelled texts of the test set, and all of it but for repeats, which nobody is
        asked about."""
        counts = self.studio.workspace.counts().texts
        return counts.n_test_labelled, counts.n_test_asked

    def _go_on(self) -> None:
        """With the training that is looked at."""
        if self.choice is not None:
            self.step_wanted.emit(f"use/{self.choice.path.name}")

    def _show_how_many(self) -> None:
        n_labelled, n_test = self._counts()
        self.label_test.setVisible(0 < n_labelled < n_test)  # the empty page has its own
        self.label_test.setToolTip(
            tr("{labelled} of {n} are labelled", labelled=number(n_labelled), n=number(n_test))
        )

    def _ask_for_labels(self) -> None:
        self.report = None
        if self._counts()[1]:
            self.empty.say_no_labels()
        else:
            self.empty.say_no_test_set()
        self._views.setCurrentWidget(self.empty)

    def _act(self) -> None:
        """What the button of the empty state says."""
        n_labelled, n_test = self._counts()
        if n_labelled:
            self._look()
        elif n_test:
            self.label_test_set()
        else:
            self.step_wanted.emit("import")

    def _lay_out(self) -> None:
        self.trainings.name_itself(
            tr("Training"), tr("The training whose model is measured on the test set.")
        )
        with_text_size(self.trainings, lambda: self.trainings.setMaximumWidth(scaled(_BOX_WIDTH)))
        self.header.addWidget(self.trainings)
        self.label_test = self.set_primary(tr("Label the test set"), self.label_test_set)
        self.label_test.hide()
        self.go_on = button(tr("Go on to Use"), icon_name="arrow-right")
        self.header.addWidget(self.go_on)
        self._views = QStackedWidget()
        for view in (QWidget(), self.view, self.texts, self.empty):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)

    def _set_threshold(self, below: float) -> None:
        if self.choice is not None:
            set_threshold(self.studio, self.choice, below)

    def _connect(self) -> None:
        self._finder.found.connect(self._show_report)
        self._finder.measuring.connect(self._say_measuring)
        self._finder.failed.connect(self._give_up)
        self._finder.idle.connect(self._look)
        self.view.abstain.chosen.connect(self._set_threshold)
        self.trainings.currentIndexChanged.connect(lambda index: self._begin())
        self.view.cell_opened.connect(self.show_cell)
        self.view.label_opened.connect(self.show_label)
        self.view.mistake_opened.connect(self.show_mistakes)
        self.view.groups.opened.connect(self.show_group)
        self.texts.left.connect(self.show_figures)
        self.texts.chosen.connect(self._read)
        self.texts.given.connect(self._relabel)
        self.empty.acted.connect(self._act)
        self.go_on.clicked.connect(self._go_on)
