"""How much there is to learn from, counted in tokens by a sample; torch-free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ulmfit_core.project.database import Database
from ulmfit_core.project.filters import Status
from ulmfit_core.project.snapshots import horizon
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.estimate import CorpusSize

_SAMPLE = 96  # texts
_CHARACTERS = 1500  # of each
# Bytes a piece: of English in its own pieces 2.5 (text messages) to 3.7, of German in them 1.9, of
# French 2.1; of Chinese or Japanese in their own 4 or more.
_FEWEST_BYTES = 2.3
_USUAL = 4.0  # characters a token, where no tokenizer is known yet

_SIZES = (
    "SELECT count(*), coalesce(sum(n_characters), 0) FROM documents "
    "WHERE id <= ? AND is_test = 0 AND "
)
_SOME = (
    "SELECT substr(text, 1, ?) FROM texts WHERE id IN "
    "(SELECT id FROM documents WHERE id <= ? AND is_test = 0 AND status = ? "
    "ORDER BY random() LIMIT ?)"
)


class Fit(Enum):
    """How well a base's vocabulary suits texts."""

    WELL = "well"
    FOREIGN = "foreign"  # of another language: many short pieces
    SPELT_OUT = "spelt out"  # of another script: bytes


@dataclass(frozen=True, slots=True)
class SampledCorpus:
    """Sizes, and some of the texts with a label."""

    size: CorpusSize
    texts: tuple[str, ...]
    fit: Fit = Fit.WELL  # of the base's vocabulary to them


def sample_corpus(
    project_file: Path, tokenizer: Tokenizer | None
) -> Iterator[SampledCorpus | None]:
    """None while it goes on, so that a thread can stop; then the project's corpus."""
    with closing(Database(project_file)) as database:
        last = horizon(database)
        n_labelled, labelled = database.rows(_SIZES + "status = ?", (last, int(Status.LABELLED)))[0]
        yield None
        n_texts, everything = database.rows(_SIZES + "duplicate_of IS NULL", (last,))[0]
        yield None
        wanted = (_CHARACTERS, last, int(Status.LABELLED), _SAMPLE)
        texts = tuple(database.column(_SOME, wanted))
    n_characters = n_tokens = n_bytes = 0
    for text in texts if tokenizer is not None else ():
        assert tokenizer is not None
        n_characters, n_tokens = n_characters + len(text), n_tokens + len(tokenizer.encode(text))
        n_bytes += len(text.encode("utf-8", "replace"))
        yield None
    each = n_characters / n_tokens if n_tokens else _USUAL
    size = CorpusSize(
        n_labelled, n_labelled + round(labelled / each), n_texts + round(everything / each)
    )
    yield SampledCorpus(size, texts, _fit(tokenizer, texts, n_bytes, n_tokens))


def _fit(tokenizer: Tokenizer | None, texts: tuple[str, ...], n_bytes: int, n_tokens: int) -> Fit:
    if tokenizer is not None and tokenizer.spells_out(texts):
        return Fit.SPELT_OUT
    n_pieces = n_tokens - len(texts)  # each begins with a token that is none
    return Fit.FOREIGN if n_bytes < _FEWEST_BYTES * n_pieces else Fit.WELL
