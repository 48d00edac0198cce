"""Lines of text in bounded memory, numbered as an editor numbers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO


def bounded_lines(stream: TextIO, limit: int) -> Iterator[str]:
    """The lines of ``stream`` with their ends; of a longer one its first ``limit + 1`` characters.

    A file without a line end must not be read into memory as a whole.
    """
    while line := stream.readline(limit + 1):
        yield line
        while len(line) == limit + 1 and not line.endswith(("\n", "\r")):
            line = stream.readline(limit + 1)


def filled_lines(lines: Iterable[str]) -> str:
    """Those that hold a word, each with single spaces."""
    spaced = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in spaced if line)
