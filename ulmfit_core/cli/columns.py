"""Which columns hold texts and labels, where the user did not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.sheets import tell_sheet
from ulmfit_core.corpus.column_roles import bare_columns
from ulmfit_core.corpus.known_columns import has_columns, sniff_for
from ulmfit_core.corpus.label_cells import AS_LIST
from ulmfit_core.corpus.options import (
    BARE_TEXTS,
    NO_CELLS,
    ColumnMapping,
    ReadOptions,
    TextCells,
)
from ulmfit_core.corpus.rows import check_columns
from ulmfit_core.corpus.sniffing import Sniffed
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
    text_option: str = "--text",
    separator: str | None = None,
    with_labels: bool = True,
    several: bool = True,
    known: Sequence[str] = (),
    html: bool | None = None,
    learnt: TextCells = NO_CELLS,
    options: ReadOptions | None = None,
) -> ColumnMapping:
    """The columns asked for, else those that a model ``learnt`` from where the file has all of
    them, else the obvious ones; which are then named on the screen, as is the sheet of a workbook,
    and ``text_option``, by which others can be.

    What parts ``several`` labels in a cell is guessed where no ``separator`` is given, rather into
    those that are ``known``; whether the texts are ``html`` is as the model learnt them, or else
    guessed. Raises InputError where a column is missing or none is obvious.
    """
    options = options or ReadOptions()
    found = sniff_for(path, text or learnt.columns, options)
    tell_sheet(path, found, options, screen)
    if text and not with_labels and html is not None:
        return ColumnMapping(text=tuple(text), html=html)
    texts = tuple(text) or _texts(path, found, learnt.columns, text_option, screen)
    if html is None:
        html = _html(found, texts, learnt, screen)
    if not with_labels:
        return ColumnMapping(text=texts, html=html)
    label = label or _obvious(path, found.columns, _LABEL, "--label", screen)
    if found.columns:  # json has none where not one row is whole
        check_columns(path.name, found.columns, (*texts, label))
    if separator is None and several:
        separator = guessed_separator(found, label, screen, known)
    return ColumnMapping(text=texts, label=label, label_separator=separator, html=html)


def _html(found: Sniffed, texts: Sequence[str], learnt: TextCells, screen: Screen) -> bool:
    """Whether text cells are read as HTML, where nobody said."""
    if not learnt.columns or set(texts) != set(learnt.columns):
        return guessed_html(found, texts, screen)
    if learnt.html:
        screen.note("Cells with texts are read as HTML, as in the training (--no-html).")
    elif found.holds_html(texts):
        screen.note(
            "Cells with texts look like HTML; as in the training they are read with their tags "
            "(--html reads only their words).",
            "yellow",
        )
    return learnt.html


def guessed_html(found: Sniffed, texts: Sequence[str], screen: Screen) -> bool:
    """Whether the cells of these columns are HTML, said on the screen where they are."""
    holds = found.holds_html(texts)
    if holds:
        screen.note(
            f"Cells of {_listed(texts)} are taken for HTML: only their words are read (--no-html)."
        )
    return holds


def guessed_separator(
    found: Sniffed, label: str, screen: Screen, known: Sequence[str] = ()
) -> str | None:
    """What parts several labels in a cell, rather ``known`` ones, named on the screen; None where a
    cell is one."""
    separator = found.label_separator(label, known) if label in found.columns else None
    if separator is not None:
        how = "a list" if separator == AS_LIST else f'parted by "{separator}"'
        screen.note(f'Cells of "{label}" are taken for several labels, {how} (--label-separator).')
    return separator


def _texts(
    path: Path, found: Sniffed, learnt: Sequence[str], option: str, screen: Screen
) -> tuple[str, ...]:
    """Where nobody said."""
    if found.format in BARE_TEXTS:
        return ("text",)
    if has_columns(found, learnt):
        screen.note(f"Taking {_listed(learnt)} of {path.name}, as in the training ({option}).")
        return tuple(learnt)
    if learnt:
        missing = _listed([name for name in learnt if name not in found.columns])
        screen.note(
            f"The model learnt from {_listed(learnt)}; {path.name} has no {missing}.", "yellow"
        )
    return (_obvious(path, found.columns, _text_names(found), option, screen),)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)


def _text_names(found: Sniffed) -> list[str]:
    """The usual ones, but for those of columns that most rows leave empty."""
    bare = {found.columns[i].lower() for i in bare_columns(found.columns, found.preview_rows)}
    return [name for name in _TEXT if name not in bare]


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
