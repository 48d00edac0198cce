"""The preset quick: an instant head over words and what a frozen base model reads; torch-free.

The base model reads every text once, a window at a time, kept on disk; the regressions of
``fewshot.instant_head`` then take seconds, or minutes where labels are many. What stands after the
pooling is linear, so that it leaves as one matrix: standardisation, principal components,
regression and members' shares.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.array_file import save_array
from ulmfit_core.arrays import FloatArray
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.evaluation.calibration import held_out_thresholds, log_loss_and_accuracy
from ulmfit_core.export.base_weights import base_weights
from ulmfit_core.export.golden import GOLDEN_TEXTS
from ulmfit_core.fewshot.encoder import FrozenEncoder
from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash
from ulmfit_core.fewshot.member_fit import probabilities
from ulmfit_core.fewshot.views import ReadingSpace, reading_space
from ulmfit_core.giving_up import GivenUp, given_up_if
from ulmfit_core.in_parts import InParts
from ulmfit_core.json_file import write_json
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopCheck,
    StopVerb,
    TrainingEvent,
    never,
)
from ulmfit_core.training.finetune_jobs import InstantHeadJob
from ulmfit_core.training.fitted_head import FittedHead, n_parts
from ulmfit_core.training.head_texts import HeadTexts

CLASSIFIER = "classifier.safetensors"  # files of the result within the run's folder
VALID_LOGITS, GOLDEN_LOGITS = "valid_logits.npy", "golden_logits.npy"
VOCABULARY, WORDS = "words.json", "words.safetensors"
FACTS = "head.json"  # temperature, shares of the members

HEAD = "head"  # the one layer group that learns
_READ_ONCE, _FITTED = "reading", HEAD  # stages
_CHECKPOINT = "checkpoint"
_WINDOW = 512  # texts between two looks at whether to stop; sorted by length within


def fit_instant_head(
    job: InstantHeadJob, *, should_stop: StopCheck = never
) -> Iterator[TrainingEvent]:
    """Read the texts, or go on reading, and fit the head.

    Ends with encoder and head in ``classifier.safetensors``, the part about words beside it, and
    the validation texts' logits in ``valid_logits.npy``. "Keep the best" reads no further than
    the labelled texts. Raises ModelFileError where the base model cannot be read, StorageError.
    """
    texts = HeadTexts.read(Path(job.data_dir))
    encoder = FrozenEncoder.of_base(Path(job.lm_dir), _threads())
    store = FeatureStore.in_cache(Path(job.run_dir) / _CHECKPOINT, encoder.key, encoder.width)
    groups = _groups(encoder)
    n_windows, n_fitting = -(-len(texts.reading) // _WINDOW), n_parts(job, texts)
    yield RunStarted(job.kind, n_windows + n_fitting, groups, -(-store.n_rows // _WINDOW))
    yield StageStarted(1, _READ_ONCE, (), groups, 1, n_windows, 2)
    is_blind = encoder.tokenizer.spells_out(texts.reading)
    if not is_blind:
        stopped = yield from _read(texts, encoder, store, groups, should_stop)
        if stopped in (StopVerb.PAUSE, StopVerb.DISCARD):
            return
    n_read = n_windows if is_blind else -(-store.n_rows // _WINDOW)
    yield StageStarted(2, _FITTED, (HEAD,), groups[:-1], n_read + 1, n_fitting, 2)
    last = n_read + n_fitting
    fitting = _fitting(job, texts, None if is_blind else store.features(), encoder.width)
    fitted = yield from _fit(fitting, range(n_read + 1, last), groups, should_stop)
    if isinstance(fitted, StopVerb):  # what was read is kept
        yield RunStopped(n_windows, fitted)
        return
    metrics = _write(job, texts, fitted)
    yield EpochFinished(1, last, metrics, is_best=True)
    yield RunFinished(last, metrics)


def _fitting(
    job: InstantHeadJob, texts: HeadTexts, features: NDArray[np.float16] | None, width: int
) -> InParts[FittedHead]:
    """On what was read, [n, width]; None: the base takes these texts for bytes."""
    if features is None:
        nothing = np.broadcast_to(np.float16(0), (len(texts.reading), width))
        return FittedHead.fitting(job, texts, nothing, ReadingSpace.blind(width))
    return FittedHead.fitting(job, texts, features, reading_space(features, job.seed))


def _fit(
    fitting: InParts[FittedHead], steps: range, groups: tuple[str, ...], should_stop: StopCheck
) -> Generator[TrainingEvent, None, FittedHead | StopVerb]:
    """A step a part: ``steps``, as far as they are needed, and the one after them, which is the
    last; the verb where it was given up in the midst of one."""
    verbs: list[StopVerb] = []
    for step in (*steps, steps.stop):
        begun = time.perf_counter()
        try:
            with given_up_if(lambda: _holds(should_stop(), verbs)):
                next(fitting)
        except StopIteration as end:
            fitted: FittedHead = end.value
            break
        except GivenUp:
            return verbs[-1]
        yield _stood_still(step, groups, 0, begun)
    yield _stood_still(steps.stop, groups, 0, begun)
    return fitted


def _stood_still(step: int, groups: tuple[str, ...], n_tokens: int, begun: float) -> StepFinished:
    """A step in which no layer group learnt by gradients."""
    seconds = time.perf_counter() - begun
    return StepFinished(step, math.nan, (0.0,) * len(groups), 0.0, n_tokens, seconds)


def _holds(verb: StopVerb | None, verbs: list[StopVerb]) -> bool:
    """Whether it means to stop here, and is kept then; what keeps the best just ends the sooner."""
    if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
        verbs.append(verb)
    return bool(verbs)


def _read(
    texts: HeadTexts,
    encoder: FrozenEncoder,
    store: FeatureStore,
    groups: tuple[str, ...],
    should_stop: StopCheck,
) -> Generator[TrainingEvent, None, StopVerb | None]:
    """Pooled features of the texts, as many windows as are not there yet."""
    reading = texts.reading
    for start in range(store.n_rows, len(reading), _WINDOW):
        step, verb = start // _WINDOW, should_stop()
        if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
            yield RunStopped(step, verb)
            return verb
        if verb is StopVerb.KEEP_BEST and start >= len(texts.train):
            return verb
        begun, window = time.perf_counter(), reading[start : start + _WINDOW]
        documents = encoder.encode(window)
        features = encoder.pooled(documents).astype(np.float16)
        store.append([text_hash(text) for text in window], features)
        yield _stood_still(step + 1, groups, sum(map(len, documents)), begun)
        yield CheckpointSaved(step + 1, _CHECKPOINT)
    verb = should_stop()
    if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
        yield RunStopped(-(-len(reading) // _WINDOW), verb)
    return verb


def _write(job: InstantHeadJob, texts: HeadTexts, fitted: FittedHead) -> dict[str, float]:
    """Everything a model file needs, into the run's folder; figures of the held-out texts."""
    from safetensors.numpy import save

    folder, base = Path(job.run_dir), Path(job.lm_dir)
    exact = FrozenEncoder.exact_of_base(base, _threads())
    own = {n: w for n, w in base_weights(base).items() if n.startswith("encoder.")}
    widths = [width for _, width in exact.architecture.layer_sizes]
    _save(folder / CLASSIFIER, save({**own, **fitted.network(widths)}))
    part = fitted.words_part()
    if part is not None:
        _save(folder / VOCABULARY, part.vocabulary_bytes())
        _save(folder / WORDS, part.tensor_bytes())
    learnt = fitted.learnt
    write_json(folder / FACTS, {"temperature": learnt.temperature, "shares": learnt.shares})
    valid, golden = (
        fitted.logits(some, exact.pooled(exact.encode(some)))
        for some in (texts.valid, GOLDEN_TEXTS)
    )
    for name, logits in ((VALID_LOGITS, valid), (GOLDEN_LOGITS, golden)):
        save_array(folder / name, logits.astype(np.float32))
    return _figures(valid / learnt.temperature, texts.targets[1], job.seed)


def _save(path: Path, data: bytes) -> None:
    with atomic_file(path) as file:
        file.write(data)


def _figures(logits: FloatArray, targets: NDArray[np.int64], seed: int) -> dict[str, float]:
    """Of several labels a text as the finished model is measured, each by its threshold."""
    if not len(targets):
        return {}
    loss, accuracy = log_loss_and_accuracy(logits, targets)
    if targets.ndim == 2:
        said = probabilities(logits, is_multi=True)
        given = said >= held_out_thresholds(said, targets, seed)
        accuracy = float((given == targets).all(axis=1).mean())
    return {"valid_loss": loss, "valid_accuracy": accuracy, "score": -loss}


def _groups(encoder: FrozenEncoder) -> tuple[str, ...]:
    layers = [f"layer {i + 1}" for i in range(encoder.architecture.n_layers)]
    return ("embedding", *layers, HEAD)


def _threads() -> int:
    """As many as whoever started the process allows; 0: all."""
    return int(os.environ.get("OMP_NUM_THREADS", "0") or 0)
