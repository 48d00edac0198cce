"""Cells of a table that hold HTML, as the bodies of exported mails and tickets do.

Python's parser takes the square of a cell's length where marks have no end. Here marks are found
in one pass, none of which reaches beyond the next "<", and what is between them is read in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from ulmfit_core.corpus.html_marks import BREAKS, UNSEEN, without_vast_numbers

_OTHERS = """a abbr acronym b base bdi bdo big body button center cite code col colgroup data del
details dfn dir em font head html i iframe img input ins kbd label legend link map mark meta meter
noscript object picture q rp rt ruby s samp script small source span strike strong style sub
summary sup svg tbody template textarea tfoot thead time title tt u var video wbr"""
_NAMES = frozenset((*BREAKS, *_OTHERS.split()))
_QUOTED = r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>"""  # a ">" in quotes ends no mark
_MARK = re.compile(
    r"<!--(?:-?>)?|-->|<[!?][a-z\[/][^<>]*+>"
    rf"|<(/?[a-z][\w-]*+(?::\w++)?)(?=[\s/>])(?:{_QUOTED}|[^<>]*+>)",
    re.IGNORECASE | re.ASCII,
)
_COMMENT, _COMMENT_END, _OTHER = "<!--", "-->", "!"
_ENTITY = r"&(?:[a-z]{2,8}|#[0-9]{2,6}|#x[0-9a-f]{2,6});"
_GLUED_ENTITY = re.compile(rf"\w{_ENTITY}|{_ENTITY}\w", re.IGNORECASE)
_GLUED_END = re.compile(r"[\w.,:;!?)>]</(?:div|p|li|td|h[1-6])\s{0,9}>", re.IGNORECASE)
_GLUED_BREAK = re.compile(r"[\w.,:;!?)>-]<br\s{0,9}/?>", re.IGNORECASE)


def words_of_cell(cell: str) -> str:
    """What a reader would see. Only marks of HTML are taken for such: "<3" and an address in
    angle brackets stay, as does what has no end. A cell that breaks no line keeps its own."""
    lines: list[list[str]] = [[]]
    breaks = False
    for piece in _pieces(cell):
        breaks = breaks or piece is None
        if piece:
            lines[-1].append(piece)
        elif piece is None and lines[-1]:
            lines.append([])
    if not breaks:
        return "".join(lines[0]).strip()
    laid_out = (" ".join("".join(line).split()) for line in lines)
    return "\n".join(line for line in laid_out if line)


def holds_html(cells: Iterable[str]) -> bool:
    """Whether most of these cells are HTML. A text about HTML has its marks among words: it
    neither begins and ends with one, nor have its line breaks and entities grown into words."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return 2 * sum(map(_is_html, filled)) > len(filled)


def _is_html(cell: str) -> bool:
    if _GLUED_BREAK.search(cell) or _GLUED_ENTITY.search(cell):
        return True
    marks = (found for found in _MARK.finditer(cell) if _kind(found) and found[0] != _COMMENT_END)
    first = last = next(marks, None)
    for last in marks:  # noqa: B007
        pass
    if first is None or last is None or last is first or first.start() > 0:
        return False
    return last.end() == len(cell) or _GLUED_END.search(cell) is not None


def _pieces(cell: str) -> Iterator[str | None]:
    """Its texts, and None where a block begins or ends."""
    last = _last_ends(cell)
    begins, awaited = 0, ""
    for found in _MARK.finditer(cell):
        kind = _kind(found)
        if not kind:
            continue
        if awaited:
            if awaited not in _ends(found):
                continue
            awaited = ""
        else:
            yield _plain(cell[begins : found.start()])
            wanted = _COMMENT_END if kind == _COMMENT else f"/{kind}" if kind in UNSEEN else ""
            awaited = wanted if last.get(wanted, -1) > found.start() else ""
            if kind == _COMMENT_END and found[0] == _COMMENT_END:
                yield found[0]  # it ends nothing
        if kind.removeprefix("/") in BREAKS:
            yield None
        begins = found.end()
    yield _plain(cell[begins:])


def _last_ends(cell: str) -> dict[str, int]:
    """Where what hides words ends for the last time."""
    wanted = {_COMMENT_END, *(f"/{name}" for name in UNSEEN)}
    ends = ((found.start(), kind) for found in _MARK.finditer(cell) for kind in _ends(found))
    return {kind: place for place, kind in ends if kind in wanted}


def _kind(found: re.Match[str]) -> str:
    """A tag's name, with "/" where it ends something; of other marks what they are; "" of none."""
    mark, name = found[0], (found[1] or "").lower()
    if not name:
        closes = mark.endswith(_COMMENT_END)
        return _COMMENT_END if closes else _COMMENT if mark.startswith(_COMMENT) else _OTHER
    is_ours = name.removeprefix("/") in _NAMES or ":" in name
    return name if is_ours else ""


def _ends(found: re.Match[str]) -> tuple[str, ...]:
    """What it may be the end of: also a comment, whose end a mark within has swallowed."""
    kind = _kind(found)
    return (kind, _COMMENT_END) if found[0].endswith(_COMMENT_END) else (kind,)


def _plain(text: str) -> str:
    return unescape(without_vast_numbers(text)).replace("\N{NO-BREAK SPACE}", " ")
