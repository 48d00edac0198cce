"""Reading a corpus for a command, and what was left out of it: a few lines, never more."""

from __future__ import annotations

from pathlib import Path

from ulmfit_core.cli.counting import count
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.encoding import is_damage
from ulmfit_core.corpus.loading import LabelledTexts, load_corpus
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.saved_as_text import says_what_to_do

_ROWS_TOLD = 5


def read_corpus(
    path: Path, columns: ColumnMapping, screen: Screen, options: ReadOptions | None = None
) -> LabelledTexts:
    """Every usable text of ``path``. Raises InputError as ``load_corpus`` does."""
    with screen.busy(f"Reading {path.name}"):
        corpus = load_corpus(path, columns, options)
    tell_rejected(screen, corpus.rejected, corpus.n_rejected)
    return corpus


def tell_rejected(
    screen: Screen, rejected: list[RejectedRow], n_rejected: int, fate: str = "left out"
) -> None:
    """How many rows could not be used, and the reasons of the first few."""
    if not n_rejected:
        return
    rows = "1 row was" if n_rejected == 1 else f"{n_rejected:,} rows were"
    screen.note(f"{rows} {fate}:", "yellow")
    told = [*rejected[:_ROWS_TOLD], *filter(says_what_to_do, rejected[_ROWS_TOLD:])]
    for row in told:
        screen.note(f"  {row}")
    if n_rejected > len(told):
        screen.note(f"  and {n_rejected - len(told):,} more")
    if any(is_damage(row.reason) for row in rejected):
        screen.note("Damaged rows are read all the same with --read-damaged.")


def tell_passed_over(screen: Screen, n_files: int, to_save: str) -> None:
    """How many files of a folder of general text were passed over; ``to_save``: the sentences on
    those that have to be saved as text."""
    if n_files:
        screen.note(f"Left out: {count(n_files, 'file')} without text. {to_save}".rstrip())


def tell_cut(screen: Screen, n_cells: int) -> None:
    """How many cells of a workbook were too long for it."""
    if n_cells:
        screen.note(f"Cut, as a workbook holds no more: {count(n_cells, 'cell')}.", "yellow")


def rejected_fields(rejected: list[RejectedRow], n_rejected: int) -> dict[str, object]:
    """The same for ``--json``; the list has the first thousand."""
    return {
        "n_rejected": n_rejected,
        "rejected": [{"source": r.source, "row": r.row, "reason": r.reason} for r in rejected],
    }
