"""zip: members are read in place and never extracted; their paths only name them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from ulmfit_core.corpus.files import DataFile
from ulmfit_core.errors import InputError
from ulmfit_core.normal_form import nfc

# zipfile yields no more than a member declares, so declared sizes can be relied on.
_MAX_TOTAL_BYTES = 16 << 30
_MAX_RATIO = 250  # text shrinks 3 to 20 times; deflate's best, on zeros, is about 1000
_FREE_BYTES = 32 << 20  # below this no ratio matters
_MAX_MEMBERS = 2_000_000
_IS_UTF8 = 0x800  # of a member's flags: how its name is written


def zip_members(file: DataFile, stack: ExitStack) -> list[tuple[PurePosixPath, DataFile]]:
    """(path, file) of every member that is a file, in the order of their paths.

    Raises InputError for a damaged, protected or suspiciously well compressed archive.
    """
    archive = stack.enter_context(zipfile.ZipFile(file.open_seekable(stack)))
    check_sizes(archive, file.name)
    members = [(_name(info), info) for info in archive.infolist() if not info.is_dir()]
    if any(info.flag_bits & 1 for _, info in members):
        raise InputError(f"{file.name} is protected by a password.", "Unpack it yourself first.")
    if len({name for name, _ in members}) < len(members):
        raise InputError(f"{file.name} holds two files of one name.", "Unpack it yourself first.")
    return [
        (_path(name), DataFile(f"{file.name}/{_path(name)}", _opener(archive, info)))
        for name, info in sorted(members, key=lambda member: member[0])
    ]


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return cast(Callable[[], BinaryIO], partial(archive.open, info))


def check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    """Raises InputError where ``archive`` would unpack to more than any corpus holds."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    compressed = max(1, sum(info.compress_size for info in infos))
    if (
        total > _MAX_TOTAL_BYTES
        or len(infos) > _MAX_MEMBERS
        or (total > _FREE_BYTES and total / compressed > _MAX_RATIO)
    ):
        raise InputError(
            f"{name} would unpack to {total / 1e9:,.1f} GB from {compressed / 1e6:,.1f} MB, "
            "which looks like a trap (a zip bomb).",
            "If you trust it, unpack it yourself and give the files inside.",
        )


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name with composed letters. The Finder of macOS takes letters apart, and writes
    them in UTF-8 without the bit that says so."""
    name = info.filename
    if not info.flag_bits & _IS_UTF8:
        with suppress(UnicodeError):  # then it is of the code page, as zipfile has read it
            name = name.encode("cp437").decode("utf-8")
    return nfc(name)


def _path(member: str) -> PurePosixPath:
    """A member's name without what could point outside: drives, ``..`` and leading slashes."""
    parts = member.replace("\\", "/").split("/")
    kept = [part for part in parts if part not in ("", ".", "..") and not part.endswith(":")]
    return PurePosixPath(*(kept or ["unnamed"]))
