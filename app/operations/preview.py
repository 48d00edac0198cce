"""A look at a file before it is imported, beside the window."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

from app.notices import NoticeAction
from app.studio import Studio
from app.tasks.background_task import Progress
from app.translation import tr
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.options import Compression, Format, ReadOptions
from ulmfit_core.corpus.readers.folder import TEXTS, TablesBesideTexts
from ulmfit_core.corpus.sniffing import Sniffed, sniff

_LINES = (Format.CSV, Format.TSV, Format.JSONL, Format.TXT)
_COUNTED = {**dict.fromkeys(_LINES, b"\n"), Format.MBOX: b"\nFrom "}  # by what ends or begins each
_PIECE = 4 << 20


@dataclass(frozen=True)
class Preview:
    """What was found in ``path`` under ``options``."""

    path: Path
    options: ReadOptions
    sniffed: Sniffed
    n_lines: int  # at most so many rows; 0 where nobody knows

    @property
    def source(self) -> str:
        """What an import of it is called: with the sheet, of a workbook with several."""
        found = self.sniffed
        return f"{self.path.name}/{found.sheet}" if len(found.sheets) > 1 else self.path.name


def look_at(
    studio: Studio,
    path: Path,
    options: ReadOptions,
    then: Callable[[Preview], object],
    failed: Callable[[], object],
    again: Callable[[ReadOptions], object],
) -> None:
    """Sniff a file or folder in a thread; ``then`` gets what was found. Of texts that lie beside
    tables nobody knows which are meant: ``again`` is told how to have the texts."""

    def work() -> Generator[Progress, None, Preview | TablesBesideTexts]:
        try:
            sniffed = sniff(path, options)
        except TablesBesideTexts as error:
            return error
        n_lines = yield from _count_lines(path, sniffed)
        return Preview(path, options, sniffed, n_lines)

    def show(found: Preview | TablesBesideTexts) -> None:
        if isinstance(found, Preview):
            then(found)
            return
        texts = replace(options, member=TEXTS)
        offer = NoticeAction(tr("Read the texts alone"), lambda: again(texts))
        studio.notices.error(found, offer, of_page=True)
        failed()

    studio.activities.look_up(work, show, failed, of_page=True)


def keep_pasted(studio: Studio, text: str) -> Path:
    """Pasted text as a file of the project's cache: rows of cells where each has a tab."""
    suffix = "tsv" if _is_table(text) else "txt"
    folder = studio.workspace.project.cache_dir
    number = len(list(folder.glob("pasted-*"))) + 1
    path = folder / f"pasted-{number}.{suffix}"
    with atomic_file(path) as stream:
        stream.write(text.encode("utf-8", errors="replace"))
    return path


def _is_table(text: str) -> bool:
    """Whether each line has a tab, or each row: a spreadsheet puts a cell of several lines in
    quotes."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or all("\t" in line for line in lines):
        return bool(lines)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = csv.reader(io.StringIO(text, newline=""), csv.excel_tab)
    return all(len(row) > 1 for row in rows if any(map(str.strip, row)))


def _count_lines(path: Path, sniffed: Sniffed) -> Generator[Progress, None, int]:
    """How many lines, or mails, so that an import's bar never stands at its end with work left."""
    if sniffed.format not in _COUNTED or sniffed.compression is not Compression.NONE:
        return 0
    mark = _COUNTED[sniffed.format]
    n_found, read = 0, b"\n"
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            read = read[len(read) - len(mark) + 1 :] + piece  # a mark may lie in two pieces
            n_found += read.count(mark)
            yield Progress(n_found)
    if sniffed.format is Format.MBOX:
        return max(1, n_found)  # an eml is one mail
    return n_found + (not read.endswith(b"\n"))
