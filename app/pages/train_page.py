"""The third step: choose how to train, watch it, and look back at earlier trainings."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QScrollArea, QStackedWidget

from app.models.run_comparison import Compared
from app.models.run_table import RunRow, title_of
from app.models.training_record import TrainingRecord, cited_words
from app.operations.attempt import attempt
from app.operations.bases import show_base_builder
from app.operations.evaluation import look_up_report
from app.operations.full_training import suited_preset
from app.operations.models import trained_models
from app.operations.rate_search import show_rate_finder
from app.operations.training import (
    ask_and_delete,
    choose_base,
    choose_model,
    rename_training,
    resume_training,
    run_rows,
    start_training,
    stop_training,
    toggle_pin,
)
from app.pages.page import Page
from app.pages.readiness_words import n_to_learn_from, readiness_words
from app.pages.train_estimates import TrainEstimates
from app.steps import Step, without_labels
from app.studio import Studio
from app.tasks.background_task import Progress, Work, once
from app.tasks.latest import Latest
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.layouts import add, vbox
from app.widgets.run_comparison import RunComparison
from app.widgets.run_list import RunList
from app.widgets.run_view import RunView
from app.widgets.scrolled import scrolled_column
from app.widgets.texts import paragraph
from app.widgets.train_setup import TrainSetup
from app.workspace import Change
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.report import EvaluationReport


class TrainPage(Page):
    """Two views: the choices with the list of trainings, and one training to look at."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self._desk = studio.training
        self._shown_views = Latest()  # what comes late takes the place of none
        self._cited = Latest()
        self.shown: Path | None = None  # the training that is looked at
        self._can_learn = True  # whether there are labels enough
        self.setup = TrainSetup()
        self.estimates = TrainEstimates(studio, self.setup, self.isVisible)
        self.readiness = paragraph("", "muted")
        self.runs = RunList()
        self.view = RunView()
        self.comparison = RunComparison()
        self.watch = button(tr("Watch the training at work"), icon_name="train")
        self.watch.clicked.connect(self._show_live)
        self.header.addWidget(self.watch)
        self.start = self.set_primary(tr("Start training"), self._begin, "Ctrl+Return")
        self._views = QStackedWidget()
        self._views.addWidget(self._choices())
        self._views.addWidget(self.view)
        self._views.addWidget(self.comparison)
        self.body.addWidget(self._views, 1)
        self._connect()
        self._prefer_gentle()
        if self._desk.is_busy:
            self._show_live()
        self._show_state()

    def show_place(self, place: str) -> None:
        """Watch the training at work, whatever was looked at."""
        self._show_live()

    def refresh(self, change: Change) -> None:
        self._show_cited()  # labels of the test set may be others now
        if change & (Change.ANNOTATIONS | Change.LABELS | Change.DOCUMENTS):
            self._show_readiness()
        if Change.RUNS in change:
            rows = run_rows(self.studio)
            self.runs.show_rows(rows)
            self.runs.setVisible(bool(rows))
            self.setup.base.show_models(trained_models(self.studio))
        self.setup.base.show_bases()
        base = self.studio.workspace.suited_base()
        if base is not None:
            self.setup.base.prefer(base.name)
        n_labelled = n_to_learn_from(self.studio.workspace.counts().texts)
        self.setup.prefer(suited_preset(self.studio, n_labelled))
        self.estimates.show()

    def _show_readiness(self) -> None:
        counts = self.studio.workspace.counts()
        missing, labels = without_labels(counts), self.studio.workspace.project.labels.all()
        words = missing.sentence if missing else readiness_words(labels, counts.texts)
        self.readiness.setText(words)
        self._can_learn = missing is None
        self._show_state()

    def _prefer_gentle(self) -> None:
        self.setup.prefer_gentle(self.studio.preferences.values.gentle)

    def _begin(self) -> None:
        job = attempt(self.studio.notices, self.estimates.wanted)
        if job is not None and start_training(self.studio, self.estimates.estimated(job)):
            self._show_live()

    def _find_rate(self, language_model: bool) -> None:
        def take(rate: float) -> None:
            self.setup.take_rate(rate, language_model=language_model)

        job = attempt(self.studio.notices, self.setup.job)
        if job is not None:
            show_rate_finder(self.studio, self, job, take, language_model=language_model)

    def _show_live(self) -> None:
        path = self._desk.path
        if path is None:
            return
        try:
            title = title_of(self.studio.workspace.project.runs.get(path))
        except InputError:  # it was discarded, and its last word is on its way
            return
        self.shown = path
        self._shown_views.begin()
        self.view.show_record(title, self._desk.record, live=True)
        self._views.setCurrentWidget(self.view)
        self._show_state()

    def _look_back(self, row: RunRow) -> None:
        """Replay an old training beside the window, then show it."""
        if row.path == self._desk.path:
            self._show_live()
            return

        def show(record: TrainingRecord) -> None:
            self.shown = row.path
            self.view.show_record(title_of(row.entry), record, live=False)
            self._show_cited()
            self._views.setCurrentWidget(self.view)
            self._show_state()

        self._show_later(once(lambda: TrainingRecord.replay(row.path)), show)

    def _show_cited(self) -> None:
        """Beside the figures of held-out texts the test set's, once Evaluate has measured them."""
        path, is_latest = self.shown, self._cited.begin()
        if path is None or not self.view.is_measured:
            self.view.show_cited("")
            return

        def show(report: EvaluationReport | None, is_current: bool) -> None:
            if is_latest() and self._is_in_use():
                words = ""
                if report is not None and is_current and not report.may_know:
                    words = cited_words(report.evaluation.n, report.evaluation.accuracy)
                self.view.show_cited(words)

        look_up_report(self.studio, path, show, lambda: None)

    def _compare(self, rows: list[RunRow]) -> None:
        """Read their logs beside the window, then show them together."""

        def work() -> Generator[Progress, None, list[Compared]]:
            found: list[Compared] = []
            for row in rows:
                yield Progress(len(found), len(rows))
                found.append(Compared.load(row))
            return found

        def show(found: list[Compared]) -> None:
            self.comparison.show_trainings(found)
            self._views.setCurrentWidget(self.comparison)
            self._show_state()

        self._show_later(work, show)

    def _show_later(self, work: Work, show: Callable[[Any], object]) -> None:
        """``show`` gets what is found, unless something else came to the front meanwhile."""
        is_latest = self._shown_views.begin()

        def found(result: Any) -> None:
            if is_latest() and self._is_in_use():
                show(result)

        self.studio.activities.look_up(work, found)

    def _show_choices(self) -> None:
        self.shown = None
        self._shown_views.begin()
        self._views.setCurrentIndex(0)
        self._show_state()

    def _desk_changed(self) -> None:
        if self.shown is not None and self.view.is_live and not self._desk.is_busy:
            self._show_ended()
        elif self._desk.is_busy and self._desk.path == self.shown:
            self._show_live()
        self._show_state()

    def _show_ended(self) -> None:
        """Stay at what was watched, unless it is gone."""
        if self.shown is not None and self.shown.is_dir():
            self.view.end()
        else:
            self._show_choices()

    def _show_state(self) -> None:
        busy = self._desk.is_busy
        looking = self._views.currentIndex() != 0
        self.start.setVisible(not looking)
        can_begin = not looking and not busy and self._can_learn
        self.actions()[0].setEnabled(can_begin and self.setup.is_valid())
        has_rate = self.setup.advanced.has_rate
        self.setup.advanced.find_rate.setEnabled(has_rate and can_begin and self.setup.is_valid())
        self.watch.setVisible(busy and not looking)
        self.view.controls.show_state(self._desk.verb, late=self._desk.is_late)
        can_resume = looking and not busy and self._can_resume_shown()
        with_half = can_resume and self.shown is not None and self._desk.can_halve(self.shown)
        self.view.offer_resume(can_resume, with_half=with_half)

    def _can_resume_shown(self) -> bool:
        if not self.studio.workspace.is_open:  # it closes under a training that is watched
            return False
        rows = (row for row in run_rows(self.studio) if row.path == self.shown)
        return any(row.can_resume for row in rows)

    def _arrived(self, phase: str, event: object) -> None:
        self.view.mark_dirty()

    def _connect(self) -> None:
        self.setup.changed.connect(self._show_state)
        self.studio.preferences.changed.connect(self._prefer_gentle)
        self.setup.advanced.rate_wanted.connect(self._find_rate)
        start = self.setup.base
        for build_wanted in (start.build_wanted, self.setup.build_base.clicked):
            build_wanted.connect(lambda: show_base_builder(self.studio, self.window()))
        start.folder_wanted.connect(lambda: start.take(choose_base(self.studio, self)))
        start.file_wanted.connect(lambda: start.take(choose_model(self.studio, self)))
        self._desk.changed.connect(self._desk_changed)
        self._desk.arrived.connect(self._arrived)
        self.view.left.connect(self._show_choices)
        self.view.step_wanted.connect(self._go_on)
        self.comparison.left.connect(self._show_choices)
        self.runs.compared.connect(self._compare)
        self.view.controls.asked.connect(lambda verb: stop_training(self.studio, verb))
        self.view.controls.forced.connect(self._desk.force_stop)
        self.runs.opened.connect(self._look_back)
        self.runs.resumed.connect(lambda row: self._resume(row.path))
        self.view.resume.clicked.connect(lambda: self._resume_shown())
        self.view.halve.clicked.connect(lambda: self._resume_shown(halve=True))
        self.runs.pinned.connect(lambda row: toggle_pin(self.studio, row))
        self.runs.renamed.connect(lambda row, name: rename_training(self.studio, row, name))
        self.runs.deleted.connect(lambda row: ask_and_delete(self.studio, self, row))

    def _go_on(self, step: str) -> None:
        """With the training that is looked at."""
        if self.shown is not None:
            self.step_wanted.emit(f"{step}/{self.shown.name}")

    def _resume_shown(self, *, halve: bool = False) -> None:
        if self.shown is not None:
            self._resume(self.shown, halve=halve)

    def _resume(self, path: Path, *, halve: bool = False) -> None:
        if resume_training(self.studio, path, halve=halve):
            self._show_live()

    def _choices(self) -> QScrollArea:
        column = vbox(self.readiness, self.setup, spacing=Space.L)
        column.addSpacing(Space.S)
        add(column, self.runs, 1)
        return scrolled_column(tr("Choices and trainings"), column)
