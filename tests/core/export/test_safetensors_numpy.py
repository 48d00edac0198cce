from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from ulmfit_core.errors import ModelFileError
from ulmfit_core.export.safetensors_numpy import read_tensors


def packed(header: Any, buffer: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + buffer


def entry(shape: Any, begin: int, end: int, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    "dtype", ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u1", "?"], ids=lambda d: f"dtype-{d}"
)
def test_reads_what_the_safetensors_package_writes(dtype: str) -> None:
    values = np.arange(12).reshape(3, 4).astype(dtype)
    tensors = {"b": values, "a": values[0].copy(), "scalar": np.array(values[0, 1])}
    tensors["empty"] = values[:0]
    read = read_tensors(save(tensors, metadata={"format": "np"}))
    assert read.keys() == tensors.keys()
    for name, expected in tensors.items():
        assert read[name].dtype == expected.dtype
        assert read[name].shape == expected.shape
        np.testing.assert_array_equal(read[name], expected)


def test_what_is_read_cannot_be_written_to() -> None:
    array = read_tensors(save({"a": np.ones(3)}))["a"]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        (2**40).to_bytes(8, "little") + b"{}",
        packed(b"{not json"),
        packed(b"[]"),
        packed(b"\xff\xfe"),
        packed(b"[" * 100_000),
        packed({}, b"leftover"),
        packed({"a": entry([2], 0, 8)}, b"\0" * 7),
        packed({"a": entry([2], 0, 8)}, b"\0" * 9),
        packed({"a": entry([3], 0, 8)}, b"\0" * 8),
        packed({"a": entry([2**40], 0, 8)}, b"\0" * 8),
        packed({"a": entry([2**40, 2**40], 0, 8)}, b"\0" * 8),
        packed({"a": entry([2**40, 2**40, 0], 0, 0)}),
        packed({"a": entry([1] * 65, 0, 4)}, b"\0" * 4),
        packed({"a": entry([-2], 0, 8)}, b"\0" * 8),
        packed({"a": entry([2.0], 0, 8)}, b"\0" * 8),
        packed({"a": entry([True, 2], 0, 8)}, b"\0" * 8),
        packed({"a": entry([2], -8, 0)}, b"\0" * 8),
        packed({"a": entry([2], 0, 8, "O")}, b"\0" * 8),
        packed({"a": entry([2], 0, 8, "BF16")}, b"\0" * 8),
        packed({"a": {"shape": [2]}}, b"\0" * 8),
        packed({"a": 1}),
        packed({"a": entry([2], 0, 8), "b": entry([2], 4, 12)}, b"\0" * 12),  # overlap
        packed({"a": entry([1], 0, 4), "b": entry([1], 8, 12)}, b"\0" * 12),  # gap
        packed(b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},' * 1 + b'"a":1}', b"\0"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(ModelFileError, match="The weights cannot be read: "):
        read_tensors(data)


def test_truncation_anywhere_is_noticed() -> None:
    whole = save({"a": np.arange(5.0), "b": np.ones((2, 2), dtype=np.float32)})
    for length in range(len(whole)):
        with pytest.raises(ModelFileError):
            read_tensors(whole[:length])
