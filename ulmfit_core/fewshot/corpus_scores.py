"""What a trained model says of every document of a project, kept in its cache.

As the reading of the frozen language model: window by window, resumable, and only what was added
is read when documents come in. Half precision: a probability is off by a thousandth at most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.errors import ModelFileError
from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash
from ulmfit_core.fewshot.jobs import ScoreJob
from ulmfit_core.fewshot.prepare import MOST_DOCUMENTS
from ulmfit_core.fewshot.store_filling import Filling
from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.splits import every_text
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    StageStarted,
    StopCheck,
    TrainingEvent,
    never,
)

_PREFIX = "answers-"
_STAMP = "complete.json"
_WINDOW = 256  # documents between two looks at whether to stop


def score_corpus(job: ScoreJob, *, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
    """Bring the answers of ``job.model`` up to date. Raises ModelFileError, StorageError."""
    texts = list(islice(every_text(Path(job.project_file)), MOST_DOCUMENTS))
    hashes = [text_hash(text) for text in texts]
    predictor = Predictor.open(job.model, threads=job.threads)
    key = answers_key(Path(job.model))
    FeatureStore.drop_others(Path(job.cache_dir), _PREFIX, key)
    store = FeatureStore.in_cache(Path(job.cache_dir), key, len(predictor.labels))
    (store.folder / _STAMP).unlink(missing_ok=True)
    filling = Filling(texts, hashes, _WINDOW)
    yield RunStarted(ScoreJob.kind, filling.n_windows, ("answers",))
    yield StageStarted(1, "answers", ("answers",), (), 0, filling.n_windows, 1)
    is_whole = yield from filling.fill(
        store, lambda some: predictor.predict_proba(some).astype(np.float16), should_stop
    )
    if is_whole:
        write_json(store.folder / _STAMP, {"mark": job.mark, "labels": list(predictor.labels)})
        yield RunFinished(filling.n_windows, {"n_documents": float(len(texts))})


def stored_answers(
    cache: Path, model: Path, labels: tuple[str, ...], mark: str
) -> NDArray[np.float16] | None:
    """The probabilities [n, C] of every document, memory-mapped; None unless they are of this
    model, these ``labels`` and the documents that ``mark`` stands for."""
    store = FeatureStore.of_cache(cache, answers_key(model), len(labels))
    stamp = read_record(store.folder / _STAMP)
    if stamp != {"mark": mark, "labels": list(labels)}:
        return None
    with suppress(OSError, ValueError):
        return store.features()
    return None


def answers_key(model: Path) -> str:
    """What tells the answers of this model file from those of others. Raises ModelFileError."""
    try:
        with model.open("rb") as file:
            return _PREFIX + hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise ModelFileError(
            f"The model {model} cannot be read ({error.strerror}).", "Train it again."
        ) from error
