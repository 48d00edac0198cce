from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.html_cells import holds_html, words_of_cell
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.sniffing import sniff

TICKETS = [
    "<p>Hello,</p><p>my <b>order</b>&nbsp;is late.</p>",
    "Hello,<br>where is it?<br/>\nAnn",
    "<div>On Monday Ann wrote:<blockquote>Where is it?</blockquote></div>\n-- \nAnn",
    "AT&amp;T don&#39;t answer",
    "no marks at all",
]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (TICKETS[0], "Hello,\nmy order is late."),
        (TICKETS[1], "Hello,\nwhere is it?\nAnn"),
        (TICKETS[2], "On Monday Ann wrote:\nWhere is it?\n-- Ann"),
        (TICKETS[3], "AT&T don't answer"),
        ("two\n\nlines, <b>bold</b>", "two\n\nlines, bold"),
        ("I <3 it: a < b > c, Ann <ann@example.org>", "I <3 it: a < b > c, Ann <ann@example.org>"),
        ("use &lt;p&gt; for it", "use <p> for it"),
        ("<style>p{a>b}</style><title>T</title><p>it</p>", "it"),
        ("<script>if (a<b && c) '<p>' </script>it", "it"),
        ("<!--[if mso]><p>no</p><![endif]--><p>it</p>", "it"),
        ("<!--[if !mso]><!--><p>it</p><!--<![endif]-->", "it"),
        ("<!-- <p --> it", "it"),
        ("a --> b", "a --> b"),
        ("<style>it has <p>no end", "it has\nno end"),
        ("<!-- nor this <p>one", "nor this\none"),
        ('<a title="a > b">it</a><p don\'t>is</p>', "it\nis"),
        (f"it&#{'9' * 5000};", "it\ufffd"),
        ("<p>a\0b</p>", "a\0b"),  # damage is told, not mended
        ("<p> </p>", ""),
    ],
)
def test_only_what_a_reader_would_see_is_left(cell: str, words: str) -> None:
    assert words_of_cell(cell) == words


ABOUT = [
    "How do I close a <p> inside of a <div>?",
    "Use <br> or &nbsp; between the words",
    "Why does `<p>Hello</p>` not show up?",
    "What does </p> end, where a <p> came before?",
    "<div> or <span>, which one is better?",
    "Ann <ann@example.org> wrote: 1 < 2 & 3 > 2, <3 <3",
]


def test_most_cells_have_to_be_html() -> None:
    assert holds_html(TICKETS)
    assert all(holds_html([cell]) for cell in TICKETS[:4])
    assert not any(holds_html([cell]) for cell in (*ABOUT, TICKETS[4], ""))
    assert not holds_html([*ABOUT, *TICKETS[:4]])
    assert not holds_html([])


def test_cells_of_a_table_are_read_as_asked(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", f'subject,body\n<3,"{TICKETS[0]}"\nTwo,<p></p>\n,<p></p>\n')
    found = sniff(path)
    assert (found.holds_html(("subject",)), found.holds_html(("subject", "body"))) == (False, True)
    documents, _ = read(path, ColumnMapping(("subject", "body")))
    assert documents[0].text == f"<3\n{TICKETS[0]}"
    documents, rejected = read(path, ColumnMapping(("subject", "body"), html=True))
    assert [d.text for d in documents] == ["<3\nHello,\nmy order is late.", "Two"]
    assert [row.reason for row in rejected] == ["has no text"]
    assert not sniff(file_of(tmp_path, "a.txt", "<p>Hello</p>\n" * 3)).holds_html(("text",))


def work(run: Callable[[], Any]) -> int:
    """How many lines of Python are run."""
    n_lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal n_lines
        n_lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        run()
    finally:
        sys.settrace(before)
    return n_lines


HOSTILE = ["<a ", "<!--", "<!-- >", "<style>", "<script><!--", "<![", "<a '\"", "<p><!-- <p ", "&#"]


@pytest.mark.parametrize("part", HOSTILE)
def test_what_a_cell_costs_grows_as_its_length(part: str) -> None:
    once, twice = (work(lambda n=n: words_of_cell(part * n)) for n in (500, 1000))  # type: ignore[misc]
    assert twice < 2.1 * once


@pytest.mark.parametrize("part", [*HOSTILE, "\"'", "x", "<br ", "-->", "&lt", "<p:"])
def test_marks_without_end_are_soon_looked_through(part: str) -> None:
    """A million characters of which each would be looked at a million times take days."""
    cell = "<a " + part * (1_000_000 // len(part))
    words_of_cell(cell)
    holds_html([cell])
