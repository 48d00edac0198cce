"""A few real steps of each kind, timed: what the estimate before a training is made from."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import torch

from ulmfit_core.base_models import list_bases
from ulmfit_core.fewshot.encoder import FrozenEncoder
from ulmfit_core.token_store import open_token_store, write_token_store
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.events import (
    EpochFinished,
    StepFinished,
    StopRequests,
    TrainingEvent,
)
from ulmfit_core.training.finetune_classifier import finetune_classifier
from ulmfit_core.training.finetune_lm import finetune_lm
from ulmfit_core.training.labelled_store import write_labelled_store
from ulmfit_core.training.peak_memory import peak_memory
from ulmfit_core.training.speeds import (
    SpeedRequest,
    Speeds,
    classifier_job,
    language_model_job,
)
from ulmfit_core.training.start import NO_BASE, start_folder

_STEPS = 4  # the first is slower and does not count
_LONGEST = 1200  # characters of a text: what comes after is read at the same speed
_VOCABULARY = 8000
_BRIEFEST = 1e-3  # seconds: a speed by less would be noise


class _Timed(NamedTuple):
    """Tokens a second."""

    learning: float
    reading: float  # what is held out


def devices(requests: StopRequests) -> Iterator[list[str]]:
    """In the child: where it can train."""
    yield ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


def probe(
    requests: StopRequests, request: dict[str, Any], texts: Sequence[str], folder: str
) -> Iterator[dict[str, Any]]:
    """In the child: the Speeds of ``request`` on texts like these.

    ``folder`` is for what the steps need, and goes with whoever asked: a child that is ended
    clears nothing away.
    """
    some = [text[:_LONGEST] for text in texts]
    yield asdict(measure(SpeedRequest(**request), some, Path(folder)))


def measure(request: SpeedRequest, texts: Sequence[str], folder: Path) -> Speeds:
    """Some steps of each kind, those that take the least memory first."""
    trial = _Trial(request, texts, folder)
    instant = trial.instant_reading()
    head = trial.classifier("head", unfreezing="last")
    head_memory = peak_memory(request.device)
    everything = trial.classifier("everything", unfreezing="full")
    # Not less than before: the kernel's own count of a peak wavers by some pages.
    classifier_memory = max(head_memory, peak_memory(request.device))
    language_model = trial.language_model()
    return Speeds(
        language_model=language_model.learning,
        language_model_reading=language_model.reading,
        classifier=everything.learning,
        head=head.learning,
        reading=head.reading,
        instant=instant or head.reading,
        head_memory=head_memory,
        classifier_memory=classifier_memory,
        language_model_memory=max(classifier_memory, peak_memory(request.device)),
    )


class _Trial:
    """Texts, encoded for a few steps of each kind, and those steps."""

    def __init__(self, request: SpeedRequest, texts: Sequence[str], folder: Path) -> None:
        self._request, self._texts, self._folder = request, texts, folder
        from_scratch = request.base == NO_BASE
        self._base = "" if from_scratch else str(start_folder(request.base, "forward", folder))
        tokenizer = _tokenizer(self._base, texts)
        self._data, self._lm_data = folder / "data", folder / "lm-data"
        self._n_held_out = _write_documents(request, texts, tokenizer, self._data)
        self._n_lm_held_out = _write_streams(request, texts, tokenizer, self._lm_data)

    def classifier(self, name: str, **settings: Any) -> _Timed:
        """``name`` is that of the run's folder."""
        job = classifier_job(
            self._request,
            run_dir=str(self._folder / name),
            data_dir=str(self._data),
            lm_dir=self._base,
            epochs=1,
            **settings,
        )
        return _timed(finetune_classifier(job), self._n_held_out)

    def language_model(self) -> _Timed:
        job = language_model_job(
            self._request,
            run_dir=str(self._folder / "lm"),
            data_dir=str(self._lm_data),
            base_dir=self._base,
            epochs=1,
        )
        return _timed(finetune_lm(job), self._n_lm_held_out)

    def instant_reading(self) -> float:
        """Tokens a second of the frozen encoder; 0 from scratch, where there is none."""
        if not self._base:
            return 0.0
        n = self._request.documents
        encoder = FrozenEncoder.of_base(Path(self._base), 1 if self._request.gentle else 0)
        documents = encoder.encode(list(itertools.islice(itertools.cycle(self._texts), _STEPS * n)))
        encoder.pooled(documents[:n])  # the first is slower and does not count
        begun = time.perf_counter()
        encoder.pooled(documents)
        return sum(map(len, documents)) / max(time.perf_counter() - begun, _BRIEFEST)


def _timed(events: Iterator[TrainingEvent], n_held_out: int) -> _Timed:
    """Go through an epoch and leave before anything is written."""
    steps: list[StepFinished] = []
    last = time.perf_counter()
    for event in events:
        if isinstance(event, StepFinished):
            steps.append(event)
            last = time.perf_counter()
        elif isinstance(event, EpochFinished):
            break
    reading = max(time.perf_counter() - last, _BRIEFEST)
    steady = steps[1:] or steps
    seconds = sum(step.seconds for step in steady)
    tokens = sum(step.n_tokens for step in steady)
    return _Timed(tokens / seconds, n_held_out / reading)


def _tokenizer(base: str, texts: Sequence[str]) -> Tokenizer:
    """The base's; from scratch any one of the size that would be learnt."""
    folder = Path(base) if base else next((found.folder for found in list_bases()), None)
    if folder is not None:
        return Tokenizer.load(folder / "tokenizer.model")
    return train_tokenizer(texts, _VOCABULARY)


def _write_documents(
    request: SpeedRequest, texts: Sequence[str], tokenizer: Tokenizer, folder: Path
) -> int:
    """Labelled texts for some batches; how many tokens are held out."""
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(tokenizer.to_bytes())
    endless = itertools.cycle(texts)
    for part, n_batches in (("train", _STEPS), ("valid", 2)):
        n = n_batches * request.documents
        targets = torch.arange(n).remainder(2).numpy()
        some = list(itertools.islice(endless, n))
        write_labelled_store(some, targets, tokenizer, folder / part)
    return open_token_store(folder / "valid").n_tokens


def _write_streams(
    request: SpeedRequest, texts: Sequence[str], tokenizer: Tokenizer, folder: Path
) -> int:
    """Texts for some windows; how many tokens are held out."""
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(tokenizer.to_bytes())
    wanted = request.streams * request.window * _STEPS
    write_token_store(_until(wanted, texts, tokenizer), tokenizer, folder / "train")
    held_out = _until(wanted // _STEPS, texts, tokenizer)
    return write_token_store(held_out, tokenizer, folder / "valid").n_tokens


def _until(n_tokens: int, texts: Sequence[str], tokenizer: Tokenizer) -> Iterator[str]:
    """The texts again and again, up to so many tokens."""
    for text in itertools.cycle(texts):
        if n_tokens <= 0:
            return
        n_tokens -= len(tokenizer.encode(text))
        yield text
