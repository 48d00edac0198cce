"""What files of Hugging Face ``datasets`` say of their split and of their labels.

https://huggingface.co/docs/datasets/repository_structure and the class ``ClassLabel`` there: a
label is a number, its name stands in the metadata of a parquet or Arrow file; -1 is no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.rows import Row
from ulmfit_core.json_file import parsed_json

NAME = "Hugging Face"
METADATA = b"huggingface"
_PART = re.compile(
    r"(?P<split>[a-z]+)(?P<number>-\d{5}-of-\d{5}(-[0-9a-f]+)?)?\.(parquet|csv|tsv|jsonl|json)"
)
SPLITS = ("train", "validation", "valid", "val", "dev", "test")

Names = Mapping[str, Sequence[str]]


def split_of(path: PurePosixPath) -> str | None:
    """The split that a data file's name says it belongs to, if it says one."""
    match = _PART.fullmatch(path.name.lower())
    return match["split"] if match and match["split"] in SPLITS else None


def is_numbered(path: PurePosixPath) -> bool:
    """Whether a data file's name says which part of its split it is."""
    match = _PART.fullmatch(path.name.lower())
    return match is not None and match["number"] is not None


def class_names(metadata: Mapping[bytes, bytes] | None) -> Names:
    """By column, the names that its numbers stand for, from the metadata of a file's schema."""
    try:
        features = parsed_json((metadata or {})[METADATA])["info"]["features"]
    except (KeyError, ValueError, TypeError):
        return {}
    return feature_names(features)


def feature_names(features: Any) -> Names:
    """By column, the names that its numbers stand for, from the features of a dataset."""
    found = {n: _names(f) for n, f in features.items()} if isinstance(features, dict) else {}
    return {name: names for name, names in found.items() if names}


def by_name(rows: Iterable[Row | RejectedRow], names: Names) -> Iterator[Row | RejectedRow]:
    """The rows with labels by name, not by number; a number that stands for none as nothing. Of an
    empty list none fits; a row that is not labelled has no list."""
    for row in rows:
        if isinstance(row, Row):
            cells = row.cells.items()
            named = {n: _named(c, names[n]) if n in names else c for n, c in cells}
            none_fits = any(row.cells.get(name) == [] for name in names)
            row = replace(row, cells=named, none_fits=none_fits)
        yield row


def _named(value: Any, names: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if type(value) is int:
        return names[value] if 0 <= value < len(names) else None
    return value


def _names(feature: Any) -> list[str]:
    match feature:
        case {"_type": "ClassLabel", "names": [*names]}:
            return [str(name) for name in names]
        case {"_type": "Sequence" | "List" | "LargeList", "feature": inner}:
            return _names(inner)
        case [inner]:  # how older versions wrote a sequence
            return _names(inner)
    return []
