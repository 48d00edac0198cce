"""Folders for Hugging Face ``datasets``: parquet files with a card, which ``load_dataset`` takes,
or Arrow files as ``save_to_disk`` writes them, which ``load_from_disk`` takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.atomic import appearing_folder
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.hugging_face import METADATA
from ulmfit_core.corpus.interchange.hugging_face_saved import DICT, INFO, STATE
from ulmfit_core.corpus.kept_cells import kept_under
from ulmfit_core.corpus.number_columns import Kind, Numbers, number_in
from ulmfit_core.corpus.optional import require
from ulmfit_core.errors import InputError, StorageError

NO_LABEL = -1
_DTYPES: dict[Kind, str] = {int: "int64", float: "float64"}
_BATCH_ROWS = 1024
_ARROW_FILE = "data-00000-of-00001.arrow"
_PURPOSE = "Writing a Hugging Face dataset"

Splits = Mapping[str, Iterable[Document]]


@dataclass(frozen=True, slots=True)
class DatasetColumns:
    """id, text, label or labels, and kept ones, as Arrow and as ``datasets`` describe them."""

    labels: Sequence[str]
    several: bool
    kept: Sequence[str] = ()
    numbers: Numbers = field(default_factory=dict)  # which of those hold numbers alone

    @property
    def dtypes(self) -> dict[str, str]:
        """Of the kept ones."""
        known = {name: _DTYPES[kind] for name, kind in self.numbers.items()}
        return {name: known.get(name, "string") for name in self.kept}

    def features(self) -> dict[str, Any]:
        text: dict[str, Any] = {"dtype": "string", "_type": "Value"}
        names: dict[str, Any] = {"names": list(self.labels), "_type": "ClassLabel"}
        made = {"id": text, "text": text}
        if self.several:
            made["labels"] = {"feature": names, "_type": "Sequence"}
        else:
            made["label"] = names
        kept = {name: {"dtype": d, "_type": "Value"} for name, d in self.dtypes.items()}
        return {**made, **kept}

    def schema(self, arrow: Any) -> Any:
        number = arrow.list_(arrow.int64()) if self.several else arrow.int64()
        names = list(self.features())
        text = arrow.string()
        kept = map(arrow.type_for_alias, self.dtypes.values())
        types = (text, text, number, *kept)
        metadata = {METADATA: json.dumps({"info": {"features": self.features()}})}
        return arrow.schema(list(zip(names, types, strict=True)), metadata=metadata)

    def batches(self, documents: Iterable[Document], arrow: Any) -> Iterator[Any]:
        """The documents as record batches."""
        numbers = {label: number for number, label in enumerate(self.labels)}
        schema, rows = self.schema(arrow), iter(documents)
        while some := list(islice(rows, _BATCH_ROWS)):
            cells = [self._cells(document, numbers) for document in some]
            yield arrow.RecordBatch.from_pylist(cells, schema=schema)

    def _cells(self, document: Document, numbers: Mapping[str, int]) -> dict[str, Any]:
        cells: dict[str, Any] = {"id": document.id, "text": document.text}
        given = [numbers[label] for label in document.labels]
        if self.several:
            cells["labels"] = given if given or document.none_fits else None
        else:
            cells["label"] = given[0] if given else NO_LABEL
        kept = zip(self.kept, kept_under(self.kept, document.kept), strict=True)
        return {**cells, **{n: number_in(c) if n in self.numbers else c for n, c in kept}}


def write_dataset(splits: Splits, folder: Path, columns: DatasetColumns) -> Iterator[int]:
    """Write a folder for ``datasets.load_dataset``; yields how many rows so far.

    To be consumed to its end: the folder then appears whole; left early, nothing does. Raises
    InputError without pyarrow or where something of that name is there already, StorageError
    where the disk refuses.
    """

    def finish(partial: Path) -> None:
        (partial / "README.md").write_text(_card(splits, columns), "utf-8")

    return _write(splits, folder, columns, _write_parquet, finish)


def write_saved_dataset(splits: Splits, folder: Path, columns: DatasetColumns) -> Iterator[int]:
    """The same for ``datasets.load_from_disk``, which gives a ``DatasetDict``."""

    def finish(partial: Path) -> None:
        _write_json(partial / DICT, {"splits": list(splits)})

    return _write(splits, folder, columns, _write_arrow, finish)


_WriteSplit = Callable[[Iterable[Document], Path, str, DatasetColumns], Iterator[int]]


def _write(
    splits: Splits,
    folder: Path,
    columns: DatasetColumns,
    write_split: _WriteSplit,
    finish: Callable[[Path], None],
) -> Iterator[int]:
    if folder.exists():
        raise InputError(f"{folder} is already there; it was left as it is.", "Give another name.")
    try:
        with appearing_folder(folder) as partial:
            n_done = 0
            for split, documents in splits.items():
                for n_rows in write_split(documents, partial, split, columns):
                    n_done += n_rows
                    yield n_done
            finish(partial)
    except OSError as error:
        raise StorageError(
            f"{folder.name} could not be written ({error.strerror or error}).",
            "Free some disk space, or check the folder and its permissions.",
        ) from error


def _write_parquet(
    documents: Iterable[Document], folder: Path, split: str, columns: DatasetColumns
) -> Iterator[int]:
    """Write one split's file; yields how many rows each batch has."""
    parquet = require("pyarrow.parquet", _PURPOSE, "parquet")
    arrow = require("pyarrow", _PURPOSE, "parquet")
    path = folder / "data" / f"{split}-00000-of-00001.parquet"
    path.parent.mkdir(exist_ok=True)
    with (
        path.open("wb") as stream,  # pyarrow takes no name whose bytes are not UTF-8
        parquet.ParquetWriter(stream, columns.schema(arrow)) as writer,
    ):
        for batch in columns.batches(documents, arrow):
            writer.write_batch(batch)
            yield batch.num_rows


def _write_arrow(
    documents: Iterable[Document], folder: Path, split: str, columns: DatasetColumns
) -> Iterator[int]:
    """Write one split's folder; yields how many rows each batch has."""
    ipc = require("pyarrow.ipc", _PURPOSE, "parquet")
    arrow = require("pyarrow", _PURPOSE, "parquet")
    path = folder / split / _ARROW_FILE
    path.parent.mkdir()
    with (
        path.open("wb") as stream,
        ipc.new_stream(stream, columns.schema(arrow)) as writer,
    ):
        for batch in columns.batches(documents, arrow):
            writer.write_batch(batch)
            yield batch.num_rows
    with path.open("rb") as written:
        fingerprint = hashlib.file_digest(written, "sha256").hexdigest()[:16]
    _write_json(path.with_name(STATE), _state(split, fingerprint))
    about = dict.fromkeys(("citation", "description", "homepage", "license"), "")
    _write_json(path.with_name(INFO), {**about, "features": columns.features()})


def _state(split: str, fingerprint: str) -> dict[str, Any]:
    return {
        "_data_files": [{"filename": _ARROW_FILE}],
        "_fingerprint": fingerprint,  # by which ``datasets`` finds what it kept of it
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }


def _write_json(path: Path, record: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2), "utf-8")


def _card(splits: Iterable[str], columns: DatasetColumns) -> str:
    return "\n".join(["---", *_yaml(splits, columns), "---", ""])


def _yaml(splits: Iterable[str], columns: DatasetColumns) -> Iterator[str]:
    yield from ("configs:", "- config_name: default", "  data_files:")
    for split in splits:
        yield from (f"  - split: {split}", f"    path: data/{split}-*")
    yield from ("dataset_info:", "  features:")
    for name, dtype in {"id": "string", "text": "string", **columns.dtypes}.items():
        quoted = json.dumps(name, ensure_ascii=False)
        yield from (f"  - name: {quoted}", f"    dtype: {dtype}")
    several = ["  - name: labels", "    sequence:"]
    head = several if columns.several else ["  - name: label", "    dtype:"]
    yield from (*head, "      class_label:", "        names:")
    for number, label in enumerate(columns.labels):
        yield f"          '{number}': {json.dumps(label, ensure_ascii=False)}"
