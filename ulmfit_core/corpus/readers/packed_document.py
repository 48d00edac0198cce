"""Zips of XML in which Word, LibreOffice and programs for slides keep words: docx, odt, pptx, odp.

Elements are known by their names without the namespace, of which Office Open XML has two (ECMA-376
Part 1, 17.3; its strict and its transitional form), OpenDocument one (v1.3 part 3, 5 and 6).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError, XMLParser, fromstring

from ulmfit_core.corpus.readers.archive import check_sizes
from ulmfit_core.corpus.readers.unreadable import damaged, protected

_TYPE_BYTES = 100
_PIECE_BYTES = 64 << 10
_OPEN_TYPES = (
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.presentation",
)
_BODIES = ("word/document.xml", "word/document2.xml")  # the second of Word in a browser
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_PRESENTATION, _RELATIONS = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What elements of a kind of document mean."""

    words: frozenset[str]  # hold what is read
    lines: frozenset[str]  # are lines of their own
    unseen: frozenset[str]  # hold what is not: deleted, repeated, counted or remarked
    signs: dict[str, str]  # stand for these characters
    apart: frozenset[str] = frozenset()  # are read after all else


_OFFICE = _Marks(
    words=frozenset({"t"}),
    lines=frozenset({"p"}),
    unseen=frozenset({"Fallback", "moveFrom", "fld"}),
    signs={"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
)
_OPEN = _Marks(
    words=frozenset({"p", "h"}),
    lines=frozenset({"p", "h"}),
    unseen=frozenset(
        {"annotation", "tracked-changes", "note-citation", "desc", "title", "page-number", "notes"}
    ),
    signs={"tab": " ", "s": " ", "line-break": "\n"},
    apart=frozenset({"note"}),
)


def type_of_packed(archive: zipfile.ZipFile) -> bytes:
    """What the archive's member "mimetype" begins with; empty where none can be read."""
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").flag_bits & 1:
        return b""  # there is none, or it is under a password
    with archive.open("mimetype") as stream:
        return stream.read(_TYPE_BYTES)


def is_packed_document(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a document that ``words_of_packed`` reads."""
    return bool(_office_parts(archive)) or type_of_packed(archive).startswith(_OPEN_TYPES)


def words_of_packed(stream: BinaryIO, name: str, max_characters: int) -> str:
    """A line for each paragraph, notes after all; reading ends soon after ``max_characters``.

    Raises InputError where the document is protected, damaged or packed suspiciously well.
    """
    archive = zipfile.ZipFile(stream)
    check_sizes(archive, name)
    parts = _office_parts(archive)
    words = _Words(_OFFICE if parts else _OPEN)
    try:
        for part in _as_shown(archive, parts) or ["content.xml"]:
            with archive.open(part) as source:
                _read(source, words, max_characters)
    except (KeyError, ParseError, RuntimeError) as error:  # the last of zipfile, of a password
        if isinstance(error, RuntimeError) or _is_encrypted(archive):
            raise protected(name) from None
        raise damaged(name) from None
    return words.text()


def _office_parts(archive: zipfile.ZipFile) -> list[str]:
    """A Word document's body and notes, or slides in their order."""
    names = archive.namelist()
    body = next((name for name in _BODIES if name in names), None)
    if body is not None:
        return [body, *(name for name in _NOTES if name in names)]
    slides = [(int(found[1]), name) for name in names if (found := _SLIDE.fullmatch(name))]
    return [name for _, name in sorted(slides)]


def _as_shown(archive: zipfile.ZipFile, parts: list[str]) -> list[str]:
    """Slides as the presentation lists them (ECMA-376 Part 1, 19.2.1.34), others after them."""
    if not {_PRESENTATION, _RELATIONS} <= set(archive.namelist()):
        return parts
    relations = fromstring(archive.read(_RELATIONS))
    targets = {element.get("Id"): element.get("Target", "") for element in relations}
    listed = fromstring(archive.read(_PRESENTATION)).iterfind(".//{*}sldId")
    ids = (value for slide in listed for key, value in slide.items() if key.endswith("}id"))
    shown = [normpath(join("/ppt", targets[id_])).lstrip("/") for id_ in ids if id_ in targets]
    return sorted(parts, key=lambda part: shown.index(part) if part in shown else len(shown))


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    """OpenDocument's own way, which leaves the zip as it is (v1.3 part 2, 3.4)."""
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


def _read(source: IO[bytes], words: _Words, max_characters: int) -> None:
    parser = XMLParser(target=words)
    while piece := source.read(_PIECE_BYTES):
        parser.feed(piece)
        if words.n_characters > max_characters:
            return
    parser.close()


class _Words:
    """The target of a parser that keeps no tree."""

    def __init__(self, marks: _Marks) -> None:
        self.n_characters = 0
        self._marks = marks
        self._found: list[str] = []
        self._later: list[str] = []
        self._n_words = self._n_unseen = self._n_apart = 0  # how many of each are open

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = self._count(tag, 1)
        self._put("\n" if name in self._marks.lines else self._marks.signs.get(name, ""))

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] in self._marks.lines:
            self._put("\n")
        self._count(tag, -1)

    def data(self, text: str) -> None:
        if self._n_words:
            self._put(text)

    def text(self) -> str:
        return "".join([*self._found, "\n", *self._later])

    def _count(self, tag: str, n: int) -> str:
        """The element's name, counted where it matters what lies within."""
        name = tag.rpartition("}")[2]
        self._n_words += n * (name in self._marks.words)
        self._n_unseen += n * (name in self._marks.unseen)
        self._n_apart += n * (name in self._marks.apart)
        return name

    def _put(self, text: str) -> None:
        if text and not self._n_unseen:
            self.n_characters += len(text)
            (self._later if self._n_apart else self._found).append(text)
