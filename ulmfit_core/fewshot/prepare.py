"""Reads every document of a project once, so that a quick classifier can learn in a blink.

Words come first and take seconds; the language model's view takes minutes in a large corpus,
goes on where it was stopped, and reads only what was added when documents came in. Texts in a
script that the language model was not made for have words and topics alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ulmfit_core.fewshot.encoder import FrozenEncoder, encoder_key
from ulmfit_core.fewshot.feature_store import FeatureStore, text_hash
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.fewshot.store_filling import Filling
from ulmfit_core.fewshot.stored_space import save_space
from ulmfit_core.fewshot.stored_views import load_views, save_reading, save_words
from ulmfit_core.fewshot.views import counted_views, reading_view, reading_weight
from ulmfit_core.json_file import read_record, write_json
from ulmfit_core.project.splits import every_text
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    StageStarted,
    StopCheck,
    TrainingEvent,
    never,
)

WORDS, READING = "words", "reading"  # stages; words are there once "reading" starts
VIEWS_FOLDER = "views"

MOST_DOCUMENTS = 200_000  # a round of learning scores them all: more would take seconds
_WINDOW = 512  # documents between two looks at whether to stop; sorted by length within
STAMP = "stamp.json"
# changes with how words become views
_FORM = b"long texts weighed; same texts known; runs counted, 128; terms kept; marks of scripts"
_PREFIX = "reading-"  # of the keys of what language models read


def prepare(job: PrepareJob, *, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
    """Bring ``cache_dir/views`` up to date. Raises ModelFileError, StorageError."""
    texts = list(islice(every_text(Path(job.project_file)), MOST_DOCUMENTS))
    filling = Filling(texts, [text_hash(text) for text in texts], _WINDOW)
    folder = Path(job.cache_dir) / VIEWS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    yield RunStarted(PrepareJob.kind, filling.n_windows, (WORDS, READING))
    yield StageStarted(1, WORDS, (WORDS,), (), 0, 0, 2)
    _make_words(folder, texts, filling.hashes)
    _note(folder, mark=_marked(job))
    yield StageStarted(2, READING, (READING,), (), 0, filling.n_windows, 2)
    is_whole = True
    if job.base_dir:
        is_whole = yield from _read(job, filling, should_stop)
    if is_whole:
        yield RunFinished(filling.n_windows, {"n_documents": float(len(texts))})


def is_prepared(job: PrepareJob) -> bool:
    """Whether the views are up to date already, as far as the job's mark tells."""
    folder = Path(job.cache_dir) / VIEWS_FOLDER
    stamp = _stamp(folder)
    if not job.mark or stamp.get("mark") != _marked(job) or load_views(folder) is None:
        return False
    return not job.base_dir or stamp.get("reading") == encoder_key(Path(job.base_dir))


def _marked(job: PrepareJob) -> str:
    return f"{job.mark} {_FORM.decode()}"


def _make_words(folder: Path, texts: Sequence[str], hashes: Sequence[int]) -> None:
    digest = hashlib.sha256(_FORM + np.asarray(hashes, np.uint64).tobytes()).hexdigest()
    if _stamp(folder).get("corpus") == digest and load_views(folder) is not None:
        return
    for name in (STAMP, "reading.npy"):  # no views until the new ones are whole
        (folder / name).unlink(missing_ok=True)
    views, space = counted_views(texts)
    save_space(space, folder)
    save_words(views, folder)
    write_json(folder / STAMP, {"corpus": digest, "n_documents": len(texts)})


def _read(
    job: PrepareJob, filling: Filling, should_stop: StopCheck
) -> Generator[TrainingEvent, None, bool]:
    """The language model's view; whether it is whole, or none can be had."""
    folder, base = Path(job.cache_dir) / VIEWS_FOLDER, Path(job.base_dir)
    key = encoder_key(base)
    if _stamp(folder).get("reading") == key and (folder / "reading.npy").is_file():
        return True
    if Tokenizer.load(base / "tokenizer.model").spells_out(filling.texts):
        (folder / "reading.npy").unlink(missing_ok=True)
    else:
        encoder, cache = FrozenEncoder.of_base(base), Path(job.cache_dir)
        FeatureStore.drop_others(cache, _PREFIX, _PREFIX + key)
        store = FeatureStore.in_cache(cache, _PREFIX + key, encoder.width)
        is_whole = yield from filling.fill(store, encoder.features, should_stop)
        if not is_whole:
            return False
        views = load_views(folder)
        weight = reading_weight(views.words_a_text) if views else 1.0
        save_reading(reading_view(store.features(), weight=weight), folder)
    _note(folder, reading=key)
    return True


def _note(folder: Path, **facts: str) -> None:
    write_json(folder / STAMP, {**_stamp(folder), **facts})


def _stamp(folder: Path) -> dict[str, Any]:
    return read_record(folder / STAMP) or {}
