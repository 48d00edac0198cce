"""parquet, a batch of rows at a time; a row's number is its place in the file, from 1."""

from __future__ import annotations

from contextlib import ExitStack

from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.interchange.hugging_face import by_name, class_names
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.readers.record_batches import (
    BATCH_ROWS,
    batch_rows,
    damage_errors,
    damaged_file,
)
from ulmfit_core.corpus.rows import Table


def open_parquet(file: DataFile, wanted: tuple[str, ...], stack: ExitStack) -> Table:
    """A parquet file as a table; only the columns ``wanted`` are read, all where none is.

    Raises InputError where it is damaged.
    """
    parquet = require("pyarrow.parquet", "Reading .parquet files", "parquet")
    try:
        opened = parquet.ParquetFile(file.open_seekable(stack))
        columns = tuple(opened.schema_arrow.names)
    except damage_errors() as error:
        raise damaged_file(file.name, error) from None
    read = [name for name in columns if name in wanted] or None
    batches = opened.iter_batches(batch_size=BATCH_ROWS, columns=read)
    rows = batch_rows(batches, file.name)
    names = class_names(opened.schema_arrow.metadata)
    return Table(Format.PARQUET, columns, by_name(rows, names) if names else rows)
