"""Which column of some tables holds the text, where nobody has said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.corpus.column_roles import ColumnRole, columns_of, guess_roles
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.readers.folder import folder_files, is_table
from ulmfit_core.corpus.sniffing import Sniffed, sniff
from ulmfit_core.errors import InputError


@dataclass(frozen=True, slots=True)
class TextColumn:
    """The guess, and what else there is."""

    name: str
    columns: tuple[str, ...]


def text_column(paths: Iterable[str | Path]) -> TextColumn | None:
    """In the first table among these files and folders; None where none can be read.

    Raises InputError where a folder cannot be looked into.
    """
    for path in _candidates(map(Path, paths)):
        with suppress(InputError):  # whoever reads it says what is wrong
            found = sniff(path)
            if found.format not in (Format.TXT, Format.HTML, Format.DOCUMENT) and found.columns:
                return _guessed(found)
    return None


def _candidates(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from filter(is_table, folder_files(path)) if path.is_dir() else [path]


def _guessed(found: Sniffed) -> TextColumn:
    roles = guess_roles(found.columns, found.preview_rows, found.given)
    return TextColumn(columns_of(found.columns, roles, ColumnRole.TEXT)[0], found.columns)
