"""``ulmfit predict``: labels for texts, in the file's own format and order."""

from __future__ import annotations

import time
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ulmfit_core.cli.columns import mapping, text_fields
from ulmfit_core.cli.corpora import rejected_fields, tell_cut, tell_rejected
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.interrupts import Interrupts
from ulmfit_core.cli.options import (
    AsJson,
    ByteOrderMark,
    Delimiter,
    Encoding,
    Force,
    GuardFormulas,
    HtmlCells,
    Part,
    ReadDamaged,
    TextColumns,
    read_options,
)
from ulmfit_core.cli.output_file import check_output
from ulmfit_core.cli.progress import duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.standard_streams import STANDARD, input_file, names_column, output_file
from ulmfit_core.cli.tracking import advancing, tracked
from ulmfit_core.cli.unfinished import fingerprint, unfinished
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.writing import WriteOptions, is_table, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.labelled_rows import BLOCK_ROWS, FileLabelling, LabelledRows, Shard, format_beside
from ulmfit_core.predictor import Predictor


class OutputFormat(StrEnum):
    """What a file of rows can be written as."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"
    TXT = "txt"


def predict(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Model file.")],
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="Texts; - reads standard input, where a first line that is only the "
            "name of the text column is a header.",
        ),
    ],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="File to write; - writes standard output.")
    ],
    text: TextColumns = None,
    part: Part = None,
    html: HtmlCells = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    read_damaged: ReadDamaged = False,
    format_: Annotated[
        OutputFormat | None,
        typer.Option("--format", help="Format to write; by the name of --out, or as the input."),
    ] = None,
    guard_formulas: GuardFormulas = True,
    bom: ByteOrderMark = False,
    shard: Annotated[
        int, typer.Option(min=0, metavar="I", help="Do only this part of the file; from 0.")
    ] = 0,
    num_shards: Annotated[
        int, typer.Option(min=1, metavar="N", help="Into how many parts to divide it.")
    ] = 1,
    precision: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="int8 or float32; without it, what the model holds to."),
    ] = None,
    abstain_below: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            max=1.0,
            metavar="P",
            help="No label where the likeliest has less than this probability; 0: always one. "
            "Without it, as the model file says.",
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processor cores to use; all without it.")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Label texts: every row comes back, in order, with its label and probabilities.

    A row without a usable text keeps its place, with an empty label, and is reported. What a
    kill or Ctrl-C interrupts goes on when the same command is given again. Shards are runs of
    whole rows: csv, tsv, jsonl or txt written one after the other are the whole file, so only
    shard 0 has the header.
    """
    started = time.monotonic()
    if out == STANDARD and as_json:
        raise InputError("Standard output takes either --json or --out -.", "Write to a file.")
    own = _shard(shard, num_shards)
    screen = Screen(as_json=as_json or out == STANDARD)
    if out != STANDARD:
        texts = [] if file == STANDARD else [Path(file)]
        check_output(Path(out), force=force, inputs=[model], corpora=texts)
    predictor = _opened(model, threads, precision, screen)
    if abstain_below is not None:
        _set_threshold(predictor, abstain_below)
    with input_file(file) as path, output_file(out) as target:
        how = read_options(damaged=read_damaged, part=part, encoding=encoding, delimiter=delimiter)
        how = replace(how, blank_lines=True)
        if file == STANDARD and names_column(path, text or ["text"], how):
            text, how = None, replace(how, has_header=True)
        learnt = predictor.config.text_cells
        columns = mapping(
            path, text or [], [], screen, with_labels=False, html=html, learnt=learnt, options=how
        )
        labelling = FileLabelling(path, columns, predictor, own, how)
        options = WriteOptions(
            format=_format(path, out, format_, how),
            delimiter=labelling.delimiter,
            decimal_comma=labelling.decimal_comma,
            guard_formulas=guard_formulas,
            byte_order_mark=bom and shard == 0,
            header=shard == 0,
        )
        # A shard was once a run of whole blocks: what was begun so is none of these rows.
        cut = (own, "by rows", BLOCK_ROWS)
        same = fingerprint(model, path, columns, cut, how, predictor.precision)
        with unfinished(target, same) as journal, Interrupts(screen.note, _kept(journal, out)):
            rows = _predict(labelling, journal, target, options, screen)
    _report(rows, predictor, columns, out, time.monotonic() - started, screen)


def _shard(number: int, of: int) -> Shard:
    if number >= of:
        raise InputError(f"There is no shard {number} of {of}.", f"They are 0 to {of - 1}.")
    return Shard(number, of)


def _opened(model: Path, threads: int | None, precision: str | None, screen: Screen) -> Predictor:
    predictor = Predictor.open(model, threads=threads, precision=precision)
    if precision is None and predictor.precision is not predictor.config.precision:
        screen.note(
            "8-bit weights answer otherwise on this processor: computing in float32.", "yellow"
        )
    return predictor


def _set_threshold(predictor: Predictor, abstain_below: float) -> None:
    if predictor.task == "multi":
        raise InputError(
            "This model gives any number of labels, each by a threshold of its own.",
            "Leave out --abstain-below.",
        )
    predictor.abstain_below = abstain_below


def _predict(
    labelling: FileLabelling, scores: Path, target: Path, options: WriteOptions, screen: Screen
) -> LabelledRows:
    """Count, classify and write; memory holds one block of rows at most."""
    for _ in tracked(labelling.count(), "Reading", screen, None):
        pass
    labelling.check_size(target, options)
    with labelling.open_journal(scores, target) as journal:
        if journal.n_blocks:
            screen.note(f"Going on after {count(next(labelling.score(journal)), 'row')}.")
        for _ in advancing(labelling.score(journal), "Classifying", screen, labelling.n_wanted):
            pass
        with (
            labelling.rows(journal, in_table=is_table(target, options)) as rows,
            open_writer(target, rows.columns, options, rows.numbers) as writer,
        ):
            for cells in rows:
                writer.write(cells)
    tell_cut(screen, writer.n_shortened)
    return rows


def _kept(scores: Path, out: str) -> str:
    if out == STANDARD:
        return "Nothing was written."
    return f"What is done is kept in {scores.parent}; give the same command again to go on."


def _report(
    rows: LabelledRows,
    predictor: Predictor,
    columns: ColumnMapping,
    out: str,
    seconds: float,
    screen: Screen,
) -> None:
    tell_rejected(screen, rows.rejected, rows.n_rejected, "given no label")
    if out != STANDARD:
        screen.result(
            {
                "n": rows.n_rows,
                "labels": dict(sorted(rows.counts.items())),
                **text_fields(columns),
                "precision": str(predictor.precision),
                "seconds": seconds,
                "out": out,
                **rejected_fields(rows.rejected, rows.n_rejected),
            }
        )
    screen.say(f"{count(rows.n_rows, 'row')} written to {out} in {duration(seconds)}.")
    named = [[name or "(no label)", f"{n:,}"] for name, n in rows.counts.most_common()]
    screen.table(("label", "texts"), named)


def _format(
    path: Path, out: str, asked: OutputFormat | None, options: ReadOptions
) -> Format | None:
    """None where the output's name decides."""
    if asked is not None:
        return Format(asked)
    return format_beside(path, None if out == STANDARD else out, options)
