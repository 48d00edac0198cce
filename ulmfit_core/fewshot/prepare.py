"""Reads every document of a project once, so that a quick classifier can learn in a blink.

Words come first and take seconds; the language model's view takes minutes in a large corpus,
goes on where it was stopped, and reads only what was added when documents came in. Texts in a
script that the language model was not made for have words and topics alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.fewshot.encoder import FrozenEncoder, cannot_read, encoder_key
from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.fewshot.views import (
    load_views,
    reading_view,
    save_reading,
    save_words,
    word_views,
)
from ulmfit_core.project.splits import every_text
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopCheck,
    TrainingEvent,
    never,
)
from ulmfit_core.training.run_folder import write_json

WORDS, READING = "words", "reading"  # stages; words are there once "reading" starts
VIEWS_FOLDER = "views"

MOST_DOCUMENTS = 200_000  # a round of learning scores them all: more would take seconds
_WINDOW = 512  # documents between two looks at whether to stop; sorted by length within
STAMP = "stamp.json"


def prepare(job: PrepareJob, *, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
    """Bring ``cache_dir/views`` up to date. Raises ModelFileError, StorageError."""
    texts = list(islice(every_text(Path(job.project_file)), MOST_DOCUMENTS))
    hashes = [text_hash(text) for text in texts]
    folder = Path(job.cache_dir) / VIEWS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    n_windows = -(-len(texts) // _WINDOW)
    yield RunStarted(PrepareJob.kind, n_windows, (WORDS, READING))
    yield StageStarted(1, WORDS, (WORDS,), (), 0, 0, 2)
    _make_words(folder, texts, hashes)
    _note(folder, mark=job.mark)
    yield StageStarted(2, READING, (READING,), (), 0, n_windows, 2)
    if job.base_dir:
        for event in _read(job, texts, hashes, should_stop):
            yield event
            if isinstance(event, RunStopped):
                return
    yield RunFinished(n_windows, {"n_documents": float(len(texts))})


def is_prepared(job: PrepareJob) -> bool:
    """Whether the views are up to date already, as far as the job's mark tells."""
    folder = Path(job.cache_dir) / VIEWS_FOLDER
    stamp = _stamp(folder)
    if not job.mark or stamp.get("mark") != job.mark or load_views(folder) is None:
        return False
    return not job.base_dir or stamp.get("reading") == encoder_key(Path(job.base_dir))


def _make_words(folder: Path, texts: Sequence[str], hashes: Sequence[int]) -> None:
    digest = hashlib.sha256(np.asarray(hashes, np.uint64).tobytes()).hexdigest()
    if _stamp(folder).get("corpus") == digest and load_views(folder) is not None:
        return
    for name in (STAMP, "reading.npy"):  # no views until the new ones are whole
        (folder / name).unlink(missing_ok=True)
    save_words(word_views(texts), folder)
    write_json(folder / STAMP, {"corpus": digest, "n_documents": len(texts)})


def _read(
    job: PrepareJob, texts: Sequence[str], hashes: Sequence[int], should_stop: StopCheck
) -> Iterator[TrainingEvent]:
    folder, base = Path(job.cache_dir) / VIEWS_FOLDER, Path(job.base_dir)
    stamp = _stamp(folder)
    if stamp.get("reading") == encoder_key(base) and (folder / "reading.npy").is_file():
        return
    if cannot_read(Tokenizer.load(base / "tokenizer.model"), texts):
        (folder / "reading.npy").unlink(missing_ok=True)
        _note(folder, reading=encoder_key(base))
        return
    encoder = FrozenEncoder.of_base(base)
    store = FeatureStore.in_cache(Path(job.cache_dir), encoder.key, encoder.width)
    store.keep_same(hashes)
    for start in range(store.n_rows, len(texts), _WINDOW):
        verb = should_stop()
        if verb is not None:
            yield RunStopped(start // _WINDOW, verb)
            return
        begun, part = time.monotonic(), slice(start, start + _WINDOW)
        store.append(hashes[part], encoder.features(texts[part]))
        seconds = time.monotonic() - begun
        yield StepFinished(start // _WINDOW + 1, 0.0, (), 0.0, len(texts[part]), seconds)
    save_reading(reading_view(store.features()), folder)
    _note(folder, reading=encoder.key)


def _note(folder: Path, **facts: str) -> None:
    write_json(folder / STAMP, {**_stamp(folder), **facts})


def _stamp(folder: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
