"""``ulmfit convert``: labelled texts from one tool's format into another's."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ulmfit_core.cli.columns import guessed_flags, guessed_html, guessed_separator
from ulmfit_core.cli.corpora import rejected_fields, tell_cut, tell_rejected
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
from ulmfit_core.cli.sheets import tell_sheet
from ulmfit_core.cli.tracking import tracked
from ulmfit_core.corpus.column_roles import guess_roles, mapping_of
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.corpus.interchange.exporting import (
    LabelScheme,
    Target,
    export_documents,
    words_for,
)
from ulmfit_core.corpus.label_flags import LABEL
from ulmfit_core.corpus.number_columns import DocumentNumbers
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.corpus.writing import WriteOptions
from ulmfit_core.errors import InputError
from ulmfit_core.file_mark import FileMark, changed

_KEPT_REJECTED = 1000
_MOST_NAMED = 20


def convert(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="File or folder of texts.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File, or folder, to write.")],
    to: Annotated[
        Target,
        typer.Option(help="Whom it is for; table: csv, tsv, json, jsonl, xlsx, parquet by name."),
    ] = Target.TABLE,
    text: TextColumns = None,
    label: LabelColumns = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Column that holds the ids.")
    ] = None,
    label_separator: LabelSeparator = None,
    part: Part = None,
    html: HtmlCells = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    read_damaged: ReadDamaged = False,
    guard_formulas: GuardFormulas = True,
    bom: ByteOrderMark = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Rewrite labelled texts for another tool.

    Reads whatever the other commands read, JSON of Label Studio, doccano and Prodigy and folders
    of Hugging Face datasets among them. Other columns go along.
    """
    screen = Screen(as_json=as_json)
    check_output(out, force=force, corpora=[source])
    options = read_options(damaged=read_damaged, part=part, encoding=encoding, delimiter=delimiter)
    columns = _columns(source, options, text or [], label or [], id_, label_separator, html, screen)
    numbers, mark = DocumentNumbers(columns.kept), FileMark.of(source)
    scheme = LabelScheme.of(numbers.noting(_documents(source, columns, options, [])))
    rejected: list[RejectedRow] = []
    documents = _same(_documents(source, columns, options, rejected), mark, scheme)
    written = WriteOptions(guard_formulas=guard_formulas, byte_order_mark=bom)
    splits = {part or "train": documents}
    work = export_documents(splits, out, to, scheme, written, columns.kept, numbers)
    n = max(tracked(_telling(work, screen), "Writing", screen, None), default=0)
    tell_rejected(screen, rejected[:_KEPT_REJECTED], len(rejected))
    if words := words_for(to, scheme):
        screen.note(words)
    record = {"n": n, "labels": list(scheme.labels), "out": str(out)}
    screen.result({**record, **rejected_fields(rejected[:_KEPT_REJECTED], len(rejected))})
    screen.say(f"{count(n, 'text')} written to {out}.")


def _telling(work: Generator[int, None, int], screen: Screen) -> Iterator[int]:
    """The same work, with what it could not write whole said at its end."""
    tell_cut(screen, (yield from work))


def _columns(
    source: Path,
    options: ReadOptions,
    text: list[str],
    label: list[str],
    id_: str | None,
    separator: str | None,
    html: bool | None,
    screen: Screen,
) -> ColumnMapping:
    """The columns asked for, else those that look like it, which are then named."""
    found = sniff(source, options)
    tell_sheet(source, found, options, screen)
    roles = guess_roles(found.columns, found.preview_rows, found.given)
    guessed = mapping_of(found.columns, roles)
    if guessed is None and not text:
        raise InputError(f"{source.name} has no column with texts.", "Name one with --text.")
    labels = tuple(dict.fromkeys(label)) or (guessed.label if guessed else ())
    labels, flags = guessed_flags(found, labels, screen)
    if separator is None:
        separator = guessed_separator(found, labels, screen)
    texts = tuple(text) or (guessed.text if guessed else ())
    columns = ColumnMapping(
        text=texts,
        label=labels,
        id=id_ or (guessed.id if guessed else None),
        label_separator=separator,
        html=guessed_html(found, texts, screen) if html is None else html,
        flags=flags,
    )
    said = {*columns.names(), *((LABEL,) if found.given and not label else ())}
    columns = replace(columns, kept=tuple(name for name in found.columns if name not in said))
    named = {"text": columns.text, "label": columns.label}
    names = {role: " and ".join(each) for role, each in named.items()} | {"id": columns.id}
    taken = ", ".join(f'"{name}" as {role}' for role, name in names.items() if name)
    screen.note(f"Taking {taken}{f'; {found.tool} wrote it' if found.tool else ''}.")
    if columns.kept:
        screen.note(f"Beside them: {', '.join(columns.kept[:_MOST_NAMED])}{_more(columns.kept)}.")
    return columns


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""


def _same(documents: Iterator[Document], mark: FileMark, scheme: LabelScheme) -> Iterator[Document]:
    """The documents of a second reading. Raises InputError where they may not be those of the
    first, of which it is known what columns and labels have to hold them."""
    labels = set(scheme.labels)
    for document in documents:
        if not (mark.is_same() and labels.issuperset(document.labels)):
            raise changed(mark.path)
        yield document
    if not mark.is_same():
        raise changed(mark.path)


def _documents(
    source: Path, columns: ColumnMapping, options: ReadOptions, rejected: list[RejectedRow]
) -> Iterator[Document]:
    for item in read_documents(source, columns, options):
        if isinstance(item, RejectedRow):
            rejected.append(item)
        else:
            yield item
