"""Compound files, in which Outlook and old Word keep streams ([MS-CFB])."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from ulmfit_core.corpus.optional import require

HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What the library, and who reads in streams, let through of files that are none or end too early.
BROKEN = (OSError, ValueError, LookupError, TypeError, struct.error)


def open_compound(stream: BinaryIO) -> Any:
    """A file with ``exists(name)`` and ``openstream(name)``, to be used in a ``with``.

    Strict, as one that ends too early would else be a shorter text. Raises one of ``BROKEN``,
    now or at any stream; InputError where the library is missing.
    """
    library = require("olefile", "Reading .msg and .doc files", "train")
    return library.OleFileIO(stream, raise_defects=library.DEFECT_INCORRECT)
