"""Which columns hold texts and labels, where the user did not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import sniff
from ulmfit_core.corpus.rows import check_columns
from ulmfit_core.errors import InputError

_TEXT = [
    "text",
    "sentence",
    "content",
    "body",
    "message",
    "review",
    "document",
    "comment",
    "question",
    "tweet",
]
_LABEL = ["label", "class", "category", "target", "sentiment", "topic", "intent"]


def mapping(
    path: Path,
    text: Sequence[str],
    label: str | None,
    screen: Screen,
    *,
    separator: str | None = None,
    with_labels: bool = True,
) -> ColumnMapping:
    """The columns asked for, or the obvious ones, which are then named on the screen.

    Raises InputError where a column is missing or none is obvious.
    """
    columns = sniff(path).columns if not text or (with_labels and label is None) else ()
    texts = tuple(text) or (_obvious(path, columns, _TEXT, "--text", screen),)
    if with_labels and label is None:
        label = _obvious(path, columns, _LABEL, "--label", screen)
    if columns:
        check_columns(path.name, columns, (*texts, *([label] if label else ())))
    return ColumnMapping(
        text=texts, label=label if with_labels else None, label_separator=separator
    )


def _obvious(
    path: Path, columns: Sequence[str], usual: Sequence[str], option: str, screen: Screen
) -> str:
    """The first of the ``usual`` names, if the file has such a column."""
    by_name = {column.lower(): column for column in reversed(columns)}
    found = next((by_name[name] for name in usual if name in by_name), None)
    if found is None:
        listed = ", ".join(columns) or "none"
        raise InputError(
            f"It is not clear which column of {path.name} to use; its columns are: {listed}.",
            f"Name one with {option}.",
        )
    screen.note(f'Taking the column "{found}" of {path.name} ({option}).')
    return found
