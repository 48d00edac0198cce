"""A message as Outlook saves it: a compound file with a stream for each property."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.core.corpus.compound import LEAST, compound

_FILLING = {"001F": b" \0", "001E": b"\0", "0102": b" "}  # that nobody reads


def outlook(
    path: Path, streams: dict[str, bytes | str], fixed: dict[int, tuple[int, int]] | None = None
) -> Path:
    """A msg. ``streams`` go by number and type of their property, as "0037001F", text in UTF-16;
    ``fixed`` by number, with type and value."""
    entries = [
        struct.pack("<HHIQ", type_, number, 0, value)
        for number, (type_, value) in (fixed or {}).items()
    ]
    named = {"__properties_version1.0": _padded(bytes(32) + b"".join(entries), b"\0")}
    for name, content in streams.items():
        raw = content.encode("utf-16-le") if isinstance(content, str) else content
        named[f"__substg1.0_{name}"] = _padded(raw, _FILLING[name[4:]])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(compound(named))
    return path


def _padded(raw: bytes, sign: bytes) -> bytes:
    return raw + sign * (max(0, LEAST - len(raw)) // len(sign) + 1)
