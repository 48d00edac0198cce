from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.html import text_of_html
from ulmfit_core.corpus.sniffing import sniff

PAGE = "<title>T</title>\n<h1>Bad, &amp; late</h1>\n<p>It<br>broke, then</p>\n"
WORDS = "Bad, & late\nIt\nbroke, then"
WHOLE = f"<!DOCTYPE html>\n<html lang='en'>{PAGE}</html>\n"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<table><tr><th>Name</th><td>Ann</td></tr></table>", ["Name", "Ann"]),
        ("<nav>Home</nav><main>It is late.</main>", ["Home", "It is late."]),
        ("<select><option>one<option>two</select>", ["one", "two"]),
        ("It is <b>ve</b>ry late.", ["It is very late."]),
        (f"It is&#{'9' * 5000}; late", ["It is\ufffd late"]),
    ],
)
def test_words_of_one_part_do_not_run_into_the_next(page: str, lines: list[str]) -> None:
    assert text_of_html(page).splitlines() == lines


def packed(name: str, page: str) -> bytes:
    return gzip.compress(page.encode()) if name.lower().endswith(".gz") else page.encode()


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "a.xhtml", "a.html.gz", "a.HTML.GZ"])
def test_a_page_is_one_text_without_its_marks(tmp_path: Path, name: str) -> None:
    path = file_of(tmp_path, f"pages/{name}", packed(name, PAGE))
    documents, rejected = read(path, ColumnMapping())
    assert [(d.text, d.row) for d in documents] == [(WORDS, 1)]
    assert not rejected
    assert [d.text for d in read(path.parent, ColumnMapping())[0]] == [WORDS]
    assert list(ArticleReader(("body",)).read(path)) == [WORDS]


def test_what_is_seen_before_an_import_is_what_comes_in(tmp_path: Path) -> None:
    found = sniff(file_of(tmp_path, "a.html", PAGE))
    assert (found.format, found.columns) == (Format.HTML, ("text",))
    assert (found.preview_rows, found.encoding) == (((WORDS,),), "utf-8")


@pytest.mark.parametrize(
    "before", ["", "\ufeff", "\n", '<?xml version="1.0"?>\n', "<!-- a -- b -->\n"]
)
@pytest.mark.parametrize("name", ["saved", "a.php"])
def test_a_page_of_another_name_is_known_by_its_beginning(
    tmp_path: Path, name: str, before: str
) -> None:
    documents, _ = read(file_of(tmp_path, name, before + WHOLE), ColumnMapping())
    assert [d.text for d in documents] == [WORDS]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", WHOLE),
        ("lines", "<html><p>one</html>\n<html><p>two</html>\n"),
        ("hearts", "<3 this one\nnot < that\n"),
        ("letter", "<htmlish> words\nand more\n"),
    ],
)
def test_what_only_begins_with_a_mark_is_read_by_line(
    tmp_path: Path, name: str, content: str
) -> None:
    documents, _ = read(file_of(tmp_path, name, content), ColumnMapping())
    assert [d.text for d in documents] == content.splitlines()


def test_comments_without_end_are_soon_looked_through(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a", "<!-- -->" * 5000 + "\n<!--")
    assert sniff(path).format is Format.TXT


def test_a_page_may_be_read_by_the_lines_of_its_words(tmp_path: Path) -> None:
    by_line = ReadOptions(text_unit="line")
    path = file_of(tmp_path, "pages/a/1.html", PAGE)
    lines = WORDS.splitlines()
    documents, _ = read(path, ColumnMapping(), by_line)
    assert [(d.text, d.row) for d in documents] == list(zip(lines, (1, 2, 3), strict=True))
    documents, _ = read(tmp_path / "pages", options=by_line)
    assert pairs(documents) == [(line, ("a",)) for line in lines]
    assert len({d.id for d in documents}) == 3


def test_a_page_may_be_read_as_it_stands(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.html", PAGE)
    documents, _ = read(path, ColumnMapping(), ReadOptions(format=Format.TXT))
    assert [d.text for d in documents] == PAGE.splitlines()


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("windows-1251", "cp1251", "Поезд опоздал"),
        ("Shift_JIS", "cp932", "列車が①時間遅れた"),
        ("gb2312", "gb18030", "火車晚點了"),
        ("iso-8859-1", "cp1252", "“Zu spät”"),
        ("iso-8859-1", "utf-8", "Zu spät, schon wieder"),
        ("no-such", "cp1252", "Zu spät, schon wieder"),
        ("utf-8", "cp1252", "Zu spät, schon wieder"),
        ("rot13", "cp1252", "Zu spät, schon wieder"),
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        "<meta charset={}>",
        '<META http-equiv="Content-Type" content="text/html; charset={}">',
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_the_encoding_is_the_one_a_page_declares_where_it_can_be(
    tmp_path: Path, head: str, declared: str, encoding: str, words: str
) -> None:
    page = f"{head.format(declared)}<p>{words}</p>"
    path = file_of(tmp_path, "pages/a.html", page, encoding)
    assert sniff(path).encoding == encoding
    assert [d.text for d in read(path, ColumnMapping())[0]] == [words]
    assert [d.text for d in read(path.parent, ColumnMapping())[0]] == [words]
