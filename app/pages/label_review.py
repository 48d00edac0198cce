"""Progress: the learning curve of the labels so far, drawn while the page is looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.operations.review import TrainedPoint, review_labels, trained_points
from app.pages.review_words import described, headline, sentences, training_sentences
from app.studio import Studio
from app.translation import tr
from app.widgets.review_view import ReviewView
from ulmfit_core.evaluation.agreement import Consistency
from ulmfit_core.fewshot.review import Review

_Measured = tuple[list[tuple[int, float]], list[TrainedPoint]]  # the last command then, and points


class LabelReview(QObject):
    """Measures anew each time it is shown, unless a measurement goes on or nothing was labelled or
    trained since; where the texts are not read yet, as soon as they are."""

    def __init__(self, studio: Studio) -> None:
        view = ReviewView()
        super().__init__(view)
        self.view = view
        self._studio = studio
        self._measured: _Measured | None = None
        self._is_waiting = False
        studio.suggestions.changed.connect(self._show_at_last)

    def show(self) -> None:
        """Measure, and show what is known after each step."""
        now = self._now()
        if now != self._measured:
            self._measured, self._is_waiting = now, False
            self.view.show_words(tr("Measuring on what you labelled…"), [])
            review_labels(self._studio, lambda *found: self._show(now, *found), self._show_none)

    def _now(self) -> _Measured:
        """What comes after an undone command has its id again, but not its time."""
        last = self._studio.workspace.project.commands.history(1)
        return [(command.id, command.at) for command in last], trained_points(self._studio)

    def _show(self, measured: _Measured, found: Review, own: Consistency) -> None:
        if measured == self._measured:
            points = measured[1]
            said = [*sentences(found, own), *training_sentences(points)]
            self.view.show_words(headline(found), said)
            curve = found.curve
            self.view.show_curve(curve, described(curve) if curve is not None else "")
            self.view.show_coverage(found.coverage)
            self._show_trainings(points)

    def _show_at_last(self) -> None:
        if self._is_waiting and self.view.isVisible() and self._studio.workspace.is_open:
            self.show()

    def _show_trainings(self, points: list[TrainedPoint]) -> None:
        drawn = [
            [(p.n, p.macro_f1) for p in points if p.is_from_scratch is b] for b in (False, True)
        ]
        self.view.show_trainings(*drawn)

    def _show_none(self) -> None:
        """The texts are not prepared yet."""
        self._measured, self._is_waiting = None, True
        self.view.show_words(tr("The texts are still being read; figures come after that."), [])
        self.view.show_curve(None)
        self.view.show_coverage(())
