"""JSON in a file, written whole or not at all; torch-free."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.errors import StorageError


def parsed_json(data: str | bytes) -> Any:
    """What ``data`` says. Raises ValueError, also where it is nested deeper than Python reads: a
    file that a stranger made to harm."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def write_json(path: Path, value: Any) -> None:
    """Replace ``path`` by ``value`` as JSON, whole or not at all. Raises StorageError."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror}); the old file is unchanged.",
            "Free some disk space or check the folder's permissions.",
        ) from error
