"""Files of other programs that hold words, but have to be saved as plain text before we read them.

Alone such a file is refused. Of those in a folder the first of each kind says what to do, and the
others, of which there may be thousands, only what they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from zipfile import ZipFile

from ulmfit_core.corpus.compression import suffix_inside
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.errors import InputError, UlmfitError

SAVE_AS_TEXT = "Save it as plain text (.txt)."

_BY_MEMBER = (
    ("word/document.xml", "a Word document"),
    ("word/document2.xml", "a Word document"),  # of Word in a browser
    ("ppt/presentation.xml", "a presentation"),
    ("Index/Document.iwa", "an Apple Pages document"),
)
_BY_TYPE = (  # what the member "mimetype" begins with
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text"),
    (b"application/vnd.oasis.opendocument.presentation", "a presentation"),
    (b"application/epub+zip", "an e-book"),
)
_BY_HEAD = ((b"%PDF", "a PDF document"), (b"{\\rtf", "a rich text document (RTF)"))
_TYPE_BYTES = 100
_BY_NAME = (  # where the content only says that it is of an Office program
    ((".doc", ".dot", ".docx"), "a Word document"),
    ((".ppt", ".pps", ".pptx"), "a presentation"),
    ((".msg",), "an Outlook message"),
)


def refuse_packed(archive: ZipFile, name: str) -> None:
    """Raises InputError where a zip is a document of another program."""
    members, type_ = {info.filename: info for info in archive.infolist()}, b""
    if "mimetype" in members and not members["mimetype"].flag_bits & 1:  # nor under a password
        with archive.open("mimetype") as stream:
            type_ = stream.read(_TYPE_BYTES)
    what = next((what for member, what in _BY_MEMBER if member in members), None)
    if what is None:
        what = next((what for begins, what in _BY_TYPE if type_.startswith(begins)), None)
    if what is not None:
        raise InputError(f"{name} is {what}.", SAVE_AS_TEXT)


def refuse_headed(head: bytes, name: str) -> None:
    """Raises InputError where a file begins as a document of another program."""
    what = next((what for begins, what in _BY_HEAD if head.startswith(begins)), None)
    if what is not None:
        raise InputError(f"{name} is {what}.", SAVE_AS_TEXT)


def refuse_named(name: str) -> None:
    """Raises InputError where a file of Office, old or protected, is called as a document is."""
    suffix = suffix_inside(name)
    what = next((what for suffixes, what in _BY_NAME if suffix in suffixes), None)
    if what is not None:
        raise InputError(f"{name} is {what}.", SAVE_AS_TEXT)


class Refusals:
    """The files of one folder that are no texts, as rows."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def row(self, name: str, number: int, error: UlmfitError) -> RejectedRow:
        """With what to do, where it is the first of its kind that has to be saved as text."""
        kind = _kind(error)
        if error.hint != SAVE_AS_TEXT or kind in self._told:
            return RejectedRow(name, number, error.message)
        self._told.add(kind)
        return RejectedRow(name, number, f"{error.message} {SAVE_AS_TEXT}")


def says_what_to_do(row: RejectedRow) -> bool:
    """Whether it is the first of its kind that has to be saved as text."""
    return row.reason.endswith(SAVE_AS_TEXT)


def first_of_kinds(errors: Iterable[UlmfitError]) -> list[UlmfitError]:
    """Of refused files that have to be saved as text one of each kind."""
    kinds: dict[str, UlmfitError] = {}
    for error in errors:
        if error.hint == SAVE_AS_TEXT:
            kinds.setdefault(_kind(error), error)
    return list(kinds.values())


def sentences_on_saving(errors: Iterable[UlmfitError]) -> str:
    """Those on one of each kind; empty where none has to be saved as text."""
    return " ".join(map(str, first_of_kinds(errors)))


def _kind(error: UlmfitError) -> str:
    return error.message.rpartition(" is ")[2]
