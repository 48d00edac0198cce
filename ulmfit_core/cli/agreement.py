"""``ulmfit agreement``: how far two people agree who labelled the same texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from ulmfit_core.cli.columns import guessed_separator, mapping
from ulmfit_core.cli.corpora import read_corpus, tell_cut
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.options import (
    AsJson,
    ByteOrderMark,
    Delimiter,
    Encoding,
    Force,
    GuardFormulas,
    HtmlCells,
    LabelColumns,
    LabelSeparator,
    Part,
    ReadDamaged,
    TextColumns,
    read_options,
)
from ulmfit_core.cli.output_file import check_output
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.known_columns import sniff_for
from ulmfit_core.corpus.label_cells import labels_alone
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.sniffing import Sniffed
from ulmfit_core.corpus.writing import WriteOptions
from ulmfit_core.evaluation.disagreements import write_disagreements
from ulmfit_core.evaluation.two_coders import (
    Coefficients,
    LabelAgreement,
    TwoCoders,
    compare_coders,
)
from ulmfit_core.in_parts import returned

_HEADINGS = ("label", "first", "second", "both", "kappa", "alpha")


@dataclass(frozen=True)
class _File:
    """Of one coder, and how it is read."""

    path: Path
    columns: ColumnMapping
    options: ReadOptions

    def parted(self, found: Sniffed, screen: Screen, known: Collection[str]) -> _File:
        mark = guessed_separator(found, self.columns.label, screen, known)
        return replace(self, columns=replace(self.columns, label_separator=mark))


def agreement(
    one: Annotated[Path, typer.Argument(metavar="A", help="File with labels.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="The same texts with other labels.")],
    text: TextColumns = None,
    label: LabelColumns = None,
    label_separator: LabelSeparator = None,
    part: Part = None,
    other_part: Annotated[
        str | None, typer.Option(metavar="NAME", help="As --part, of B; without it, as of A.")
    ] = None,
    html: HtmlCells = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the texts on which the two differ to this file."),
    ] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    read_damaged: ReadDamaged = False,
    guard_formulas: GuardFormulas = True,
    bom: ByteOrderMark = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Measure how far two people agree who labelled the same texts, and say where they do not."""
    screen = Screen(as_json=as_json)
    if out is not None:
        check_output(out, force=force, corpora=[one, other])
    files = []
    for path, name in ((one, part), (other, other_part or part)):
        options = read_options(
            damaged=read_damaged, part=name, encoding=encoding, delimiter=delimiter
        )
        columns = mapping(
            path,
            text or [],
            label or [],
            screen,
            separator=label_separator,
            several=False,
            html=html,
            options=options,
        )
        files.append(_File(path, columns, options))
    if label_separator is None:
        files = _parted(files, screen)
    found = compare_coders(*(_documents(file, screen) for file in files))
    if out is not None:
        how = WriteOptions(guard_formulas=guard_formulas, byte_order_mark=bom)
        tell_cut(screen, returned(write_disagreements(found.disagreements, out, how)))
    screen.result({**asdict(found), "out": None if out is None else str(out)})
    _show(screen, found)


def _parted(files: list[_File], screen: Screen) -> list[_File]:
    """With what parts the labels in their cells, rather into those that stand alone in either."""
    found = [sniff_for(file.path, file.columns.text, file.options) for file in files]
    names = (file.columns.label for file in files)
    cells = (each.cells_of(columns) for each, columns in zip(found, names, strict=True))
    known = labels_alone(chain.from_iterable(cells))
    return [file.parted(each, screen, known) for file, each in zip(files, found, strict=True)]


def _documents(file: _File, screen: Screen) -> Iterator[Document]:
    rows = read_corpus(file.path, file.columns, screen, file.options).labelled()
    for n, (text, labels) in enumerate(zip(rows.texts, rows.labels, strict=True), 1):
        yield Document(text, labels, "", file.path.name, n)


def _show(screen: Screen, found: TwoCoders) -> None:
    share = found.n_same / found.n
    low, high = found.same.low, found.same.high
    screen.say(
        f"{count(found.n, 'text')} with labels from both: {share:.1%} with the same "
        f"({low:.1%} to {high:.1%})."
    )
    if found.overall is not None:
        screen.say("Over all labels: kappa {}, alpha {}.".format(*_figures(found.overall)))
    rows = [[each.label, *_counts(each), *_figures(each.beyond_chance)] for each in found.labels]
    screen.table(_HEADINGS, rows)
    for theirs, mine in found.respelled:
        screen.note(f'"{theirs}" of the second is taken for "{mine}" of the first.')
    if found.n_unclear:
        screen.note(f"Labelled in two ways by one person, the first taken: {found.n_unclear:,}.")


def _counts(label: LabelAgreement) -> tuple[str, ...]:
    return tuple(f"{n:,}" for n in (label.n_one, label.n_other, label.n_both))


def _figures(measured: Coefficients) -> tuple[str, str]:
    """Kappa with its interval, and alpha; a dash where there is nothing beyond chance."""
    if measured.kappa is None or measured.interval is None or measured.alpha is None:
        return "–", "–"
    low, high = measured.interval.low, measured.interval.high
    return f"{measured.kappa:.2f} ({low:.2f} to {high:.2f})", f"{measured.alpha:.2f}"
