"""A document of Word 97, as far as anybody reads it."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.core.corpus.compound import LEAST, compound

_HEADER = 0x400


def old_word(
    path: Path,
    *pieces: str | bytes,
    counts: tuple[int, ...] = (),
    flags: int = 0x200,
    version: int = 0xC1,
) -> Path:
    """A doc of pieces, text in UTF-16 and bytes in the western code page. ``counts`` are the
    characters of body, footnotes, headers, macros, remarks, endnotes and boxes."""
    data, starts, places = b"", [0], []
    for piece in pieces:
        raw = piece.encode("utf-16-le") if isinstance(piece, str) else piece
        at = _HEADER + len(data)
        places.append(at if isinstance(piece, str) else (2 * at) | 1 << 30)
        starts.append(starts[-1] + len(piece))
        data += raw
    table = struct.pack(f"<{len(starts)}I", *starts)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    records = b"\x01\x02\x00\x55\x55\x02" + struct.pack("<I", len(table)) + table
    header = bytearray(_HEADER)
    struct.pack_into("<H", header, 0x02, version)
    struct.pack_into("<H", header, 0x0A, flags)
    struct.pack_into("<7i", header, 0x4C, *[*(counts or (starts[-1],)), *[0] * 7][:7])
    struct.pack_into("<II", header, 0x1A2, 0, len(records))
    named = {"WordDocument": bytes(header) + data, "1Table" if flags & 0x200 else "0Table": records}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(compound({name: raw.ljust(LEAST, b"\0") for name, raw in named.items()}))
    return path
