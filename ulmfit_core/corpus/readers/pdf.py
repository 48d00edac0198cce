"""PDF by PDFium, the library that browsers show such documents with; no script in one is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ctypes import c_double
from threading import Lock
from typing import Any, BinaryIO

from ulmfit_core.corpus.optional import require
from ulmfit_core.corpus.readers.unreadable import damaged, protected
from ulmfit_core.corpus.saved_as_text import only_pictures

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_ALONE = Lock()  # PDFium may be in one thread at a time
_HYPHENS = "\x02\ufffe"  # what it writes for one at the end of a line, and nothing after it
_LINES = re.compile(f"([{_HYPHENS}]|\r?\n)")
_JOINING = re.compile(r"\s*(?:und|oder|bis|sowie|and|or|to|et|ou)\b")
_TURNED = re.compile("[اأإآ]ل")
_NO_BLANK = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]{2}")  # Chinese
_FULL = 0.7  # of a page's longest line: the next one goes on with its sentence


def words_of_pdf(stream: BinaryIO, name: str, max_characters: int) -> str:
    """The words of all pages, a line for each paragraph as far as the length of lines tells;
    reading ends soon after ``max_characters``.

    Raises InputError where the document is protected, damaged or of pictures alone.
    """
    library = require("pypdfium2", "Reading PDF documents", "train")
    with _ALONE:
        try:
            text = "\n".join(_pages(library, stream, max_characters))
        except library.PdfiumError as error:
            raise (protected if error.err_code == _PASSWORD else damaged)(name) from None
    if not text.strip():
        raise only_pictures(name)
    return text


def _pages(library: Any, stream: BinaryIO, max_characters: int) -> Iterator[str]:
    document = library.PdfDocument(stream)
    try:
        if document.get_formtype() == library.raw.FORMTYPE_ACRO_FORM:
            document.init_forms()  # makes the look of fields that have none
        for number in range(len(document)):
            text = _page(_with_notes(library.raw, document, number))
            yield text
            max_characters -= len(text)
            if max_characters < 0:
                return
    finally:
        document.close()


def _with_notes(raw: Any, document: Any, number: int) -> Any:
    """The page with what was typed onto it, in the fields of a form too, as a part of it."""
    page = document[number]
    if not any(_is_typed(raw, page, place) for place in range(raw.FPDFPage_GetAnnotCount(page))):
        return page
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _is_typed(raw: Any, page: Any, place: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page, place)
    try:
        kinds = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
        return raw.FPDFAnnot_GetSubtype(annotation) in kinds
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _page(page: Any) -> str:
    try:
        text = page.get_textpage()
        try:
            return rejoined(_in_order(text))
        finally:
            text.close()
    finally:
        page.close()


def _in_order(page: Any) -> str:
    """The text of a page. PDFium turns round what one sign stands for in Arabic, lam and alef."""
    text = str(page.get_text_bounded())
    pairs = list(_TURNED.finditer(text))
    are_one = _are_one_sign(page) if pairs else []
    if len(are_one) != len(pairs):  # some lie outside of the page
        return text
    letters = list(text)
    for place in (pair.start() for pair, is_one in zip(pairs, are_one, strict=True) if is_one):
        letters[place : place + 2] = letters[place + 1], letters[place]
    return "".join(letters)


def _are_one_sign(page: Any) -> list[bool]:
    """Of each alef with a lam after it, whether they stand in the same spot."""
    raw = require("pypdfium2", "Reading PDF documents", "train").raw
    letters = (chr(raw.FPDFText_GetUnicode(page, n)) for n in range(page.count_chars()))
    places = [pair.start() for pair in _TURNED.finditer("".join(letters))]
    return [_spot(raw, page, place) == _spot(raw, page, place + 1) for place in places]


def _spot(raw: Any, page: Any, place: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page, place, x, y)
    return x.value, y.value


def rejoined(page: str) -> str:
    """Lines of print as paragraphs: what is nearly full, or parts a word, goes on in the next."""
    first, *pieces = _LINES.split(page)
    ends, lines = pieces[::2], [first, *pieces[1::2]]
    full = _FULL * max(map(len, lines))
    parts = [first.strip()]
    for before, end, line in zip(lines, ends, lines[1:], strict=False):
        parts += [_between(before, end, line, full), line.strip()]
    return "".join(parts)


def _between(before: str, end: str, after: str, full: float) -> str:
    """A hyphen is the word's own where no small letter follows it, as in "Baden-Württemberg", or
    the rest of it only later, as in "Vor- und Nachteile"."""
    if end in _HYPHENS and _JOINING.match(after):
        return "- "
    if end in _HYPHENS:
        return "" if after[:1].islower() else "-"
    if len(before) <= full:
        return "\n"
    return "" if _NO_BLANK.fullmatch(before.rstrip()[-1:] + after.lstrip()[:1]) else " "
