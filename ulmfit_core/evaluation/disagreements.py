"""Writing the texts to which two people gave other labels."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from ulmfit_core.corpus.interchange.exporting import LabelScheme
from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.evaluation.two_coders import Disagreement

_COLUMNS = ("text", "mine", "theirs")


def write_disagreements(
    found: Sequence[Disagreement], path: Path, options: WriteOptions | None = None
) -> Generator[int, None, int]:
    """Write a table in the format of the file's name; yields how many rows so far, and returns how
    many cells were cut.

    To be consumed to its end: ``path`` then appears whole; left early, nothing does. Raises
    InputError where the name says no format, StorageError where the disk refuses.
    """
    separator = _separator(found)
    with open_writer(path, _COLUMNS, options) as writer:
        for n, each in enumerate(found, 1):
            writer.write([each.text, separator.join(each.one), separator.join(each.other)])
            yield n
    return writer.n_shortened


def _separator(found: Sequence[Disagreement]) -> str:
    cells = [labels for each in found for labels in (each.one, each.other)]
    names = tuple(sorted({name for labels in cells for name in labels}))
    several = any(len(labels) > 1 for labels in cells)
    return LabelScheme(names, several).separator() if several else ""
