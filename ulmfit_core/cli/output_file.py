"""An output file, checked before the work that is to fill it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from ulmfit_core.disk import disk_error
from ulmfit_core.errors import InputError, StorageError


def check_output(
    path: Path, *, force: bool, inputs: Iterable[Path] = (), corpora: Sequence[Path] = ()
) -> None:
    """Make sure ``path`` can be written, before hours of work rather than after them.

    Raises InputError for a folder that is not there or a file that is, unless ``force``, for one
    of the ``inputs`` and ``corpora`` all the same, for a pipe or a device, and for a place in a
    folder among the latter; StorageError where the folder cannot be written to.
    """
    folder = path.resolve().parent
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Give the name of a file to write.")
    if path.exists() and not path.is_file():
        raise InputError(
            f"{path} is no file that could be replaced, but a pipe or a device.",
            "Give the name of a file; predict writes into a pipe with --out -.",
        )
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Make it first, or write elsewhere.")
    if _is_among(path, [*inputs, *corpora]):
        raise InputError(
            f"{path} is read by this very command; it was left as it is.", "Give another name."
        )
    check_apart(path, corpora)
    if path.exists() and not force:
        raise InputError(
            f"{path} is already there; it was left as it is.",
            "Give another name, or add --force to replace it.",
        )
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        error.filename = str(folder)  # not the file it was tried with
        raise disk_error(error) or StorageError(
            f"Nothing can be written to {folder}: {error.strerror}.", "Choose another folder."
        ) from error


def work_folder(path: Path) -> Path:
    """Where what is to become ``path`` lies before it is finished. Raises InputError where no
    folder can be made there."""
    folder = path.with_name(path.name + ".work")
    if os.path.lexists(folder) and not folder.is_dir():
        raise InputError(
            f"{folder} is a file; what is not finished lies in a folder of that name.",
            "Give another name with --out, or move that file.",
        )
    return folder


def check_apart(path: Path, corpora: Iterable[Path]) -> None:
    """Raises InputError where ``path`` lies in a folder among ``corpora``: what is written there
    would be read as one of the texts."""
    for corpus in corpora:
        if corpus.is_dir() and path.resolve().is_relative_to(corpus.resolve()):
            raise InputError(
                f"{path} lies in {corpus}, whose files are the texts.", "Choose another folder."
            )


def _is_among(path: Path, inputs: Iterable[Path]) -> bool:
    """Whether ``path`` is one of the files, under whatever name."""
    return path.exists() and any(path.samefile(one) for one in inputs if one.exists())
