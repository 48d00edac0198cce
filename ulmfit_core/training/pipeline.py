"""From labelled texts to a model file: every stage in order, each a resumable run; torch-free.

The runs happen wherever ``run`` takes them, in this process or a child. What has finished
is kept under the work folder and not done again, so the same call goes on after a stop.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.corpus.duplicates import duplicate_groups
from ulmfit_core.corpus.splits import train_validation_split
from ulmfit_core.evaluation.baselines import encode_labels
from ulmfit_core.token_store import write_token_store
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.events import (
    RunStopped,
    StopCheck,
    StopVerb,
    TrainingEvent,
    never,
)
from ulmfit_core.training.finetune_jobs import (
    ClassifierJob,
    InstantHeadJob,
    LanguageModelJob,
)
from ulmfit_core.training.head_texts import HeadTexts
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.labelled_store import write_labelled_store
from ulmfit_core.training.presets import WORD_TOKENS
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.start import (
    NO_BASE,
    can_start,
    check_start,
    start_folder,
    start_head,
)
from ulmfit_core.training.train_request import TrainRequest

_SCRATCH_VOCABULARY = 8000
CHARACTERS_PER_TOKEN = 4  # of the languages we know; only bounds on work depend on it
_TEXTS_FOR_TENTH = 1000  # fewer texts than this: a fifth is held out, not a tenth

Run = Callable[[Job], Iterator[TrainingEvent]]


@dataclass(frozen=True, slots=True)
class TrainedDirection:
    """One direction's finished runs."""

    direction: str
    language_model: Path | None  # folder of the fine-tuned language model
    classifier: Path  # the classifier's run folder


class Pipeline:
    """One request, taken through its stages.

    Raises InputError at once where the labels cannot train a classifier.
    """

    def __init__(self, request: TrainRequest, work_dir: Path) -> None:
        self.request = request
        self.folder = work_dir / request.fingerprint()
        request.check()
        self.labels = request.label_names
        self.train, self.valid = _split(request)
        self.directions = _directions(request)
        self.finished: list[TrainedDirection] = []
        self.stopped = False

    def events(
        self, run: Run, should_stop: StopCheck = never
    ) -> Iterator[tuple[str, TrainingEvent]]:
        """Do what is not done yet; yields (what is being done, event).

        Ends early, with ``stopped`` set, when a run was asked to pause or to be discarded;
        ``should_stop`` is heard while the texts are encoded.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        tokenizer = self._tokenizer()
        try:
            self._write_data(tokenizer, should_stop)
        except _Stopped:
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

    def texts_of(self, indices: NDArray[np.int64]) -> list[str]:
        """The request's texts at ``indices``."""
        return [self.request.texts[i] for i in indices]

    def labels_of(self, indices: NDArray[np.int64]) -> list[tuple[str, ...]]:
        """The request's labels at ``indices``."""
        return [self.request.labels[i] for i in indices]

    def targets_of(self, indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Targets as a run takes them: [n] indices, or [n, C] zeros and ones."""
        rows = self.labels_of(indices)
        if self.request.task == "multi":
            return encode_labels(rows, self.labels, "multi")
        return encode_labels([row[0] for row in rows], self.labels, "single")

    def head_texts(self) -> HeadTexts:
        """What regressions on words learn from, and as many other texts as they may count."""
        request = self.request
        train, valid = self.texts_of(self.train), self.texts_of(self.valid)
        read = request.preset.lm_tokens if request.preset.is_instant else WORD_TOKENS
        more, rest = (
            [request.unlabelled[i] for i in sorted(drawn)]
            for drawn in _some(request.unlabelled, (read, WORD_TOKENS), train, request.seed)
        )
        targets = [self.targets_of(indices).tolist() for indices in (self.train, self.valid)]
        return HeadTexts(train, targets[0], valid, targets[1], more, rest)

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
            texts = [*self.texts_of(self.train), *self.request.unlabelled]
            tokenizer = train_tokenizer(texts, _SCRATCH_VOCABULARY, seed=self.request.seed)
        else:
            tokenizer = Tokenizer.load(self._start(self.directions[0]) / "tokenizer.model")
        for data in ("data", "lm-data"):
            (self.folder / data).mkdir(exist_ok=True)
            (self.folder / data / "tokenizer.model").write_bytes(tokenizer.to_bytes())
        return tokenizer

    def _write_data(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        """Encode the split once. The language model learns from no held-out text."""
        done = self.folder / "data" / "complete"
        if done.exists():
            return
        if self.request.preset.is_instant:
            self.head_texts().write(self.folder / "data")
        else:
            self._write_labelled(tokenizer, should_stop)
        if self.request.reads_first:
            self._write_reading(tokenizer, should_stop)
        done.touch()

    def _write_labelled(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        for name, indices in {"train": self.train, "valid": self.valid}.items():
            if len(indices):
                texts = _until_asked(self.texts_of(indices), should_stop)
                folder = self.folder / "data" / name
                write_labelled_store(texts, self.targets_of(indices), tokenizer, folder)

    def _write_reading(self, tokenizer: Tokenizer, should_stop: StopCheck) -> None:
        """What the language model is fine-tuned on."""
        reading = [*self.texts_of(self.train), *self.request.unlabelled]
        heard = _until_asked(reading, should_stop)
        write_token_store(heard, tokenizer, self.folder / "lm-data" / "train")
        if len(self.valid):
            held_out = self.texts_of(self.valid)
            write_token_store(held_out, tokenizer, self.folder / "lm-data" / "valid")

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
        return replace(job, **{"epochs": self._lm_epochs(template), **request.lm_overrides})

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
            n_classes=len(self.labels),
            task=request.task,
            backward=direction == "backward",
            seed=request.seed,
        )
        head = start_head(request.base, direction, self.folder, self.labels, request.task)
        return replace(job, **{**head, **request.overrides})

    def _head_job(
        self, template: InstantHeadJob, direction: str, language_model: Path | None
    ) -> InstantHeadJob:
        job = replace(
            template,
            run_dir=str(self.folder / f"classifier-{direction}"),
            data_dir=str(self.folder / "data"),
            lm_dir=str(language_model or self._start(direction)),
            n_classes=len(self.labels),
            task=self.request.task,
            seed=self.request.seed,
        )
        return replace(job, **self.request.overrides)

    def _start(self, direction: str) -> Path:
        return start_folder(self.request.base, direction, self.folder)


def lm_epochs(epochs: int, bound: int, n_tokens: int) -> int:
    """``epochs``, or as many as ``bound`` tokens (0: no bound) allow; at least one."""
    return max(1, min(epochs, bound // max(1, n_tokens))) if bound else epochs


def held_out_share(n_texts: int) -> float:
    """Which part of so many labelled texts is held out to measure on."""
    return 0.1 if n_texts >= _TEXTS_FOR_TENTH else 0.2


def _some(
    texts: Sequence[str], bounds: Sequence[int], beside: Sequence[str], seed: int
) -> list[NDArray[np.int64]]:
    """For each bound, which of ``texts`` so many tokens (0: no bound) allow beside others, those
    of an earlier one left out; drawn by ``seed``."""
    order = np.random.default_rng(seed).permutation(len(texts))
    ends, taken = np.cumsum([len(texts[i]) for i in order]), 0
    parts = []
    for bound in bounds:
        left = bound * CHARACTERS_PER_TOKEN - sum(map(len, beside))
        end = int(np.searchsorted(ends, left, "right")) if bound else len(texts)
        parts.append(order[taken : max(taken, end)])
        taken = max(taken, end)
    return parts


class _Stopped(Exception):
    """The encoding was asked to stop; what is not whole is encoded anew next time."""


def _until_asked(texts: Iterable[str], should_stop: StopCheck) -> Iterator[str]:
    for text in texts:
        if should_stop() in (StopVerb.PAUSE, StopVerb.DISCARD):
            raise _Stopped
        yield text


def _split(request: TrainRequest) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    everything = np.arange(len(request.texts))
    fraction = request.valid_fraction
    if fraction is None:
        fraction = held_out_share(len(everything))
    if fraction == 0:
        return everything, everything[:0]
    groups = duplicate_groups(request.texts)
    return train_validation_split(request.labels, fraction, request.seed, groups)


def _directions(request: TrainRequest) -> tuple[str, ...]:
    """The preset's directions that the base can read in; forward always."""
    wanted = request.preset.directions
    if request.base == NO_BASE:
        return wanted
    found = tuple(d for d in wanted if can_start(request.base, d))
    if not found:
        check_start(request.base, wanted[0])
    return found
