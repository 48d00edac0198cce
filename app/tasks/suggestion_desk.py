"""The few-shot loop beside the window: prepares the texts, learns after every label, suggests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.run_table import title_of
from app.models.suggestions import Suggestions
from app.platform.memory import give_back
from app.tasks.activities import Activities
from app.tasks.background_task import once
from app.tasks.corpus_scorer import CorpusScorer
from app.tasks.latest import Latest
from app.tasks.learning_round import LearningRound, Learnt
from app.tasks.text_preparer import TextPreparer
from app.workspace import Change, Workspace
from ulmfit_core.arrays import Ids
from ulmfit_core.fewshot.full_run import FullRunState
from ulmfit_core.fewshot.jobs import ScoreJob
from ulmfit_core.fewshot.offer import Offer
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import Answer, Session, Similar
from ulmfit_core.fewshot.stored_rows import ViewsGone
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.project import DATABASE_NAME, Project

T = TypeVar("T")

DEFAULT_MIX = 0.1  # of novelty; needs few labels: tests/benchmarks/RESULTS.md, "Few labels"
_SCORING = "scoring"


class SuggestionDesk(QObject):
    """``changed`` comes with new suggestions, or when they are gone.

    One round of learning at a time: what is decided meanwhile is learnt in the next one. Nothing
    happens before :meth:`get_ready` was called for the open project.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, activities: Activities) -> None:
        super().__init__()
        self._workspace, self._activities = workspace, activities
        self.preparer = TextPreparer(workspace, activities, self._may_begin, self)
        self.preparer.prepared.connect(self._reload)
        self.suggestions = Suggestions()
        self.scorer = CorpusScorer(activities)
        self.full = FullRunState()  # the full trainings there are
        self.offer: Offer | None = None  # whether another is worth its time
        self.strategy, self.mix = Strategy.MIXTURE, DEFAULT_MIX
        self.queue: Ids | None = None  # open documents in the order to ask; None: not known
        self._session: Session | None = None
        self._is_stale = False  # it knows less than is prepared by now; answers it still can
        self.is_ready = False  # whether suggestions are to be expected
        self._rounds = Latest()  # of learning, and what makes an answer out of date
        self._is_learning = self._wants_learning = False
        self._knows_runs = False  # whether ``full`` is as it is on disk
        workspace.changed.connect(self._follow)
        workspace.closed.connect(self._close)

    @property
    def can_answer(self) -> bool:
        """Whether the texts are read, as far as ``look`` needs it."""
        return self._session is not None

    def get_ready(self) -> None:
        """Prepare the texts of the open project, as far as that is not done."""
        self.is_ready = True
        self._reload()
        self.preparer.begin()

    def set_strategy(self, strategy: Strategy, mix: float) -> None:
        """Choose how the next text is found; ``mix`` as ``queue.order`` takes it."""
        if (strategy, mix) != (self.strategy, self.mix):
            self.strategy, self.mix = strategy, mix
            self._learn()

    def look(
        self,
        question: Callable[[Session, Project], T],
        then: Callable[[T], object],
        nothing: T,
    ) -> None:
        """Ask something of the present session in a thread, with a handle on the project of its
        own; ``then`` gets ``nothing`` where there is no session, or where that fails."""
        session, project = self._session, self._workspace.project
        if session is None or self._activities.is_over:
            then(nothing)
            return

        def answer() -> T:
            try:
                with project.for_thread() as own:
                    return question(session, own)
            except ViewsGone:
                return nothing
            finally:
                give_back()

        def done(found: T) -> None:
            if self._workspace.has_open(project):
                then(found)

        self._activities.look_up(once(answer), done, lambda: done(nothing))

    def find_similar(self, document: int, then: Callable[[Similar], object]) -> None:
        """``then`` gets the documents most like this one, none where nothing is prepared. The
        test set is left out: what is labelled in one go must not reach it."""

        def question(session: Session, project: Project) -> Similar:
            locked = project.documents.document_ids(DocumentFilter(is_test=True))
            return session.similar(document, locked)

        self.look(question, then, Similar(np.empty(0, np.int64), 0))

    def _reload(self) -> None:
        """Learn from what is prepared now."""
        self._rounds.begin()
        self._is_stale, self._knows_runs = True, False
        self._learn()

    def _forget(self) -> None:
        """What was said is about other documents than there are now."""
        self._rounds.begin()
        self._knows_runs = False
        self._session, self.queue, self.offer = None, None, None
        self._is_stale = False
        self.suggestions, self.full = Suggestions(), FullRunState()
        self.changed.emit()

    def _follow(self, change: Change) -> None:
        if not self.is_ready:
            return
        if Change.DOCUMENTS in change:
            self._forget()
            self.preparer.begin()
        elif change & (Change.ANNOTATIONS | Change.LABELS | Change.RUNS):
            if change & (Change.LABELS | Change.RUNS):
                self._knows_runs = False
            self._learn()
            if Change.RUNS in change:
                self.preparer.follow_runs()

    def _learn(self) -> None:
        """Learn from all decisions, unless that is going on: then once more afterwards."""
        self._wants_learning = True
        if not self._is_learning and self._may_begin():
            self._is_learning, self._wants_learning = True, False
            self._learn_now(self._workspace.project)

    def _learn_now(self, project: Project, *, calibrate: bool = False) -> None:
        session = None if self._is_stale else self._session
        known = self.full if self._knows_runs else None
        self._knows_runs, is_latest = True, self._rounds.begin()
        begun = LearningRound(project, session, self.strategy, self.mix, known, calibrate)

        def done(learnt: Learnt) -> None:
            self._is_learning = False
            if self._workspace.has_open(project) and is_latest():
                self._take(project, learnt)
            self._go_on(project, learnt)

        self._activities.look_up(begun.learn, done, self._give_up)

    def _go_on(self, project: Project, learnt: Learnt) -> None:
        """Another round where more was decided meanwhile, or the answers are to be calibrated."""
        if self._wants_learning:
            self._learn()
        elif learnt.answer is not None and learnt.answer.wants_calibration and self._may_begin():
            self._is_learning = True
            self._learn_now(project, calibrate=True)

    def _take(self, project: Project, learnt: Learnt) -> None:
        knew, self._session = self._session is not None, learnt.session
        self._is_stale = False
        if knew and learnt.session is None and not self.preparer.is_at_work:
            self.preparer.begin()  # what it saw was deleted
        if learnt.answer is None or learnt.full is None:
            return
        self.full, self.offer = learnt.full, learnt.offer
        self._show(learnt.answer)
        newest, verdict = self.full.runs.newest, learnt.answer.verdict
        if newest is not None and verdict is not None and verdict.wants_scores:
            self._score(project, str(newest.model))

    def _score(self, project: Project, model: str) -> None:
        """Have the better model read every text; then it may speak."""
        run, cache = str(project.cache_dir / _SCORING), str(project.cache_dir)
        file = str(project.folder / DATABASE_NAME)

        def done() -> None:
            if self._workspace.has_open(project) and self._may_begin():
                self._knows_runs = False
                self._learn()

        self.scorer.begin(ScoreJob(run, file, cache, model, project.imports.mark()), done)

    def _show(self, answer: Answer) -> None:
        found, queue = answer.answers, answer.queue
        self.suggestions = Suggestions(
            answer.labels,
            found.probabilities if found else None,
            found.n_labelled if found else 0,
            bool(found and found.reads),
            queue.reasons,
            answer.verdict,
            title_of(self.full.runs.newest.entry) if self.full.runs.newest else "",
            self.preparer.is_adapted,
            answer.n_meant,
        )
        self.queue = queue.rows
        self.changed.emit()

    def _give_up(self) -> None:
        self._is_learning = self._knows_runs = False

    def _close(self) -> None:
        self.is_ready = self._wants_learning = False
        self.preparer.cancel()
        self.scorer.cancel()
        self._forget()

    def _may_begin(self) -> bool:
        return self.is_ready and self._workspace.is_open and not self._activities.is_over
