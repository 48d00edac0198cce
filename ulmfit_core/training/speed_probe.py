"""A few real steps of each kind, timed: what the estimate before a training is made from."""

from __future__ import annotations

import itertools
import sys
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


class _Timed(NamedTuple):
    step_tokens: float  # a second
    reading_seconds: float  # of the validation


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
    from_scratch = request.base == NO_BASE
    base = "" if from_scratch else str(start_folder(request.base, "forward", folder))
    tokenizer = _tokenizer(base, texts)
    data, lm_data = folder / "data", folder / "lm-data"
    read = _write_documents(request, texts, tokenizer, data)
    heard = _write_streams(request, texts, tokenizer, lm_data)
    more = {"data_dir": str(data), "lm_dir": base, "epochs": 1}

    def classifier(name: str, **settings: Any) -> _Timed:
        job = classifier_job(request, run_dir=str(folder / name), **more, **settings)
        return _timed(finetune_classifier(job))

    instant = _instant_reading(request, Path(base), texts) if base else 0.0
    head = classifier("head", unfreezing="last")
    head_memory = _peak_memory(request.device)
    everything = classifier("everything", unfreezing="full")
    # Not less than before: the kernel's own count of a peak wavers by some pages.
    classifier_memory = max(head_memory, _peak_memory(request.device))
    job = language_model_job(
        request, run_dir=str(folder / "lm"), data_dir=str(lm_data), base_dir=base, epochs=1
    )
    reader = _timed(finetune_lm(job))
    return Speeds(
        language_model=reader.step_tokens,
        language_model_reading=heard / reader.reading_seconds,
        classifier=everything.step_tokens,
        head=head.step_tokens,
        reading=read / head.reading_seconds,
        instant=instant or read / head.reading_seconds,
        head_memory=head_memory,
        classifier_memory=classifier_memory,
        language_model_memory=max(classifier_memory, _peak_memory(request.device)),
    )


def _timed(events: Iterator[TrainingEvent]) -> _Timed:
    """Go through an epoch and leave before anything is written."""
    steps: list[StepFinished] = []
    last = time.perf_counter()
    for event in events:
        if isinstance(event, StepFinished):
            steps.append(event)
            last = time.perf_counter()
        elif isinstance(event, EpochFinished):
            break
    reading = time.perf_counter() - last
    steady = steps[1:] or steps
    seconds = sum(step.seconds for step in steady)
    tokens = sum(step.n_tokens for step in steady)
    return _Timed(tokens / seconds, max(reading, 1e-3))


def _instant_reading(request: SpeedRequest, base: Path, texts: Sequence[str]) -> float:
    """Tokens a second of the frozen encoder; from scratch there is none."""
    encoder = FrozenEncoder.of_base(base, 1 if request.gentle else 0)
    some = list(itertools.islice(itertools.cycle(texts), _STEPS * request.documents))
    documents = encoder.encode(some)
    encoder.pooled(documents[: request.documents])  # the first is slower and does not count
    begun = time.perf_counter()
    encoder.pooled(documents)
    return sum(map(len, documents)) / max(time.perf_counter() - begun, 1e-3)


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


def _peak_memory(device: str) -> int:
    """The most bytes this process had at once, and the card's where it trains there."""
    on_card = torch.cuda.max_memory_allocated() if device != "cpu" else 0
    return _peak_of_process() + on_card


def _peak_of_process() -> int:
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would count what the parent had
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
