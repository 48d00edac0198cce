"""A message as Outlook saves it: a compound file ([MS-CFB]) with a stream for each property."""

from __future__ import annotations

import struct
from pathlib import Path

_SECTOR, _LEAST = 512, 4096  # smaller streams would lie in a stream of their own
_FREE, _END, _OF_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_N_FAT = 4  # sectors, of 128 entries each


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
        is_wide = isinstance(content, str)
        raw = content.encode("utf-16-le") if isinstance(content, str) else content
        named[f"__substg1.0_{name}"] = _padded(raw, b" \0" if is_wide else b" ")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_compound(named))
    return path


def _padded(raw: bytes, sign: bytes) -> bytes:
    return raw + sign * (max(0, _LEAST - len(raw)) // len(sign) + 1)


def _compound(streams: dict[str, bytes]) -> bytes:
    n_directory = -(-(len(streams) + 1) // 4)
    fat, sectors = [_OF_FAT] * _N_FAT, b""
    directory_at = _chain(fat, n_directory)
    entries = [_entry("Root Entry", 5, _END, 0, child=1, right=_FREE)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        n_sectors = -(-len(content) // _SECTOR)
        at = _chain(fat, n_sectors)
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, at, len(content), child=_FREE, right=right))
        sectors += content.ljust(n_sectors * _SECTOR, b"\0")
    directory = b"".join(entries).ljust(n_directory * _SECTOR, b"\0")
    fat += [_FREE] * (128 * _N_FAT - len(fat))
    return _header(directory_at) + struct.pack(f"<{len(fat)}I", *fat) + directory + sectors


def _chain(fat: list[int], n_sectors: int) -> int:
    """The first of so many sectors, which follow one another."""
    at = len(fat)
    fat += [*range(at + 1, at + n_sectors), _END]
    return at


def _entry(name: str, kind: int, at: int, size: int, *, child: int, right: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(wide), kind, 1, _FREE, right, child)
    return wide.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", at, size)


def _header(directory_at: int) -> bytes:
    sign = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    sizes = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<II", 0, _N_FAT)
    places = struct.pack("<IIIIIII", directory_at, 0, _LEAST, _END, 0, _END, 0)
    fat = [*range(_N_FAT), *[_FREE] * (109 - _N_FAT)]
    return sign + sizes + counts + places + struct.pack("<109I", *fat)
