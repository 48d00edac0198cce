"""The report of a training: the one that is stored while it holds, else made anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.operations.evaluation import TrainingChoice, look_up_report, measure
from app.studio import Studio
from app.tasks.activity import Activity
from ulmfit_core.evaluation.report import EvaluationReport


class ReportFinder(QObject):
    """One report is made at a time; of a training that was left for another nothing is told.

    ``found`` carries an EvaluationReport, ``measuring`` says that one is being made, ``failed``
    that none came of it. ``idle`` asks to look again: labels may have changed meanwhile.
    """

    found = Signal(object)
    measuring = Signal()
    failed = Signal()
    idle = Signal()

    def __init__(self, studio: Studio, is_in_use: Callable[[], bool], parent: QObject) -> None:
        """``is_in_use``: whether what comes late still has a page to be shown on."""
        super().__init__(parent)
        self._studio, self._is_in_use = studio, is_in_use
        self._choice: TrainingChoice | None = None
        self._activity: Activity | None = None

    @property
    def is_measuring(self) -> bool:
        return self._activity is not None

    def leave(self, choice: TrainingChoice | None) -> None:
        """Another training is chosen: what is being made is of no use any more."""
        self._choice = choice
        if self._activity is not None:
            self._activity.stop()

    def look(self, choice: TrainingChoice) -> None:
        """Find the report of this training, unless one is being made."""
        if self._activity is not None:
            return
        self._choice = choice

        def show(report: EvaluationReport | None, is_current: bool) -> None:
            if not self._is_about(choice):
                return
            if report is not None:
                self.found.emit(report)
            if not is_current and self._activity is None:
                self._measure(choice)

        look_up_report(self._studio, choice.path, show, lambda: self._fail(choice))

    def _measure(self, choice: TrainingChoice) -> None:
        self.measuring.emit()

        def done(report: EvaluationReport) -> None:
            self._activity = None
            if self._is_about(choice):
                self.found.emit(report)
            if self._is_in_use():
                self.idle.emit()

        self._activity = measure(self._studio, choice, done, lambda: self._give_up(choice))

    def _give_up(self, choice: TrainingChoice) -> None:
        self._activity = None
        self._fail(choice)

    def _fail(self, choice: TrainingChoice) -> None:
        if self._is_about(choice):
            self.failed.emit()
        elif self._is_in_use():
            self.idle.emit()

    def _is_about(self, choice: TrainingChoice) -> bool:
        return self._is_in_use() and self._choice == choice
