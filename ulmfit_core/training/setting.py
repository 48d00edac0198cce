"""A job's field with the one sentence that the command, the docs and the app show for it."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def setting(default: Any, help_text: str) -> Any:
    """A dataclass field with its default and its help."""
    return field(default=default, metadata={"help": help_text})
