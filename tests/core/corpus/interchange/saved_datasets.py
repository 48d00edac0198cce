"""Folders as ``save_to_disk`` of Hugging Face ``datasets`` writes them, made by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FEATURES = {
    "text": {"dtype": "string", "_type": "Value"},
    "label": {"names": ["bad", "good"], "_type": "ClassLabel"},
    "stars": {"dtype": "int64", "_type": "Value"},
}

Parts = Sequence[Sequence[tuple[str, int]]]  # (text, label) of each row of each file


def save_dataset(
    folder: Path, parts: Parts, *, split: str | None = None, in_schema: bool = True
) -> Path:
    """What ``Dataset.save_to_disk`` writes; ``in_schema``: the Arrow files tell features too."""
    folder.mkdir(parents=True)
    names = [f"data-{n:05d}-of-{len(parts):05d}.arrow" for n in range(len(parts))]
    for name, rows in zip(names, parts, strict=True):
        write_stream(folder / name, rows, in_schema=in_schema)
    state = {
        "_data_files": [{"filename": name} for name in names],
        "_fingerprint": "0123456789abcdef",
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }
    info = {"citation": "", "description": "", "features": FEATURES, "homepage": "", "license": ""}
    (folder / "state.json").write_text(json.dumps(state, indent=2))
    (folder / "dataset_info.json").write_text(json.dumps(info, indent=2))
    return folder


def save_dict(folder: Path, **splits: Parts) -> Path:
    """What ``DatasetDict.save_to_disk`` writes."""
    folder.mkdir(parents=True)
    (folder / "dataset_dict.json").write_text(json.dumps({"splits": list(splits)}))
    for split, parts in splits.items():
        save_dataset(folder / split, parts, split=split)
    return folder


def write_stream(path: Path, rows: Sequence[tuple[str, int]], *, in_schema: bool = True) -> None:
    """An Arrow stream of two batches."""
    import pyarrow as pa

    metadata = {"huggingface": json.dumps({"info": {"features": FEATURES}})} if in_schema else None
    fields = [("text", pa.string()), ("label", pa.int64()), ("stars", pa.int64())]
    schema = pa.schema(fields, metadata=metadata)
    half = (len(rows) + 1) // 2
    with pa.ipc.new_stream(path, schema) as writer:
        for some in (rows[:half], rows[half:]):
            cells: list[dict[str, Any]] = [{"text": t, "label": n, "stars": 7} for t, n in some]
            writer.write_batch(pa.RecordBatch.from_pylist(cells, schema=schema))
