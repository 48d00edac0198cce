"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ulmfit_core.corpus.options import ReadOptions

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
LabelColumn = Annotated[
    str | None,
    typer.Option("--label", metavar="COLUMN", help="Column that holds the labels."),
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
        help="Which split, or file, of a folder or zip to read; of a workbook, which sheet.",
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


def read_options(*, damaged: bool, part: str | None = None) -> ReadOptions:
    """How to read a file of texts where ``--read-damaged`` and ``--part`` are said."""
    return ReadOptions(member=part, damaged="replace" if damaged else "reject")
