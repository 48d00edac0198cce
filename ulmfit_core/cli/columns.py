"""Which columns hold texts and labels, where the user did not say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.sheets import tell_sheet
from ulmfit_core.corpus.column_roles import bare_columns
from ulmfit_core.corpus.known_columns import has_columns, own_name, own_names, sniff_for
from ulmfit_core.corpus.label_cells import AS_LIST, mark_held
from ulmfit_core.corpus.label_flags import GIVEN, without_flags
from ulmfit_core.corpus.options import (
    BARE_TEXTS,
    NO_CELLS,
    ColumnMapping,
    LabelFlag,
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
    label: Sequence[str],
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
    them, by names that are alike, else the obvious ones where it has none; which are then named on
    the screen, as is the sheet of a workbook, and ``text_option``, by which others can be.

    Of several label columns those that say yes or no are a label each. What parts ``several``
    labels in a cell is guessed where no ``separator`` is given, rather into those that are
    ``known``; whether the texts are ``html`` is as the model learnt them, or else
    guessed. Raises InputError where a column is missing, as some of those that were learnt from
    may be, or none is obvious.
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
    labels = tuple(dict.fromkeys(label)) or _labels(path, found, known, screen)
    if found.columns:  # json has none where not one row is whole
        check_columns(path.name, found.columns, (*texts, *labels))
    labels, flags = guessed_flags(found, labels, screen)
    if separator is None and several:
        separator = guessed_separator(found, labels, screen, known)
    return ColumnMapping(texts, labels, label_separator=separator, html=html, flags=flags)


def _html(found: Sniffed, texts: Sequence[str], learnt: TextCells, screen: Screen) -> bool:
    """Whether text cells are read as HTML, where nobody said."""
    if not learnt.columns or set(texts) != set(own_names(found.columns, learnt.columns)):
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
            f"Cells of {listed(texts)} are taken for HTML: only their words are read (--no-html)."
        )
    return holds


def guessed_flags(
    found: Sniffed, labels: tuple[str, ...], screen: Screen
) -> tuple[tuple[str, ...], tuple[LabelFlag, ...]]:
    """The label columns whose cells name labels, and those that are a label each, which are then
    named on the screen."""
    flags = found.label_flags(labels)
    if flags:
        names = [flag.label for flag in flags]
        screen.note(f"A label each, by columns that say yes or no: {', '.join(names)}.")
    return without_flags(labels, flags), flags


def guessed_separator(
    found: Sniffed, labels: Sequence[str], screen: Screen, known: Collection[str] = ()
) -> str | None:
    """What parts several labels in a cell of these columns, rather ``known`` ones, named on the
    screen; None where a cell is one, which is said where many hold a mark."""
    guesses = {name: found.label_separator(name, known) for name in labels if name in found.columns}
    guessed = [(name, mark) for name, mark in guesses.items() if mark is not None]
    for name, mark in guessed[:1]:
        how = "a list" if mark == AS_LIST else f'parted by "{mark}"'
        screen.note(f'Cells of "{name}" are taken for several labels, {how} (--label-separator).')
    if guessed:
        return guessed[0][1]
    for name in guesses:
        if (held := mark_held(found.cells_of([name]), known)) is not None:
            screen.note(
                f'Many cells of "{name}" hold "{held}"; each is taken for one label. If they are '
                f"several, give --label-separator '{held}'.",
                "yellow",
            )
    return None


def _texts(
    path: Path, found: Sniffed, learnt: Sequence[str], option: str, screen: Screen
) -> tuple[str, ...]:
    """Where nobody said."""
    if found.format in BARE_TEXTS:
        return ("text",)
    there = own_names(found.columns, learnt)
    if has_columns(found, learnt):
        screen.note(f"Taking {listed(there)} of {path.name}, as in the training ({option}).")
        return there
    if learnt:
        _tell_missing(path, found, learnt, option, screen)
    return (_obvious(path, found.columns, _text_names(found), option, screen),)


def _tell_missing(
    path: Path, found: Sniffed, learnt: Sequence[str], option: str, screen: Screen
) -> None:
    """Raises InputError where some are there: of the others nobody would miss the words."""
    lacking = [name for name in learnt if own_name(found.columns, name) is None]
    missing = f"The model learnt from {listed(learnt)}; {path.name} has no {listed(lacking)}."
    if len(lacking) < len(learnt):
        raise InputError(
            missing, f"Name its columns with {option}; its columns are: {', '.join(found.columns)}."
        )
    screen.note(missing, "yellow")


def _labels(path: Path, found: Sniffed, known: Sequence[str], screen: Screen) -> tuple[str, ...]:
    """Where nobody said: the obvious column, unless there are some that say yes or no of ``known``
    labels, or a table of ours has them for each."""
    if found.given:
        screen.note(f'Taking the columns "{GIVEN}…" of {path.name} (--label).')
        return found.given
    flags = [flag.column for flag in found.label_flags(found.columns) if flag.label in known]
    if flags[1:] and set(_LABEL).isdisjoint(map(str.lower, found.columns)):
        return tuple(flags)
    return (_obvious(path, found.columns, _LABEL, "--label", screen),)


def text_fields(columns: ColumnMapping) -> dict[str, object]:
    """What was read as texts, as JSON tells it."""
    return {"text_columns": list(columns.text), "html": columns.html}


def listed(names: Sequence[str]) -> str:
    """The names of columns in a sentence."""
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
        names = ", ".join(columns) or "none"
        raise InputError(
            f"It is not clear which column of {path.name} to use; its columns are: {names}.",
            f"Name one with {option}.",
        )
    screen.note(f'Taking the column "{found}" of {path.name} ({option}).')
    return found
