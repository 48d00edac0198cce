"""``ulmfit predict``: labels for texts, in the file's own format and order."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ulmfit_core.cli.columns import mapping
from ulmfit_core.cli.corpora import rejected_fields, tell_rejected
from ulmfit_core.cli.counting import count
from ulmfit_core.cli.interrupts import Interrupts
from ulmfit_core.cli.options import (
    AsJson,
    ByteOrderMark,
    Force,
    GuardFormulas,
    HtmlCells,
    ReadDamaged,
    TextColumns,
    read_options,
)
from ulmfit_core.cli.output_file import check_output
from ulmfit_core.cli.progress import duration
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.tracking import advancing, tracked
from ulmfit_core.cli.unfinished import fingerprint, unfinished
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.reading import sniff
from ulmfit_core.corpus.writing import WriteOptions, is_table, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.labelled_rows import BLOCK_ROWS, FileLabelling, LabelledRows, Shard, format_beside
from ulmfit_core.predictor import Predictor

_STANDARD = "-"


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
    html: HtmlCells = None,
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
    if out == _STANDARD and as_json:
        raise InputError("Standard output takes either --json or --out -.", "Write to a file.")
    if shard >= num_shards:
        raise InputError(
            f"There is no shard {shard} of {num_shards}.", f"They are 0 to {num_shards - 1}."
        )
    screen = Screen(as_json=as_json or out == _STANDARD)
    if out != _STANDARD:
        texts = [] if file == _STANDARD else [Path(file)]
        check_output(Path(out), force=force, inputs=[model], corpora=texts)
    predictor = Predictor.open(model, threads=threads, precision=precision)
    if abstain_below is not None:
        _set_threshold(predictor, abstain_below)
    if precision is None and predictor.precision is not predictor.config.precision:
        screen.note(
            "8-bit weights answer otherwise on this processor: computing in float32.", "yellow"
        )
    with _input(file) as path, _output(out) as target:
        if file == _STANDARD and _blank_header(path, text or ["text"]):
            text = None
        columns = mapping(
            path,
            text or [],
            None,
            screen,
            with_labels=False,
            html=html,
            learnt=predictor.config.text_cells,
        )
        options = WriteOptions(
            format=_format(path, out, format_),
            guard_formulas=guard_formulas,
            byte_order_mark=bom and shard == 0,
            header=shard == 0,
        )
        how = read_options(damaged=read_damaged)
        part = Shard(shard, num_shards)
        labelling = FileLabelling(path, columns, predictor, part, how)
        same = fingerprint(model, path, columns, part, how, predictor.precision, BLOCK_ROWS)
        with unfinished(target, same) as journal:
            kept = "Nothing was written." if out == _STANDARD else _kept(journal)
            with Interrupts(screen.note, kept):
                rows = _predict(labelling, journal, target, options, screen)
    seconds = time.monotonic() - started
    tell_rejected(screen, rows.rejected, rows.n_rejected, "given no label")
    record = {
        "n": rows.n_rows,
        "labels": dict(sorted(rows.counts.items())),
        "precision": str(predictor.precision),
        "seconds": seconds,
        "out": out,
        **rejected_fields(rows.rejected, rows.n_rejected),
    }
    if out != _STANDARD:
        screen.result(record)
    screen.say(f"{count(rows.n_rows, 'row')} written to {out} in {duration(seconds)}.")
    named = [[name or "(no label)", f"{n:,}"] for name, n in rows.counts.most_common()]
    screen.table(("label", "texts"), named)


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
    with labelling.open_journal(scores) as journal:
        if journal.n_blocks:
            screen.note(f"Going on after {count(next(labelling.score(journal)), 'row')}.")
        for _ in advancing(labelling.score(journal), "Classifying", screen, labelling.n_wanted):
            pass
        with (
            labelling.rows(journal, in_table=is_table(target, options)) as rows,
            open_writer(target, rows.columns, options) as writer,
        ):
            for cells in rows:
                writer.write(cells)
    if writer.n_shortened:
        screen.note(
            f"Cut, as a workbook holds no more: {count(writer.n_shortened, 'cell')}.", "yellow"
        )
    return rows


def _kept(scores: Path) -> str:
    return f"What is done is kept in {scores.parent}; give the same command again to go on."


def _format(path: Path, out: str, asked: OutputFormat | None) -> Format | None:
    """None where the output's name decides."""
    if asked is not None:
        return Format(asked)
    return format_beside(path, None if out == _STANDARD else out)


@contextmanager
def _input(file: str) -> Iterator[Path]:
    """The file, or standard input as one, as its format is found by looking at it."""
    if file != _STANDARD:
        yield Path(file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        with path.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield path


def _blank_header(path: Path, columns: list[str]) -> bool:
    """Whether plain lines began with the name of the one column; its line is then left blank, so
    that the numbers of the others stay."""
    if len(columns) != 1 or sniff(path).format is not Format.TXT:
        return False
    with path.open("r+b") as stream:
        first = stream.readline()
        has_header = first.strip() == columns[0].encode() and bool(stream.read(1))
        if has_header:
            stream.seek(0)
            stream.write(b" " * len(first.rstrip()))
    return has_header


@contextmanager
def _output(out: str) -> Iterator[Path]:
    """The file, or one that is copied to standard output at the end."""
    if out != _STANDARD:
        yield Path(out)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard output"
        yield path
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.buffer.flush()
