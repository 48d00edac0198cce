"""Folders as Hugging Face ``datasets`` loads them: parquet files by split, and a card.

https://huggingface.co/docs/datasets/repository_structure and the class ``ClassLabel`` there: a
label is a number, its name stands in the parquet file's metadata; -1 is no label.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from ulmfit_core.corpus.atomic import sync_folder
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.optional import require
from ulmfit_core.errors import InputError, StorageError

NAME = "Hugging Face"
NO_LABEL = -1
_BATCH_ROWS = 1024
_METADATA = b"huggingface"
_PART = re.compile(
    r"(?P<split>[a-z]+)(?P<number>-\d{5}-of-\d{5}(-[0-9a-f]+)?)?\.(parquet|csv|tsv|jsonl|json)"
)
SPLITS = ("train", "validation", "valid", "val", "dev", "test")


def split_of(path: PurePosixPath) -> str | None:
    """The split that a data file's name says it belongs to, if it says one."""
    match = _PART.fullmatch(path.name.lower())
    return match["split"] if match and match["split"] in SPLITS else None


def is_numbered(path: PurePosixPath) -> bool:
    """Whether a data file's name says which part of its split it is."""
    match = _PART.fullmatch(path.name.lower())
    return match is not None and match["number"] is not None


def class_names(metadata: Mapping[bytes, bytes] | None) -> dict[str, list[str]]:
    """By column, the names that its numbers stand for."""
    try:
        features = json.loads((metadata or {})[_METADATA])["info"]["features"]
        found = {name: _names(feature) for name, feature in features.items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}
    return {name: names for name, names in found.items() if names}


def named(value: Any, names: Sequence[str]) -> Any:
    """A number, or a list of them, as names; what stands for none as nothing."""
    if isinstance(value, list):
        return [named(one, names) for one in value]
    if type(value) is int:
        return names[value] if 0 <= value < len(names) else None
    return value


def write_dataset(
    splits: Mapping[str, Iterable[Document]],
    folder: Path,
    labels: Sequence[str],
    *,
    several: bool,
) -> Iterator[int]:
    """Write a folder for ``datasets.load_dataset``; yields how many rows so far.

    To be consumed to its end: the folder then appears whole; left early, nothing does. Raises
    InputError without pyarrow or where something of that name is there already, StorageError
    where the disk refuses.
    """
    if folder.exists():
        raise InputError(f"{folder} is already there; it was left as it is.", "Give another name.")
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        (partial / "data").mkdir(parents=True)
        n_done = 0
        for split, documents in splits.items():
            parts = _write_split(documents, partial / "data", split, labels, several=several)
            for n_rows in parts:
                n_done += n_rows
                yield n_done
        (partial / "README.md").write_text(_card(splits, labels, several=several), "utf-8")
        partial.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise StorageError(
            f"{folder.name} could not be written ({error.strerror or error}).",
            "Free some disk space, or check the folder and its permissions.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _names(feature: Any) -> list[str]:
    match feature:
        case {"_type": "ClassLabel", "names": [*names]}:
            return [str(name) for name in names]
        case {"_type": "Sequence" | "List" | "LargeList", "feature": inner}:
            return _names(inner)
        case [inner]:  # how older versions wrote a sequence
            return _names(inner)
    return []


def _write_split(
    documents: Iterable[Document], folder: Path, split: str, labels: Sequence[str], *, several: bool
) -> Iterator[int]:
    """Write one file; yields how many rows each batch has."""
    parquet = require("pyarrow.parquet", "Writing a Hugging Face dataset", "parquet")
    arrow = require("pyarrow", "Writing a Hugging Face dataset", "parquet")
    schema = _schema(arrow, labels, several=several)
    numbers = {label: number for number, label in enumerate(labels)}
    rows = iter(documents)
    with parquet.ParquetWriter(folder / f"{split}-00000-of-00001.parquet", schema) as writer:
        while batch := list(islice(rows, _BATCH_ROWS)):
            cells = [_cells(document, numbers, several=several) for document in batch]
            writer.write_batch(arrow.RecordBatch.from_pylist(cells, schema=schema))
            yield len(batch)


def _cells(document: Document, numbers: Mapping[str, int], *, several: bool) -> dict[str, Any]:
    cells: dict[str, Any] = {"id": document.id, "text": document.text}
    given = [numbers[label] for label in document.labels]
    if several:
        return {**cells, "labels": given}
    return {**cells, "label": given[0] if given else NO_LABEL}


def _schema(arrow: Any, labels: Sequence[str], *, several: bool) -> Any:
    text: dict[str, Any] = {"dtype": "string", "_type": "Value"}
    names: dict[str, Any] = {"names": list(labels), "_type": "ClassLabel"}
    label = ("labels", {"feature": names, "_type": "Sequence"}) if several else ("label", names)
    features = dict([("id", text), ("text", text), label])
    number = arrow.list_(arrow.int64()) if several else arrow.int64()
    fields = [("id", arrow.string()), ("text", arrow.string()), (label[0], number)]
    metadata = {_METADATA: json.dumps({"info": {"features": features}})}
    return arrow.schema(fields, metadata=metadata)


def _card(splits: Iterable[str], labels: Sequence[str], *, several: bool) -> str:
    return "\n".join(["---", *_yaml(splits, labels, several=several), "---", ""])


def _yaml(splits: Iterable[str], labels: Sequence[str], *, several: bool) -> Iterator[str]:
    yield from ("configs:", "- config_name: default", "  data_files:")
    for split in splits:
        yield from (f"  - split: {split}", f"    path: data/{split}-*")
    yield from ("dataset_info:", "  features:")
    for name in ("id", "text"):
        yield from (f"  - name: {name}", "    dtype: string")
    head = ["  - name: labels", "    sequence:"] if several else ["  - name: label", "    dtype:"]
    yield from (*head, "      class_label:", "        names:")
    for number, label in enumerate(labels):
        yield f"          '{number}': {json.dumps(label, ensure_ascii=False)}"
