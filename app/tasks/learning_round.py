"""One round of learning from every decision, as work for a thread."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from app.platform.memory import give_back
from app.tasks.background_task import Progress
from ulmfit_core.fewshot.full_run import FullRunState, full_run_state
from ulmfit_core.fewshot.meanings import meaning
from ulmfit_core.fewshot.offer import Offer, full_run_offer
from ulmfit_core.fewshot.queue import Strategy
from ulmfit_core.fewshot.session import MOST_LABELLED, Answer, Decisions, Session
from ulmfit_core.fewshot.stored_rows import ViewsGone
from ulmfit_core.project.filters import QUEUE
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.splits import training_label_ids


@dataclass(frozen=True)
class Learnt:
    """What a round leaves; without a session nothing is prepared yet."""

    session: Session | None = None
    answer: Answer | None = None
    full: FullRunState | None = None
    offer: Offer | None = None


@dataclass(frozen=True)
class LearningRound:
    """What a round begins with."""

    project: Project
    session: Session | None  # None: the one that is prepared
    strategy: Strategy
    mix: float  # as ``queue.order`` takes it
    full: FullRunState | None  # None: as it is on disk
    calibrate: bool

    def learn(self) -> Generator[Progress, None, Learnt]:
        """Learn, score and order; nothing where what was prepared is gone."""
        yield Progress(0)
        session = self.session or Session.of_cache(self.project.cache_dir)
        if session is None:
            return Learnt()
        try:
            return self._learn(session)
        except ViewsGone:
            return Learnt()
        finally:
            give_back()

    def _learn(self, session: Session) -> Learnt:
        with self.project.for_thread() as own:
            decisions = decisions_of(own, session)
            open_ = own.documents.document_ids(QUEUE)
            full = self.full or full_run_state(own, own.imports.mark())
        session.challenge(full.challenger)
        answer = session.answer(decisions, open_, self.strategy, self.mix, calibrate=self.calibrate)
        return Learnt(session, answer, full, _offer(decisions, full))


def _offer(decisions: Decisions, full: FullRunState) -> Offer | None:
    """Nothing while an earlier training can go on."""
    if full.runs.is_going_on:
        return None
    decided = dict(zip(decisions.documents.tolist(), decisions.labels, strict=True))
    return full_run_offer(decided, full.seen)


def decisions_of(project: Project, session: Session) -> Decisions:
    """What was decided last about the texts to learn from, as far as they are prepared."""
    file, n_prepared = project.folder / DATABASE_NAME, session.views.n_documents
    rows = list(training_label_ids(file, MOST_LABELLED, n_prepared))
    labels = project.labels.all()
    meanings = tuple(meaning(label.name, label.definition) for label in labels)
    return Decisions.of(rows, tuple(label.id for label in labels), project.task, meanings)
