"""Giving labels to a typed text, or to every row of a file, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from app.operations.models import show_folder_of
from app.studio import Studio
from app.tasks.activity import Activity
from app.tasks.background_task import Progress
from app.translation import number, tr, tr_count
from ulmfit_core.corpus.column_roles import ColumnRole, guess_roles, mapping_of
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import open_table, sniff
from ulmfit_core.corpus.writing import WriteOptions, open_writer
from ulmfit_core.errors import InputError
from ulmfit_core.labelled_rows import LabelledRows, format_beside, open_labelled
from ulmfit_core.predictor import Prediction, Predictor

_WINDOW = 128  # texts between two reports: a stop is heard soon
_COUNT_EVERY = 1000  # rows


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

    def work() -> Generator[Progress, None, Prediction]:
        yield Progress(0)
        return predictor.predict(text)

    studio.activities.look_up(work, then, failed)


def predict_file(studio: Studio, model: Path, source: Path, target: Path) -> Activity:
    """Write the rows of ``source`` with their labels to ``target``, all of them or none."""

    def work() -> Generator[Progress, None, Written]:
        return (yield from _predict(model, source, target))

    def done(written: Written) -> None:
        _tell(studio, written, target)

    return studio.activities.run(tr("Labelling {name}", name=source.name), work, on_success=done)


def suggested_output(source: Path) -> Path:
    """Beside the input, in its format, where that has columns."""
    stem = source.name.partition(".")[0] or source.name
    suffix = source.suffix.lower().lstrip(".")
    written = suffix if suffix in {"csv", "tsv", "json", "jsonl", "parquet", "xlsx"} else "csv"
    written = "xlsx" if suffix in {"xls", "ods"} else written
    return source.with_name(f"{stem}-labelled.{written}")


def _predict(model: Path, source: Path, target: Path) -> Generator[Progress, None, Written]:
    if target.exists() and target.samefile(source):
        raise InputError(
            tr("{path} holds the texts themselves; it was left as it is.", path=target),
            tr("Choose another file to write."),
        )
    yield Progress(0, 0, tr("Reading {name}", name=source.name))
    mapping = _text_column(source)
    total = yield from _count(source, mapping)
    predictor = Predictor.open(model)
    options = WriteOptions(format=format_beside(source, target))
    with (
        open_labelled(source, mapping, predictor, _WINDOW) as rows,
        open_writer(target, rows.columns, options) as writer,
    ):
        for cells in rows:
            writer.write(cells)
            yield _progress(rows, total)
    return Written(rows.n_rows, rows.n_rejected, writer.n_shortened, mapping.text[0])


def _text_column(source: Path) -> ColumnMapping:
    """The column that looks most like the texts."""
    found = sniff(source)
    roles = guess_roles(found.columns, found.preview_rows)
    texts_only = [role if role is ColumnRole.TEXT else ColumnRole.IGNORE for role in roles]
    mapping = mapping_of(found.columns, texts_only)
    if mapping is None:
        raise InputError(
            tr("{name} has no column with texts.", name=source.name),
            tr("Nothing was written. Choose a file with a column of texts."),
        )
    return mapping


def _count(source: Path, mapping: ColumnMapping) -> Generator[Progress, None, int]:
    """How many rows: a damaged file is found out before the work, not after it."""
    n_rows = 0
    with open_table(source, None, mapping.names()) as table:
        for n_rows, _ in enumerate(table.rows, 1):
            if n_rows % _COUNT_EVERY == 0:
                yield Progress(0, 0, tr_count("{n} row", "{n} rows", n_rows))
    return n_rows


def _progress(rows: LabelledRows, total: int) -> Progress:
    words = tr("{n} of {total} rows", n=number(rows.n_rows), total=number(total))
    return Progress(rows.n_rows, total, words)


def _tell(studio: Studio, written: Written, target: Path) -> None:
    studio.notices.success(
        tr_count(
            '{n} row with its label is in {path}; its text was taken from "{column}"',
            '{n} rows with their labels are in {path}; the texts were taken from "{column}"',
            written.n_rows,
            path=target,
            column=written.column,
        ),
        show_folder_of(target),
    )
    if written.n_rejected:
        studio.notices.warning(
            tr_count("{n} row has no label.", "{n} rows have no label.", written.n_rejected),
            tr("Rows without a usable text kept their place in the file."),
        )
    if written.n_shortened:
        studio.notices.warning(
            tr_count("{n} cell was cut.", "{n} cells were cut.", written.n_shortened),
            tr("A workbook's cell holds no more; write csv to keep them whole."),
        )
