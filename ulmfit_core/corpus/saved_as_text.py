"""Files of other programs that hold words, but have to be saved as plain text, or recognised in
pictures of pages, before we read them.

Alone such a file is refused. Of those in a folder the first of each kind says what to do, and the
others, of which there may be thousands, only what they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from zipfile import ZipFile

from ulmfit_core.corpus.compression import suffix_inside
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.readers.packed_document import type_of_packed
from ulmfit_core.errors import InputError, UlmfitError

SAVE_AS_TEXT = "Save it as plain text (.txt)."
RECOGNISE_TEXT = "Have a program for text recognition (OCR) read it first."
_WHAT_TO_DO = (SAVE_AS_TEXT, RECOGNISE_TEXT)

_BY_MEMBER = (
    ("Index/Document.iwa", "an Apple Pages document"),
    ("ppt/presentation.xml", "a presentation"),  # without a slide
)
_E_BOOK = b"application/epub+zip"
_SLIDES = (".ppt", ".pps")  # whose content only says that it is of an Office program


def refuse_packed(archive: ZipFile, name: str) -> None:
    """Raises InputError where a zip is a document of another program."""
    members = archive.namelist()
    what = next((what for member, what in _BY_MEMBER if member in members), None)
    if what is None and type_of_packed(archive).startswith(_E_BOOK):
        what = "an e-book"
    if what is not None:
        raise InputError(f"{name} is {what}.", SAVE_AS_TEXT)


def refuse_named(name: str) -> None:
    """Raises InputError where an old file of Office is called as slides are."""
    if suffix_inside(name) in _SLIDES:
        raise InputError(f"{name} is a presentation.", SAVE_AS_TEXT)


def only_pictures(name: str) -> InputError:
    """Of a document whose pages are pictures."""
    return InputError(f"{name} is a scan without text.", RECOGNISE_TEXT)


class Refusals:
    """The files of one folder that are no texts, as rows."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def row(self, name: str, number: int, error: UlmfitError) -> RejectedRow:
        """With what to do, where it is the first of its kind that other programs can read."""
        kind = _kind(error)
        if error.hint not in _WHAT_TO_DO or kind in self._told:
            return RejectedRow(name, number, error.message)
        self._told.add(kind)
        if error.hint == RECOGNISE_TEXT:
            return RejectedRow(name, number, f"{error.message} {RECOGNISE_TEXT}")
        return RejectedRow(name, number, f"{error.message} {SAVE_AS_TEXT}")


def says_what_to_do(row: RejectedRow) -> bool:
    """Whether it is the first of its kind that other programs can read."""
    return row.reason.endswith(_WHAT_TO_DO)


def first_of_kinds(errors: Iterable[UlmfitError]) -> list[UlmfitError]:
    """Of refused files that other programs can read one of each kind."""
    kinds: dict[str, UlmfitError] = {}
    for error in errors:
        if error.hint in _WHAT_TO_DO:
            kinds.setdefault(_kind(error), error)
    return list(kinds.values())


def sentences_on_saving(errors: Iterable[UlmfitError]) -> str:
    """Those on one of each kind; empty where none of them can be read."""
    return " ".join(map(str, first_of_kinds(errors)))


def _kind(error: UlmfitError) -> str:
    return error.message.rpartition(" is ")[2]
