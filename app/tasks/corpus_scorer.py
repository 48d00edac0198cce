"""Asking a trained model about every text of the project, in a child beside the window."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from app.tasks.activities import Activities
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.tasks.child_run import progress_of, run_in_child
from app.tasks.latest import Latest
from app.translation import tr
from ulmfit_core.fewshot.jobs import ScoreJob
from ulmfit_core.training.events import TrainingEvent
from ulmfit_core.training.run_folder import RunFolder

Score = Callable[[ScoreJob], Iterator[TrainingEvent]]


class CorpusScorer:
    """One model at a time; one whose scoring was stopped or failed is not asked again by itself
    until the project is opened anew."""

    def __init__(self, activities: Activities) -> None:
        self.score: Score = run_in_child
        self._activities = activities
        self._at_work: Activity | None = None
        self._given_up: set[str] = set()
        self._scorings = Latest()

    def begin(self, job: ScoreJob, then: Callable[[], object]) -> None:
        """Score all texts, unless that goes on or was given up; ``then`` once it is done."""
        if self._at_work is not None or job.model in self._given_up or self._activities.is_over:
            return
        score, is_latest = self.score, self._scorings.begin()

        def work() -> Generator[Progress, None, bool]:
            RunFolder(Path(job.run_dir)).remove()
            return (yield from progress_of(score(job)))

        def done(is_done: bool) -> None:
            if is_latest():
                self._at_work = None
                if is_done:
                    then()
                else:
                    self._given_up.add(job.model)

        def end() -> None:
            done(False)

        title = tr("Asking the trained model about every text")
        self._at_work = self._activities.run(title, work, done, end, end)

    def cancel(self) -> None:
        """The project closes."""
        if self._at_work is not None:
            self._at_work.stop()
        self._at_work = None
        self._scorings.begin()  # what goes on is nobody's any more
        self._given_up.clear()
