"""How a delimited file separates and quotes its cells (RFC 4180 and its common relatives)."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ulmfit_core.corpus.header import count_titles
from ulmfit_core.corpus.options import Format

# Where two explain a file equally well, the one that texts hold least often.
_DELIMITERS = ("\t", ";", "|", ",")
_NO_DELIMITER = "\x1f"  # a single column: what texts hold is no delimiter
_LEAST_SHARE = 0.5  # of the rows must be as wide as the first
_SURE_SHARE = 0.9  # below a title
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own hint
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SAMPLE_CHARACTERS = 256 << 10


@dataclass(frozen=True, slots=True)
class Dialect:
    """The delimiter, and whether cells may stand in double quotes."""

    delimiter: str
    quoted: bool = True
    n_skipped_lines: int = 0  # the line "sep=;"

    @property
    def has_one_column(self) -> bool:
        """Whether nothing in the file delimits cells."""
        return self.delimiter == _NO_DELIMITER

    @property
    def quoting(self) -> Literal[0, 3]:
        """The csv module's constant."""
        return csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE


def detect_dialect(
    sample: str, *, is_whole: bool, format_: Format | None = None, delimiter: str | None = None
) -> Dialect:
    """The dialect in which most rows are as wide as the first.

    ``sample`` is the start of the file; unless ``is_whole`` its last row is left out of account.
    """
    separator_line = _SEPARATOR_LINE.match(sample)
    if separator_line:
        return Dialect(delimiter or separator_line.group(1), n_skipped_lines=1)
    if delimiter is None and format_ is Format.TSV:
        delimiter = "\t"
    candidates = [
        Dialect(candidate, quoted)
        for candidate in ([delimiter] if delimiter else _DELIMITERS)
        for quoted in ((True, False) if candidate == "\t" else (True,))
    ]
    parsed = [(sample_rows(sample, c, is_whole), c) for c in candidates]
    (share, _), best = max(((_score(rows), c) for rows, c in parsed), key=lambda pair: pair[0])
    if share >= _LEAST_SHARE:
        return best
    if delimiter is None and all(len(rows[0]) == 1 for rows, _ in parsed if rows):
        return Dialect(_NO_DELIMITER, quoted=_is_well_quoted(sample))
    return Dialect(delimiter or ",")


def _is_well_quoted(sample: str) -> bool:
    """Whether every quoted cell of a single column ends at its closing quote."""
    lines = _LINE.findall(sample)
    try:
        for _ in csv.reader(lines, delimiter=_NO_DELIMITER, strict=True):
            pass
    except csv.Error as error:
        return "end of data" in str(error)  # the sample ends there
    return True


def sample_rows(sample: str, dialect: Dialect, is_whole: bool) -> list[list[str]]:
    """The rows of ``sample`` that are surely complete, blank lines left out."""
    csv.field_size_limit(max(csv.field_size_limit(), len(sample) + 1))
    lines = _LINE.findall(sample)[dialect.n_skipped_lines :]
    reader = csv.reader(lines, delimiter=dialect.delimiter, quoting=dialect.quoting)
    rows = [row for row in reader if row]
    return rows if is_whole or len(rows) < 2 else rows[:-1]


def _score(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """(share of rows as wide as the first, number of rows); zeros for a single column. What
    stands above a table as its title does not count, where it is surely one.

    More rows win a tie: many tsv files quote nothing, and a stray quote would swallow some.
    """
    if not rows:
        return 0.0, 0
    table = rows[count_titles(rows) :]
    n_alike = sum(len(row) == len(table[0]) for row in table)
    share, is_titled = round(n_alike / len(table), 2), len(table) < len(rows)
    if len(table[0]) < 2 or (is_titled and share < _SURE_SHARE):
        return 0.0, 0
    return share, len(table)
