"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.errors import InputError

TextColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--text",
        metavar="COLUMN",
        help="Column that holds the texts; give it again to join several. "
        "Without it, the obvious one.",
    ),
]
PlainTextColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--text",
        metavar="COLUMN",
        help="Column of a table that holds the texts; give it again to join several. "
        'Without it, "text".',
    ),
]
LabelColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="COLUMN",
        help="Column that holds the labels; give it again where several do, or where each column "
        "is a label (1 or 0).",
    ),
]
LabelSeparator = Annotated[
    str | None,
    typer.Option(
        "--label-separator",
        metavar="TEXT",
        help="What parts the labels of a cell that holds several, as in 'sport;politics'; "
        "guessed without it.",
    ),
]
HtmlCells = Annotated[
    bool | None,
    typer.Option(
        "--html/--no-html",
        help="Whether the cells with the texts hold HTML, of which only the words are read; "
        "guessed without it.",
    ),
]
ReadDamaged = Annotated[
    bool,
    typer.Option(
        "--read-damaged",
        help="Read past invalid bytes and NUL characters; without it, their rows are left out.",
    ),
]
Part = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help='Which split, or file, of a folder or zip to read, or "texts" for all but its '
        "tables; of a workbook, which sheet.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the file, such as cp1252; guessed without it.",
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar="CHARACTER",
        help="What parts the cells of the file, such as ';' or tab; guessed without it.",
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object on standard output and nothing else."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an output file that is there.")]

GuardFormulas = Annotated[
    bool,
    typer.Option(
        help="Put an apostrophe before csv cells that a spreadsheet would run as a formula."
    ),
]
ByteOrderMark = Annotated[
    bool, typer.Option("--bom", help="Begin csv and tsv with the mark Excel knows UTF-8 by.")
]


def read_options(
    *,
    damaged: bool,
    part: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> ReadOptions:
    """How to read a file of texts where options such as ``--part`` are said.

    Raises InputError where the delimiter is none.
    """
    return ReadOptions(
        encoding=encoding,
        delimiter=None if delimiter is None else _character(delimiter),
        member=part,
        damaged="replace" if damaged else "reject",
    )


def _character(delimiter: str) -> str:
    """Tabs also by their name, as shells make it hard to type one."""
    character = "\t" if delimiter in ("tab", "\\t") else delimiter
    if len(character) != 1 or character in '\r\n"':
        raise InputError(
            f'"{delimiter}" cannot part cells.', "Give one character to --delimiter, or tab."
        )
    return character
