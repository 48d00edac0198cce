"""Standard input and output in place of files: what reads and writes those looks at them twice."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.sniffing import sniff

STANDARD = "-"  # instead of a file's name


@contextmanager
def input_file(name: str) -> Iterator[Path]:
    """The file, or standard input as one, as its format is found by looking at it."""
    if name != STANDARD:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        with path.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield path


@contextmanager
def output_file(name: str) -> Iterator[Path]:
    """The file, or one that is copied to standard output at the end."""
    if name != STANDARD:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard output"
        yield path
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def names_column(path: Path, columns: list[str], options: ReadOptions) -> bool:
    """Whether plain lines begin with the name of the one column."""
    if len(columns) != 1 or sniff(path, options).format is not Format.TXT:
        return False
    with path.open("rb") as stream:
        return stream.readline().strip() == columns[0].encode() and bool(stream.read(1))
