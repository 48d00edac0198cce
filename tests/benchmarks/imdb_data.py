"""The whole IMDb review data set, from its folder ``aclImdb`` or from three packed files."""

from __future__ import annotations

import functools
from pathlib import Path

from tests.benchmarks.accuracy import COLUMNS
from ulmfit_core.corpus.loading import LabelledTexts, load_corpus
from ulmfit_core.corpus.writing import WriteOptions, open_writer

PARTS = ("train", "unlabelled", "test")
_END = ".csv.xz"  # of what was tried the smallest, and read in a second a file


@functools.lru_cache(len(PARTS))
def read_part(folder: Path, part: str, limit: int = 0) -> LabelledTexts:
    """One of ``PARTS``; with a limit the first so many texts of each label, and without one."""
    corpus = _packed(folder, part) if (folder / f"{part}{_END}").exists() else _raw(folder, part)
    return corpus.select(_first(corpus, limit)) if limit else corpus


def pack(folder: Path, target: Path) -> None:
    """Write each part as one file, and say how large it is."""
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        corpus, path = read_part(folder, part), target / f"{part}{_END}"
        with open_writer(path, ("text", "label"), WriteOptions(guard_formulas=False)) as writer:
            for text, labels in zip(corpus.texts, corpus.labels, strict=True):
                writer.write([text, *(labels or ("",))])
        print(f"{path}: {len(corpus):,} texts, {path.stat().st_size / 2**20:.1f} MiB", flush=True)


def _packed(folder: Path, part: str) -> LabelledTexts:
    return load_corpus(folder / f"{part}{_END}", COLUMNS)


def _raw(folder: Path, part: str) -> LabelledTexts:
    """A folder of files a label; those in ``unsup`` have none."""
    corpus = load_corpus(folder / ("test" if part == "test" else "train"), COLUMNS)
    is_labelled = part != "unlabelled"
    return corpus.select([i for i, own in enumerate(corpus.labels) if bool(own) == is_labelled])


def _first(corpus: LabelledTexts, limit: int) -> list[int]:
    kinds = sorted(set(corpus.labels))
    rows = ([i for i, own in enumerate(corpus.labels) if own == kind][:limit] for kind in kinds)
    return [i for kind in rows for i in kind]
