"""txt: one document a line (its number the line's), or the whole file one document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.lines import bounded_lines
from ulmfit_core.corpus.options import Format, ReadOptions
from ulmfit_core.corpus.rows import Row, Table


def open_text_file(file: DataFile, encoding: str, options: ReadOptions, stack: ExitStack) -> Table:
    """A plain text as a table with the one column ``text``."""
    if options.text_unit == "file":
        rows: Iterator[Row | RejectedRow] = iter([whole_file(file, encoding, options, 1)])
    else:
        text = file.open_text(encoding, stack)
        rows = _lines(bounded_lines(text, options.max_characters), file.name, options)
    return Table(Format.TXT, ("text",), rows, encoding)


def whole_file(
    file: DataFile, encoding: str, options: ReadOptions, number: int
) -> Row | RejectedRow:
    """The file as one row."""
    with ExitStack() as stack:
        text = file.open_text(encoding, stack).read(options.max_characters + 1)
    if len(text) > options.max_characters:
        reason = f"is longer than {options.max_characters:,} characters"
        return RejectedRow(file.name, number, reason)
    return Row(file.name, number, {"text": text})


def _lines(lines: Iterator[str], source: str, options: ReadOptions) -> Iterator[Row | RejectedRow]:
    """Blank lines are passed over, unless asked for: in a text of lines they part paragraphs."""
    for number, line in enumerate(lines, start=1):
        if number == 1 and options.has_header:
            continue
        if len(line) > options.max_characters:
            reason = f"is longer than {options.max_characters:,} characters"
            yield RejectedRow(source, number, reason)
        elif line.strip() or options.blank_lines:
            yield Row(source, number, {"text": line.rstrip("\r\n")})
