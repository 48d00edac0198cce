"""Compound files ([MS-CFB]): streams with names, as old Office keeps them."""

from __future__ import annotations

import struct

LEAST = 4096  # bytes of a stream; smaller ones would lie in a stream of their own
_SECTOR = 512
_FREE, _END, _OF_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_N_FAT = 4  # sectors, of 128 entries each


def compound(streams: dict[str, bytes]) -> bytes:
    """Of streams that have ``LEAST`` bytes or more."""
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
    places = struct.pack("<IIIIIII", directory_at, 0, LEAST, _END, 0, _END, 0)
    fat = [*range(_N_FAT), *[_FREE] * (109 - _N_FAT)]
    return sign + sizes + counts + places + struct.pack("<109I", *fat)
