"""Whether a file has the columns that a model's texts were made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.corpus.reading import Sniffed, sniff


def sniff_for(
    path: str | Path, wanted: Sequence[str], options: ReadOptions | None = None
) -> Sniffed:
    """As ``sniff``; a first row that holds every name in ``wanted`` is a header, as it is to
    whoever reads these columns."""
    found, options = sniff(path, options), options or ReadOptions()
    if not wanted or found.has_header is not False or options.has_header is not None:
        return found
    headed = sniff(path, replace(options, has_header=True))
    return headed if has_columns(headed, wanted) else found


def has_columns(found: Sniffed, wanted: Sequence[str]) -> bool:
    """Whether the file has them all; of none nobody can tell."""
    return bool(wanted) and set(wanted) <= set(found.columns)
