"""How long a training would take and how much memory: looked up at once, measured beside."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from app.tasks.activities import Activities
from app.tasks.background_task import Progress
from app.tasks.base_builder import BaseBuilder
from app.tasks.speed_prober import Prober
from app.tasks.training_desk import TrainingDesk
from app.workspace import Change, Workspace
from ulmfit_core.architecture import Architecture
from ulmfit_core.project.corpus_size import Fit, SampledCorpus, sample_corpus
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.estimate import Estimate, estimate
from ulmfit_core.training.events import RunFinished
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.history import RunHistory
from ulmfit_core.training.need import Need, need_of, scratch_sizes
from ulmfit_core.training.presets import Preset, preset_named
from ulmfit_core.training.request_data import CHARACTERS_PER_TOKEN
from ulmfit_core.training.speeds import SpeedRequest, Speeds, speed_request
from ulmfit_core.training.start import NO_BASE, Start, is_model, look_at_start

_FEWEST = 2  # labelled texts


@dataclass(frozen=True)
class Choice:
    """What an estimate is about."""

    preset: Preset
    base: str
    gentle: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    lm_settings: dict[str, Any] = field(default_factory=dict)

    @property
    def recipe(self) -> Preset:
        """The preset as the pipeline takes it: a model file has read its texts already."""
        return replace(self.preset, language_model=None) if is_model(self.base) else self.preset

    @property
    def request(self) -> SpeedRequest:
        return speed_request(
            self.preset, self.base, self.settings, self.lm_settings, gentle=self.gentle
        )


class Estimator(QObject):
    """``changed`` comes when more is known. Without a prober it never knows anything."""

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        activities: Activities,
        training: TrainingDesk,
        prober: Prober | None,
        bases: BaseBuilder,
    ) -> None:
        super().__init__()
        self._workspace, self._activities, self._training = workspace, activities, training
        self._bases = bases
        self._prober = prober
        self._corpora: dict[str, SampledCorpus] = {}  # by base: each has its own tokens
        self._starts: dict[str, Start] = {}  # of each base that is one
        self._fresh: set[str] = set()  # of these, since nothing has changed in the project
        self._tried: set[str] = set()  # requests measured since the start, well or not
        self.is_measuring = False
        workspace.closed.connect(self._close)
        workspace.changed.connect(self._forget)
        training.changed.connect(self._learn)
        bases.changed.connect(self.changed)

    @property
    def prober(self) -> Prober | None:
        """What measures how fast this computer is."""
        return self._prober

    @property
    def is_disturbed(self) -> bool:
        """Whether something computes for so long that what is measured now would be wrong."""
        return self._training.is_busy or self._bases.at_work is not None

    @property
    def devices(self) -> tuple[str, ...]:
        """Where this computer can train, as far as is known."""
        return (self._prober and self._prober.devices()) or ("cpu",)

    def estimate(self, choice: Choice) -> Estimate | None:
        """None while something it depends on has not been measured."""
        corpus = self._corpora.get(choice.base)
        speeds = self._prober.known(choice.request) if self._prober else None
        if corpus is None or speeds is None or corpus.size.n_labelled < _FEWEST:
            return None
        changes = choice.recipe, choice.settings, choice.lm_settings
        return estimate(*changes, corpus.size, speeds, self._encoders(choice))

    def need(self, choice: Choice) -> Need | None:
        """None while nobody has looked at the base or the texts."""
        corpus = self._corpora.get(choice.base)
        changes = choice.recipe, choice.settings, choice.lm_settings
        if corpus is None or (choice.recipe.is_instant and choice.base not in self._starts):
            return None
        return need_of(
            *changes,
            self._encoders(choice),
            longest=max(map(len, corpus.texts), default=0) // CHARACTERS_PER_TOKEN,
        )

    def fit(self, base: str) -> Fit:
        """How well the vocabulary of ``base`` suits the texts, as far as is known."""
        corpus = self._corpora.get(base)
        return corpus.fit if corpus is not None else Fit.WELL

    def measure(self, choices: Iterable[Choice]) -> None:
        """See to it that these can be estimated: one thing after another, none twice."""
        if self._prober is None or self.is_measuring or not self._workspace.is_open:
            return
        for choice in choices:
            if choice.base not in self._fresh:
                self._fresh.add(choice.base)  # first: what changes meanwhile makes it old again
                return self._start(self._sampling(choice.base, self._workspace.project))
            if self._must_probe(choice):
                return self._start(self._probing(choice, self._corpora[choice.base].texts))

    def _learn(self) -> None:
        """A training that has just ended shows more than a probe of a few steps did."""
        path, record = self._training.path, self._training.record
        if self._prober is None or path is None or not isinstance(record.ended, RunFinished):
            return
        request = request_of(Training(path).job)
        known = None if self._bases.at_work else self._prober.known(request)
        if known is not None:
            self._prober.learn(request, shown_speeds(known, record.histories.values()))

    def _encoders(self, choice: Choice) -> list[Architecture]:
        """As the pipeline has them: of the preset's directions those that the base reads in."""
        wanted, start = choice.preset.directions, self._starts.get(choice.base)
        if start is None:
            changes = choice.recipe, choice.settings, choice.lm_settings
            return [scratch_sizes(*changes)] * len(wanted)
        return [start.encoders[d] for d in wanted if d in start.encoders] or [start.sizes]

    def _must_probe(self, choice: Choice) -> bool:
        assert self._prober is not None
        corpus = self._corpora.get(choice.base)  # none of a base that cannot be read
        if corpus is None or self.is_disturbed or choice.request.key in self._tried:
            return False
        known = self._prober.known(choice.request) and self._prober.devices()
        return not known and corpus.size.n_labelled >= _FEWEST

    def _start(self, work: Generator[Progress, None, None]) -> None:
        self.is_measuring = True
        self._activities.look_up(lambda: work, lambda result: self._end(), self._end)
        self.changed.emit()

    def _end(self) -> None:
        self.is_measuring = False
        self.changed.emit()

    def _sampling(self, base: str, project: Project) -> Generator[Progress, None, None]:
        """In a thread; the project may close, and another be opened, before it is through."""
        file = project.folder / DATABASE_NAME
        start = None if base == NO_BASE else look_at_start(base)
        if start is not None:
            self._starts[base] = start
        for found in sample_corpus(file, start.tokenizer if start else None):
            if found is not None and self._workspace.has_open(project):
                self._corpora[base] = found
            yield Progress(0)

    def _probing(self, choice: Choice, texts: tuple[str, ...]) -> Generator[Progress, None, None]:
        assert self._prober is not None
        yield Progress(0)
        thread = QThread.currentThread()

        def is_cancelled() -> bool:
            return thread.isInterruptionRequested() or self.is_disturbed

        self._prober.measure(choice.request, texts, is_cancelled)
        if not is_cancelled():
            self._tried.add(choice.request.key)

    def _forget(self, change: Change) -> None:
        if change & (Change.DOCUMENTS | Change.ANNOTATIONS):
            self._fresh.clear()

    def _close(self) -> None:
        self._fresh.clear()
        self._corpora.clear()


def request_of(job: TrainingJob) -> SpeedRequest:
    """The speeds that a training depended on."""
    settings, lm_settings = job.settings, job.lm_settings
    return Choice(preset_named(job.preset), job.base, job.gentle, settings, lm_settings).request


def shown_speeds(known: Speeds, histories: Iterable[RunHistory]) -> Speeds:
    """``known``, corrected by the last steps of each stage in which everything trained, and of a
    reading for an instant head."""
    for history in histories:
        pace = history.reading_speed
        if pace and history.kind == InstantHeadJob.kind:
            known = replace(known, instant=pace)
        elif pace and history.stages and not history.stages[-1].frozen_groups:
            known = (
                replace(known, language_model=pace)
                if history.is_language_model
                else replace(known, classifier=pace)
            )
    return known
