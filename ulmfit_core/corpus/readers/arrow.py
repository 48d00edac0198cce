"""Arrow, as a stream or as a file (IPC), a batch of rows at a time; a row's number is its place in
the file, from 1. https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.interchange.hugging_face import by_name, class_names
from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.options import Format
from ulmfit_core.corpus.readers.record_batches import batch_rows, damage_errors, damaged_file
from ulmfit_core.corpus.rows import Table

_FILE_MAGIC = b"ARROW1"


def open_arrow(file: DataFile, wanted: tuple[str, ...], stack: ExitStack) -> Table:
    """An Arrow file as a table; only the columns ``wanted`` become cells, all where none is.

    Raises InputError where it is damaged.
    """
    try:
        schema, batches = _open(file, stack)
        columns = tuple(schema.names)
    except damage_errors() as error:
        raise damaged_file(file.name, error) from None
    read = [name for name in columns if name in wanted] or list(columns)
    wanted_only = (batch.select(read) for batch in batches)
    rows = batch_rows(wanted_only, file.name)
    names = class_names(schema.metadata)
    return Table(Format.ARROW, columns, by_name(rows, names) if names else rows)


def _open(file: DataFile, stack: ExitStack) -> tuple[Any, Iterator[Any]]:
    ipc = require("pyarrow.ipc", "Reading .arrow files", "parquet")
    if file.head(len(_FILE_MAGIC)) != _FILE_MAGIC:
        stream = stack.enter_context(ipc.open_stream(file.open(stack)))
        return stream.schema, iter(stream)
    opened = stack.enter_context(ipc.open_file(file.open_seekable(stack)))
    return opened.schema, map(opened.get_batch, range(opened.num_record_batches))
