"""Giving labels to a typed text, or to every row of a file, beside the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.operations.cut_cells import tell_cuts
from app.operations.export_target import check_target
from app.operations.models import is_same_file, open_predictor, show_folder_of
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress, counted, once
from app.translation import number, tr, tr_count
from ulmfit_core.corpus.known_columns import cells_among, sniff_for
from ulmfit_core.corpus.options import NO_CELLS, ColumnMapping, Format, ReadOptions, TextCells
from ulmfit_core.corpus.writing import FOR_SPREADSHEETS, WriteOptions, is_table, open_writer
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.labelled_rows import FileLabelling, format_beside
from ulmfit_core.predictor import Prediction, Predictor
from ulmfit_core.project.predicting import write_predictions

_COUNT_EVERY = 1000  # rows
LONG = 30.0  # seconds after which nobody may be looking


@dataclass(frozen=True)
class Written:
    """What came of a file."""

    n_rows: int
    n_rejected: int
    n_shortened: int
    column: str


def predict_text(
    studio: Studio,
    predictor: Predictor,
    text: str,
    then: Callable[[Prediction], object],
    failed: Callable[[], object],
) -> None:
    """Label one text in a thread; ``then`` gets the prediction."""
    studio.activities.look_up(once(lambda: predictor.predict(text)), then, failed)


@dataclass(frozen=True)
class Columns:
    """Those of a file, and those that look like the texts."""

    all: tuple[str, ...]
    texts: tuple[str, ...]
    has_choice: bool  # a folder, lines of text and what another tool wrote have none
    has_header: bool | None = None  # whether the first row names them; None: no such question
    may_be_damaged: bool = False  # by bytes that are no letters
    html: bool = False  # whether the cells of the texts are read as such
    sheet: str | None = None  # of a workbook, the one they are of
    sheets: tuple[str, ...] = ()  # all of them


def look_at_columns(
    studio: Studio,
    source: Path,
    then: Callable[[Columns], object],
    failed: Callable[[], object],
    options: ReadOptions | None = None,
    learnt: TextCells = NO_CELLS,
) -> None:
    """Find out in a thread which columns a file has, and what ``options`` leave to be told. The
    texts are in those that the model ``learnt`` from, else where an import of the project found
    its own, or where they seem to be."""
    imported = studio.workspace.project.imports.text_cells()

    def look() -> Columns:
        found = sniff_for(source, learnt.columns, options or ReadOptions())
        is_table = found.format not in (Format.FOLDER, Format.TXT) and found.tool is None
        has_choice = is_table and (len(found.columns) > 1 or found.has_header is not None)
        cells = cells_among(found, (learnt, *imported))
        is_text = found.encoding is not None
        return Columns(
            found.columns,
            cells.columns,
            has_choice,
            found.has_header,
            is_text,
            cells.html,
            found.sheet,
            found.sheets,
        )

    studio.activities.look_up(once(look), then, failed, of_page=True)


def predict_file(
    studio: Studio,
    model: Path,
    source: Path,
    target: Path,
    columns: tuple[str, ...] = (),
    options: ReadOptions | None = None,
    *,
    html: bool = False,
) -> Activity:
    """Write the rows of ``source`` with their labels to ``target``, all of them or none; the
    texts are in these ``columns``, whose cells may hold ``html``, or where they seem to be."""

    def work() -> Generator[Progress, None, Written]:
        how = options or ReadOptions()
        return (yield from _predict(model, source, target, TextCells(columns, html), how))

    begun = time.monotonic()

    def done(written: Written) -> None:
        _tell(studio, written, target, waits=_took_long(begun))

    return studio.activities.run(
        tr("Labelling {name}", name=source.name),
        work,
        on_success=done,
        if_stopped=tr("{name} is not written.", name=target.name),
    )


def predict_project(studio: Studio, model: Path, target: Path) -> Activity:
    """Write every text of the project with its labels and the model's to ``target``, all of them or
    none."""
    project = studio.workspace.project
    total, begun = project.documents.count(), time.monotonic()

    def work() -> Generator[Progress, None, int]:
        check_target(target)
        predictor = open_predictor(model)
        with project.for_thread() as own:
            writing = write_predictions(own, predictor, target, FOR_SPREADSHEETS)
            return (yield from counted(writing, total))

    def done(n_shortened: int) -> None:
        studio.notices.success(
            tr_count(
                "{n} text with what the model makes of it is in {path}",
                "{n} texts with what the model makes of each are in {path}",
                total,
                path=target,
            ),
            show_folder_of(target),
            waits=_took_long(begun),
        )
        tell_cuts(studio, n_shortened)

    return studio.activities.run(
        tr("Labelling the project's texts"),
        work,
        on_success=done,
        if_stopped=tr("{name} is not written.", name=target.name),
    )


def suggested_output(source: Path) -> Path:
    """Beside the input, in its format, where that has columns."""
    stem = source.name.partition(".")[0] or source.name
    suffix = source.suffix.lower().lstrip(".")
    written = suffix if suffix in {"csv", "tsv", "json", "jsonl", "parquet", "xlsx"} else "csv"
    written = "xlsx" if suffix in {"xls", "ods"} else written
    return source.with_name(f"{stem}-labelled.{written}")


def _predict(
    model: Path, source: Path, target: Path, wanted: TextCells, options: ReadOptions
) -> Generator[Progress, None, Written]:
    check_target(target)
    _check_apart(target, source)
    yield Progress(0, 0, tr("Reading {name}", name=source.name))
    predictor = open_predictor(model)
    wanted = wanted if wanted.columns else _guessed(source, options, predictor.config.text_cells)
    mapping = ColumnMapping(wanted.columns, html=wanted.html)
    labelling = FileLabelling(source, mapping, predictor, options=options)
    for n_rows in labelling.count():
        if n_rows % _COUNT_EVERY == 0:
            yield Progress(0, 0, tr_count("{n} row", "{n} rows", n_rows))
    output = WriteOptions(
        format=format_beside(source, target),
        delimiter=labelling.delimiter,
        decimal_comma=labelling.decimal_comma,
    )
    labelling.check_size(target, output)
    with (
        _scratch() as folder,
        labelling.open_journal(folder / "scores", target) as journal,
    ):
        for n_done in labelling.score(journal):
            yield _progress(n_done, labelling.n_wanted)
        with (
            labelling.rows(journal, in_table=is_table(target, output)) as rows,
            open_writer(target, rows.columns, output, rows.numbers) as writer,
        ):
            for n_written, cells in enumerate(rows):
                writer.write(cells)
                if n_written % _COUNT_EVERY == 0:
                    yield Progress(0, 0, tr("Writing {name}", name=target.name))
    return Written(rows.n_rows, rows.n_rejected, writer.n_shortened, ", ".join(mapping.text))


def _check_apart(target: Path, source: Path) -> None:
    """Raises InputError where what is written would be read, now or the next time."""
    if is_same_file(target, source):
        raise InputError(
            tr("{path} holds the texts themselves; it was left as it is.", path=target),
            tr("Choose another file to write."),
        )
    if source.is_dir() and target.resolve().is_relative_to(source.resolve()):
        raise InputError(
            tr("{path} lies among the texts of the folder; nothing was written.", path=target),
            tr("Choose another place."),
        )


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder that goes with the block. Raises StorageError."""
    try:
        folder = TemporaryDirectory()
    except OSError as error:
        raise StorageError(
            tr("Nothing can be kept for the moment ({reason}).", reason=error.strerror),
            tr("Free some space on the disk for temporary files. Nothing was written."),
        ) from error
    with folder:
        yield Path(folder.name)


def _guessed(source: Path, options: ReadOptions, learnt: TextCells) -> TextCells:
    cells = cells_among(sniff_for(source, learnt.columns, options or ReadOptions()), (learnt,))
    if not cells.columns:
        raise InputError(
            tr("{name} has no column with texts.", name=source.name),
            tr("Nothing was written. Choose a file with a column of texts."),
        )
    return cells


def _progress(n_done: int, total: int) -> Progress:
    words = tr("{n} of {total} rows", n=number(n_done), total=number(total))
    return Progress(n_done, total, words)


def _took_long(begun: float) -> bool:
    return time.monotonic() - begun > LONG


def _tell(studio: Studio, written: Written, target: Path, *, waits: bool) -> None:
    studio.notices.success(
        tr_count(
            "{n} row with its label is in {path}; its text was taken from “{column}”",
            "{n} rows with their labels are in {path}; the texts were taken from “{column}”",
            written.n_rows,
            path=target,
            column=written.column,
        ),
        show_folder_of(target),
        waits=waits,
    )
    if written.n_rejected:
        studio.notices.warning(
            tr_count("{n} row has no label.", "{n} rows have no label.", written.n_rejected),
            tr("Rows without a usable text kept their place in the file."),
        )
    tell_cuts(studio, written.n_shortened)
