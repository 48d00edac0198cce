"""Reads safetensors with numpy alone, for installations that only predict.

The format: 8 bytes little-endian header length, a JSON header, then one buffer.
https://huggingface.co/docs/safetensors
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ulmfit_core.errors import ModelFileError

_MAX_HEADER_BYTES = 16 * 2**20
_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}
_HINT = "Copy or download the file again."


def read_tensors(data: bytes) -> dict[str, NDArray[Any]]:
    """The named arrays in ``data``, as read-only views into it.

    Raises ModelFileError unless the header is well formed and its tensors cover the buffer
    exactly, without gap or overlap.
    """
    header, start = _header(data)
    buffer = memoryview(data)[start:]
    tensors, position = {}, 0
    for name, dtype, shape, begin, end in sorted(_entries(header), key=lambda entry: entry[3:]):
        itemsize = np.dtype(dtype).itemsize
        if begin != position or end - begin != math.prod(shape) * itemsize or end > len(buffer):
            raise _damaged(f"the place of {name!r} in it makes no sense")
        tensors[name] = _array(name, buffer[begin:end], dtype, shape)
        position = end
    if position != len(buffer):
        raise _damaged("it is longer than its header says")
    return tensors


def _array(name: str, data: memoryview, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    try:
        return np.frombuffer(data, dtype=dtype).reshape(shape)
    except ValueError as error:  # too many dimensions, or too large ones beside a 0
        raise _damaged(f"no array has the shape of {name!r}") from error


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(_MAX_HEADER_BYTES, len(data) - 8):
        raise _damaged("it is cut short")
    try:
        header = json.loads(data[8 : 8 + length].decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise _damaged("its header is not JSON") from error
    if not isinstance(header, dict):
        raise _damaged("its header is not a JSON object")
    header.pop("__metadata__", None)
    return header, 8 + length


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a name occurs twice")
    return record


def _entries(header: dict[str, Any]) -> list[tuple[str, str, tuple[int, ...], int, int]]:
    """Name, numpy dtype, shape, begin and end of each tensor."""
    entries = []
    for name, entry in header.items():
        match entry:
            case {"dtype": str(code), "shape": [*shape], "data_offsets": [begin, end]} if (
                code in _DTYPES and all(_is_size(n) for n in (*shape, begin, end))
            ):
                entries.append((name, _DTYPES[code], tuple(shape), begin, end))
            case _:
                raise _damaged(f"the entry of {name!r} is not one we can read")
    return entries


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**48


def _damaged(why: str) -> ModelFileError:
    return ModelFileError(f"The weights cannot be read: {why}.", _HINT)
