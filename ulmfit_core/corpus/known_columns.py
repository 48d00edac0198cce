"""Which columns of a file are its texts: those that a model's or a project's were made of, or those
that look like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ulmfit_core.corpus.column_roles import ColumnRole, columns_of, guess_roles
from ulmfit_core.corpus.options import ReadOptions, TextCells
from ulmfit_core.corpus.sniffing import Sniffed, sniff


def sniff_for(
    path: str | Path, wanted: Sequence[str], options: ReadOptions | None = None
) -> Sniffed:
    """As ``sniff``; a first row that holds every name in ``wanted`` is a header, as it is to
    whoever reads these columns."""
    found, options = sniff(path, options), options or ReadOptions()
    if not wanted or found.has_header is not False or options.has_header is not None:
        return found
    headed = sniff(path, replace(options, has_header=True))
    return headed if has_columns(headed, wanted) else found


def has_columns(found: Sniffed, wanted: Sequence[str]) -> bool:
    """Whether the file has them all; of none nobody can tell."""
    return bool(wanted) and all(own_name(found.columns, name) is not None for name in wanted)


def own_name(columns: Sequence[str], name: str) -> str | None:
    """Which of these is called so, or only differs by its case or the blanks around it."""
    alike = (column for column in columns if _plain(column) == _plain(name))
    return name if name in columns else next(alike, None)


def own_names(columns: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The same of several; those that are missing are left out."""
    found = (own_name(columns, name) for name in names)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def cells_among(found: Sniffed, known: Iterable[TextCells]) -> TextCells:
    """The first of those that are ``known`` which the file has, or the column that looks most like
    the texts; none where no column does."""
    same = (
        TextCells(own_names(found.columns, cells.columns), cells.html)
        for cells in known
        if has_columns(found, cells.columns)
    )
    roles = guess_roles(found.columns, found.preview_rows, found.given)
    texts = columns_of(found.columns, roles, ColumnRole.TEXT)
    return next(same, None) or TextCells(texts, found.holds_html(texts))


def _plain(name: str) -> str:
    return name.strip().casefold()
