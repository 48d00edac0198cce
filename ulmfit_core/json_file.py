"""JSON in a file, written whole or not at all; torch-free."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.atomic import atomic_file


def parsed_json(data: str | bytes) -> Any:
    """What ``data`` says. Raises ValueError, also where it is nested deeper than Python reads: a
    file that a stranger made to harm."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_record(path: Path) -> dict[str, Any] | None:
    """The object in ``path``; None where nothing is there, or it cannot be read as one."""
    try:
        found = parsed_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_json(path: Path, value: Any, *, indent: int | None = 2) -> None:
    """Replace ``path`` by ``value`` as JSON, whole or not at all. Raises StorageError."""
    with atomic_file(path) as file:
        file.write(json_bytes(value, indent=indent))


def json_bytes(value: Any, *, indent: int | None = None) -> bytes:
    """``value`` as JSON in UTF-8. Bytes in a file's name that are no UTF-8, which Python reads as
    half characters, are escaped, so that they come back."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "backslashreplace")
