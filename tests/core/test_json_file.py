from __future__ import annotations

import json
from pathlib import Path

import pytest

from ulmfit_core.json_file import parsed_json, read_record, write_json


def test_json_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"text": "ö"})
    with pytest.raises(TypeError):
        write_json(path, {"text": object()})
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "ö"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.json"]


def test_the_name_of_a_file_in_other_bytes_comes_back(tmp_path: Path) -> None:
    name = b"/\xc3\xb6/\xff\xfe".decode("utf-8", "surrogateescape")
    write_json(tmp_path / "x.json", {"path": name})
    assert read_record(tmp_path / "x.json") == {"path": name}


@pytest.mark.parametrize("data", [b"[" * 200_000, '{"a":' * 200_000, b"\xff", "{"])
def test_what_is_no_json_or_too_deep_is_a_value_error(data: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of them
        parsed_json(data)


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b"\xff", b'"a"'])
def test_what_is_no_object_is_no_record(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "x.json"
    if data is not None:
        path.write_bytes(data)
    assert read_record(path) is None
    write_json(path, {"a": 1}, indent=None)
    assert read_record(path) == {"a": 1}
