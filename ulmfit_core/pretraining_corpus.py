"""A corpus made ready for pretraining: tokenizer, training text and held-out text; torch-free.

Everything streams: texts are read several times rather than kept. Which documents are held
out, and which the tokenizer learns from, hangs on a hash of each document alone, so neither
depends on the order of files, and a text that comes twice is never on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.articles import ArticleReader, files_at
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.saved_as_text import sentences_on_saving
from ulmfit_core.errors import InputError
from ulmfit_core.hash_sampling import ABOVE_HASHES, LowestHashes, SampleByHash, text_hash
from ulmfit_core.json_file import read_record
from ulmfit_core.token_store import TokenStore, write_token_store
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.typed_fields import made_of

_HELD_OUT_SHARE = 0.005
_FEWEST_HELD_OUT = 20  # documents, or a tenth of fewer than 200 different ones
_TOKENIZER_CHARACTERS = 30_000_000  # more changes a vocabulary of some ten thousand no more
_COMPLETE, _TOKENIZER = "complete.json", "tokenizer.model"


@dataclass(frozen=True, slots=True)
class CorpusSources:
    """What to read, and how to encode it."""

    paths: tuple[str, ...]
    text_columns: tuple[str, ...] = ("text",)
    vocab_size: int = 8000
    tokenizer: str = ""  # a tokenizer.model to use instead of learning one
    seed: int = 0

    def documents(self, reader: ArticleReader | None = None) -> Iterator[str]:
        """Every document of every path; ``reader`` counts what it comes by."""
        reader = reader or ArticleReader(self.text_columns)
        for path in self.paths:
            yield from reader.read(Path(path))


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What a prepared corpus holds."""

    n_train: int  # documents
    n_valid: int
    train_tokens: int
    valid_tokens: int
    bytes: int  # of UTF-8 text to train on
    vocab_size: int
    n_passed_over: int = 0  # files in folders that hold no text
    to_save: str = ""  # what some of them are, and that they have to be saved as text


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one reading of the whole corpus tells."""

    highest_held_out: int  # documents whose hash is at most this are held out
    sample: list[str]  # for the tokenizer
    n_passed_over: int
    to_save: str


def prepare_corpus(sources: CorpusSources, folder: Path) -> CorpusFacts:
    """Encode ``sources`` into ``folder``: train/, valid/ and tokenizer.model.

    Done once: a folder that is complete is left as it is. Raises InputError where it was made
    from something else, where there is no text, or where one document is all there is.
    """
    ready = prepared_facts(sources, folder)
    if ready is not None:
        return ready
    folder.mkdir(parents=True, exist_ok=True)
    survey = _survey(sources)
    tokenizer = _tokenizer(sources, survey)
    with atomic_file(folder / _TOKENIZER) as sink:
        sink.write(tokenizer.to_bytes())
    train, valid = _encoded(sources, survey.highest_held_out, tokenizer, folder)
    facts = CorpusFacts(
        n_train=train.n_documents,
        n_valid=valid.n_documents,
        train_tokens=train.n_tokens,
        valid_tokens=valid.n_tokens,
        bytes=train.n_bytes,
        vocab_size=tokenizer.vocab_size,
        n_passed_over=survey.n_passed_over,
        to_save=survey.to_save,
    )
    with atomic_file(folder / _COMPLETE) as sink:
        sink.write(json.dumps({"sources": _identity(sources), "facts": asdict(facts)}).encode())
    return facts


def _encoded(
    sources: CorpusSources, highest_held_out: int, tokenizer: Tokenizer, folder: Path
) -> tuple[TokenStore, TokenStore]:
    """What is learnt from, and what is held out: two readings, as neither may fit into memory."""

    def documents(*, held_out: bool) -> Iterator[str]:
        for text in sources.documents():
            if (text_hash(text, "valid") <= highest_held_out) is held_out:
                yield text

    valid = write_token_store(documents(held_out=True), tokenizer, folder / "valid")
    train = write_token_store(documents(held_out=False), tokenizer, folder / "train")
    return train, valid


def prepared_facts(sources: CorpusSources, folder: Path) -> CorpusFacts | None:
    """What ``folder`` holds once it is complete, None before.

    Raises InputError where it was made from other sources.
    """
    record = _record(folder)
    if record is None:
        return None
    if record["sources"] != _identity(sources):
        raise InputError(
            f"{folder} holds a corpus that was prepared from other files or settings.",
            "Choose another folder, or delete this one.",
        )
    return CorpusFacts(**record["facts"])


def is_foreign(folder: Path) -> bool:
    """Whether ``folder`` holds what no preparation leaves there, complete or not."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    # The tokenizer is written first.
    return bool(names) and not {_TOKENIZER} <= names <= {_TOKENIZER, "train", "valid", _COMPLETE}


def corpus_facts(folder: Path) -> CorpusFacts | None:
    """What ``folder`` holds, whatever it was made from; None before it is complete."""
    record = _record(folder)
    return CorpusFacts(**record["facts"]) if record else None


def corpus_sources(folder: Path) -> CorpusSources | None:
    """What ``folder`` was made from; None before it is complete."""
    record = _record(folder)
    if record is None:
        return None
    return _sources(record["sources"])


def _sources(settings: dict[str, Any]) -> CorpusSources:
    paths = tuple(path for path, _ in settings["paths"])
    lists = {"paths": paths, "text_columns": tuple(settings["text_columns"])}
    return made_of(CorpusSources, {**settings, **lists})


def _record(folder: Path) -> dict[str, Any] | None:
    """None also where it is damaged: the corpus is then prepared anew."""
    with suppress(KeyError, TypeError, ValueError):
        record = read_record(folder / _COMPLETE) or {}
        made_of(CorpusFacts, record["facts"])
        _sources(record["sources"])
        return record
    return None


def _identity(sources: CorpusSources) -> dict[str, Any]:
    """Equal for the same files of the same sizes, under the same settings."""
    settings = asdict(sources) | {"text_columns": list(sources.text_columns)}
    return settings | {"paths": [[path, _size(Path(path))] for path in sources.paths]}


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in files_at(path) if file.is_file())


def _tokenizer(sources: CorpusSources, survey: _Survey) -> Tokenizer:
    if sources.tokenizer:
        return Tokenizer.load(sources.tokenizer)
    return train_tokenizer(survey.sample, sources.vocab_size, seed=sources.seed)


def _survey(sources: CorpusSources) -> _Survey:
    """One reading: how many documents, the lowest hashes, and a sample over all of it."""
    sample, lowest = SampleByHash(_TOKENIZER_CHARACTERS), LowestHashes(_FEWEST_HELD_OUT)
    reader, count = ArticleReader(sources.text_columns), 0
    for text in sources.documents(reader):
        count += 1
        sample.add(text_hash(text, "sample"), text)
        lowest.add(text_hash(text, "valid"))
    if len(lowest.values()) < 2:
        raise InputError(
            f"There {'is no document' if not count else 'is one document only'} in "
            f"{_listed(sources.paths)}; some must be held out from training to measure on.",
            "Give more text: articles under '= Title =' headings, blocks parted by blank lines, "
            "lines, or rows of a table.",
        )
    n_documents = min(count, lowest.n_distinct)
    fewest = lowest.values()[: max(1, min(_FEWEST_HELD_OUT, n_documents // 10))]
    bound = max(fewest[-1], int(_HELD_OUT_SHARE * ABOVE_HASHES))
    to_save = sentences_on_saving(reader.passed_over)
    return _Survey(bound, sample.texts(), len(reader.passed_over), to_save)


def _listed(paths: Sequence[str] | Iterable[str]) -> str:
    return ", ".join(Path(path).name for path in paths)
