"""From labelled texts to a model file: every stage in order, each a resumable run; torch-free.

The runs happen wherever ``run`` takes them, in this process or a child. What has finished
is kept under the work folder and not done again, so the same call goes on after a stop.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ulmfit_core.architecture import Architecture
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.room import Room, room_at
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.events import (
    RunStopped,
    StopCheck,
    TrainingEvent,
    never,
)
from ulmfit_core.training.finetune_jobs import (
    ClassifierJob,
    InstantHeadJob,
    LanguageModelJob,
    with_settings,
)
from ulmfit_core.training.idle_settings import check_heeded, check_rates
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.need import (
    SCRATCH_VOCABULARY,
    Need,
    check_room,
    need_of,
    scratch_sizes,
)
from ulmfit_core.training.request_data import (
    CHARACTERS_PER_TOKEN,
    EncodingStopped,
    RequestData,
)
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.start import (
    NO_BASE,
    can_start,
    check_start,
    look_at_start,
    start_folder,
    start_head,
)
from ulmfit_core.training.train_request import TrainRequest

Run = Callable[[Job], Iterator[TrainingEvent]]


@dataclass(frozen=True, slots=True)
class TrainedDirection:
    """One direction's finished runs."""

    direction: str
    language_model: Path | None  # folder of the fine-tuned language model
    classifier: Path  # the classifier's run folder


class Pipeline:
    """One request, taken through its stages.

    Raises InputError at once where the labels cannot train a classifier, or a setting chosen by
    hand would have no effect.
    """

    def __init__(self, request: TrainRequest, work_dir: Path) -> None:
        self.request = request
        self.folder = work_dir / request.fingerprint()
        request.check()
        if not self.folder.exists():  # what an earlier version has begun goes on
            check_heeded(request)
        self.data = RequestData(request, self.folder)
        self.directions = _directions(request)
        if not self.folder.exists():
            self._check_rates()
        self.finished: list[TrainedDirection] = []
        self.stopped = False

    @property
    def need(self) -> Need:
        """What all of it takes of disk and memory."""
        request = self.request
        preset = request.preset
        if not request.reads_first:
            preset = replace(preset, language_model=None)
        return need_of(
            preset,
            request.overrides,
            request.lm_overrides,
            self._encoders(),
            longest=max(map(len, request.texts)) // CHARACTERS_PER_TOKEN,
        )

    def check_room(self, room: Room) -> None:
        """Raises InputError or StorageError where there is surely not enough to begin."""
        if not self.folder.exists():
            check_room(self.need, room, self.folder.parent)

    def events(
        self, run: Run, should_stop: StopCheck = never
    ) -> Iterator[tuple[str, TrainingEvent]]:
        """Do what is not done yet; yields (what is being done, event).

        Ends early, with ``stopped`` set, when a run was asked to pause or to be discarded;
        ``should_stop`` is heard while the texts are encoded. Raises InputError or StorageError
        before the first one where the computer has no room for them.
        """
        self.check_room(room_at(self.folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        tokenizer = self._tokenizer()
        try:
            self.data.write(tokenizer, should_stop)
        except EncodingStopped:
            self.stopped = True
            return
        for direction in self.directions:
            language_model = None
            if self.request.reads_first:
                lm_job = self._language_model_job(direction)
                if not (yield from self._run(f"language model, {direction}", lm_job, run)):
                    return
                language_model = Path(lm_job.run_dir) / "language_model"
            job = self._classifier_job(direction, language_model)
            if not (yield from self._run(f"classifier, {direction}", job, run)):
                return
            self.finished.append(TrainedDirection(direction, language_model, Path(job.run_dir)))

    def _check_rates(self) -> None:
        job = self.request.preset.classifier
        if isinstance(job, ClassifierJob):
            for sizes in self._encoders():
                check_rates(with_settings(job, self.request.overrides), sizes.n_layers + 2)

    def _run(
        self, what: str, job: Job, run: Run
    ) -> Generator[tuple[str, TrainingEvent], None, bool]:
        """Run the job unless it has finished before; returns whether it is finished now."""
        folder = RunFolder(Path(job.run_dir))
        if not (folder.job_path.is_file() and folder.state is RunState.FINISHED):
            for event in run(job):
                self.stopped = isinstance(event, RunStopped)
                yield what, event
        return not self.stopped

    def _tokenizer(self) -> Tokenizer:
        """The base's tokenizer, or one learnt from the texts; kept beside the data."""
        path = self.folder / "data" / "tokenizer.model"
        if path.is_file():
            return Tokenizer.load(path)
        if self.request.base == NO_BASE:
            vocabulary, seed = SCRATCH_VOCABULARY, self.request.seed
            tokenizer = train_tokenizer(self.data.reading(), vocabulary, seed=seed)
        else:
            tokenizer = Tokenizer.load(self._start(self.directions[0]) / "tokenizer.model")
        for data in ("lm-data", "data"):  # the last is what is looked for
            (self.folder / data).mkdir(exist_ok=True)
            with atomic_file(self.folder / data / "tokenizer.model") as file:
                file.write(tokenizer.to_bytes())
        return tokenizer

    def _encoders(self) -> list[Architecture]:
        request = self.request
        if request.base != NO_BASE:
            encoders = look_at_start(request.base).encoders
            return [encoders[direction] for direction in self.directions]
        sizes = scratch_sizes(request.preset, request.overrides, request.lm_overrides)
        return [sizes] * len(self.directions)

    def _language_model_job(self, direction: str) -> LanguageModelJob:
        request, template = self.request, self.request.preset.language_model
        assert template is not None
        base = "" if request.base == NO_BASE else str(self._start(direction))
        job = replace(
            template,
            run_dir=str(self.folder / f"lm-{direction}"),
            data_dir=str(self.folder / "lm-data"),
            base_dir=base,
            backward=direction == "backward",
            seed=request.seed,
        )
        return with_settings(replace(job, epochs=self._lm_epochs(template)), request.lm_overrides)

    def _lm_epochs(self, template: LanguageModelJob) -> int:
        """The preset's epochs, or as many as its bound on tokens allows; at least one."""
        offsets = np.load(self.folder / "lm-data" / "train" / "offsets.npy", allow_pickle=False)
        return lm_epochs(template.epochs, self.request.preset.lm_tokens, int(offsets[-1]))

    def _classifier_job(self, direction: str, language_model: Path | None) -> Job:
        request, template = self.request, self.request.preset.classifier
        if isinstance(template, InstantHeadJob):
            return self._head_job(template, direction, language_model)
        start = str(language_model) if language_model else ""
        if not start and request.base != NO_BASE:
            start = str(self._start(direction))
        job: ClassifierJob = replace(
            template,
            run_dir=str(self.folder / f"classifier-{direction}"),
            data_dir=str(self.folder / "data"),
            lm_dir=start,
            n_classes=len(self.data.labels),
            task=request.task,
            backward=direction == "backward",
            seed=request.seed,
        )
        head = start_head(request.base, direction, self.folder, self.data.labels, request.task)
        job = with_settings(job, request.overrides)
        return replace(job, **head)

    def _head_job(
        self, template: InstantHeadJob, direction: str, language_model: Path | None
    ) -> InstantHeadJob:
        job = replace(
            template,
            run_dir=str(self.folder / f"classifier-{direction}"),
            data_dir=str(self.folder / "data"),
            lm_dir=str(language_model or self._start(direction)),
            n_classes=len(self.data.labels),
            task=self.request.task,
            seed=self.request.seed,
        )
        return replace(job, **self.request.overrides)

    def _start(self, direction: str) -> Path:
        return start_folder(self.request.base, direction, self.folder)


def lm_epochs(epochs: int, bound: int, n_tokens: int) -> int:
    """``epochs``, or as many as ``bound`` tokens (0: no bound) allow; at least one."""
    return max(1, min(epochs, bound // max(1, n_tokens))) if bound else epochs


def _directions(request: TrainRequest) -> tuple[str, ...]:
    """The preset's directions that the base can read in; forward always."""
    wanted = request.preset.directions
    if request.base == NO_BASE:
        return wanted
    found = tuple(d for d in wanted if can_start(request.base, d))
    if not found:
        check_start(request.base, wanted[0])
    return found
