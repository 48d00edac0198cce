"""Files of SPSS, Stata and SAS as tables; a row's number is its place in the file, from 1.

The library that reads them is written in C and may crash at a damaged file, so a child process has
it (``statistical_child``) and a crash costs that child alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import IO, Any, BinaryIO, NamedTuple

from ulmfit_core.corpus.compression import suffix_inside
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.rows import Row, Table
from ulmfit_core.errors import InputError
from ulmfit_core.worker_launch import worker_environment

SUFFIXES = (".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt")
_CHILD = "ulmfit_core.corpus.readers.statistical_child"
_HEAD_BYTES = 200
_SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_PORTABLE = slice(40, 60)  # after the same in a code of the sixties
_OLD_STATA = range(102, 116)  # the first byte is the version, the third is 1
_MOST_NAMED = 8000  # characters of a command line, which Windows cuts off at 32,767


class _Kind(NamedTuple):
    format: Format
    function: str  # of the library


class _Problem(NamedTuple):
    """Why the child could not go on; with no message it has told all."""

    message: str
    hint: str


def statistical_format(head: bytes, name: str) -> Format | None:
    """Which program's file begins with ``head``; None where it is of none of them."""
    kind = _kind_of(head, name)
    return kind.format if kind else None


def open_statistical(
    file: DataFile, options: ReadOptions, wanted: tuple[str, ...], stack: ExitStack
) -> Table:
    """The file as a table; only the columns ``wanted`` are read, all where none is.

    Raises InputError where it is damaged.
    """
    kind = _kind_of(file.head(_HEAD_BYTES), file.name)
    if kind is None:
        raise cannot_be_read(file.name, "it is no file of SPSS, Stata or SAS")
    named = wanted if sum(map(len, wanted)) < _MOST_NAMED else ()
    request = [kind.function, file.name, options.encoding or "", *named]
    messages = _messages(_started(request, file.open_seekable(stack), stack), file.name)
    columns = tuple(next(messages))
    said = dict(zip(columns, next(messages), strict=True))
    return Table(kind.format, columns, _rows(messages, file.name), variable_labels=said)


def cannot_be_read(name: str, reason: str) -> InputError:
    """What to say of a file that the library gives up."""
    return InputError(
        f"{name} cannot be read: {reason}.", "Save it as csv from the program that wrote it."
    )


def _kind_of(head: bytes, name: str) -> _Kind | None:
    if head.startswith((b"$FL2", b"$FL3")):
        return _Kind(Format.SPSS, "read_sav")
    if head[_PORTABLE] == b"ASCII SPSS PORT FILE":
        return _Kind(Format.SPSS, "read_por")
    if head.startswith(b"<stata_dta>") or _is_old_stata(head, name):
        return _Kind(Format.STATA, "read_dta")
    if head.startswith(_SAS):
        return _Kind(Format.SAS, "read_sas7bdat")
    if head.startswith(b"HEADER RECORD*******LIB"):
        return _Kind(Format.SAS, "read_xport")
    return None


def _is_old_stata(head: bytes, name: str) -> bool:
    if suffix_inside(name) != ".dta" or len(head) < 3:
        return False
    return head[0] in _OLD_STATA and head[1] in (1, 2) and head[2] == 1


def _started(request: list[str], stream: BinaryIO, stack: ExitStack) -> IO[bytes]:
    """What the child writes; it ends with ``stack``."""
    stream.seek(0)
    child = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-P", "-m", _CHILD, *request],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    )
    stack.callback(child.kill)
    assert child.stdout is not None
    return child.stdout


def _messages(lines: IO[bytes], name: str) -> Iterator[Any]:
    """What is told of the columns, then each row, up to the word that all is told."""
    for line in lines:
        message = json.loads(line) if line.endswith(b"\n") else None
        if isinstance(message, list):
            yield message
        elif message is not None:
            problem = _Problem(**message)
            if problem.message:
                raise InputError(problem.message, problem.hint)
            return
    raise cannot_be_read(name, "it is damaged")


def _rows(messages: Iterator[Any], source: str) -> Iterator[Row]:
    names = next(messages)  # of the columns that are wanted
    for number, cells in zip(count(1), messages, strict=False):
        yield Row(source, number, dict(zip(names, cells, strict=True)))
