"""Which sheet of a workbook is read, said where others are filled as well."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.identify import identify
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.sniffing import Sniffed

_MOST_NAMED = 20


def tell_sheet(path: Path, found: Sniffed, options: ReadOptions, screen: Screen) -> None:
    """Name the sheet that nobody chose, and the others where not all of them are empty."""
    if len(found.sheets) < 2 or found.sheet == options.member:
        return
    with open_table(path, options) as table:
        others = [name for name in table.filled if name != found.sheet]
    if others:
        listed = ", ".join(others[:_MOST_NAMED]) + (", …" if len(others) > _MOST_NAMED else "")
        screen.note(
            f'Taking the sheet "{found.sheet}" of {path.name}; filled as well: {listed}. '
            f"{_how_to_choose(path)}",
            "yellow",
        )


def _how_to_choose(path: Path) -> str:
    """Of a folder or zip the same option names the workbook."""
    if path.is_file() and identify(DataFile.on_disk(path)) is Format.XLSX:
        return "Choose one with --part."
    return "Give the workbook itself to choose one with --part."
