from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from ulmfit_core.corpus import articles
from ulmfit_core.corpus.articles import ArticleReader, layout_of
from ulmfit_core.errors import InputError

WIKITEXT = (
    " = Robert Boulter = \n \n An actor . \n = = Career = = \n Plays .\n = Gold = \n A metal .\n"
)


def read(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8", newline="")
    return list(ArticleReader().read(path))


def test_headings_of_the_first_level_begin_articles(tmp_path: Path) -> None:
    first, second = read(tmp_path / "dump.txt", WIKITEXT)
    assert first.startswith("= Robert Boulter =")
    assert "= = Career = =" in first
    assert second == "= Gold = \n A metal ."


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    ends = {}
    for end in ("\n", "\r\n"):
        path, reader = tmp_path / "dump.txt", ArticleReader()
        path.write_bytes(WIKITEXT.replace("\n", end).encode())
        ends[end] = (list(reader.read(path)), reader.n_bytes)
    assert ends["\r\n"] == ends["\n"]


def test_plain_double_signs_are_sections(tmp_path: Path) -> None:
    assert len(read(tmp_path / "a.txt", "= A =\none\n== B ==\ntwo\n=== C ===\n= D =\nthree\n")) == 2


def test_text_before_the_first_heading_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "before\n= A =\none\n") == ["before", "= A =\none"]


def test_blank_lines_part_blocks(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "one\nstill\n\n \ntwo\r\n\r\nthree") == [
        "one\nstill",
        "two",
        "three",
    ]


def test_lines_without_blank_ones(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "one\ntwo\nthree\n") == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("sample", "layout"),
    [
        ("a = b\nc == d\n", "lines"),
        ("== only a section ==\ntext\n", "lines"),
        ("one\n\ntwo", "blocks"),
        ("one\ntwo\n\n", "lines"),
        ("\n = Title = \n", "articles"),
    ],
)
def test_layout(sample: str, layout: str) -> None:
    assert layout_of(sample) == layout


def test_text_without_an_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_LONGEST_DOCUMENT", 50)
    documents = read(tmp_path / "a.txt", "= A =\n" + "word word\n" * 30)
    assert len(documents) > 3
    assert sum(d.count("word") for d in documents) == 60


def test_bytes_are_the_file_s(tmp_path: Path) -> None:
    text = "= Ä =\nélan “quoted”\n\n= B =\nz\n"
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(text.encode("utf-8")))
    reader = ArticleReader()
    assert len(list(reader.read(path))) == 2
    assert reader.n_bytes == len(text.encode("utf-8"))


def test_folders_and_tables(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.csv").write_text("id,text\n1,from a table\n2,\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    reader = ArticleReader()
    assert list(reader.read(tmp_path)) == ["one", "two", "from a table"]
    assert reader.n_rejected == 1


@pytest.mark.parametrize("name", [".DS_Store", "._a.txt", "Thumbs.db", "~$letter.docx"])
def test_what_a_system_leaves_in_a_folder_is_no_text(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    (tmp_path / name).write_bytes(bytes(100))
    reader = ArticleReader()
    assert list(reader.read(tmp_path)) == ["one", "two"]
    assert not reader.passed_over


@pytest.mark.skipif(sys.platform != "linux", reason="names are characters there")
def test_a_name_may_be_any_bytes(tmp_path: Path) -> None:
    Path(tmp_path, os.fsdecode(b"\xe4rger.txt")).write_text("one\ntwo\n", encoding="utf-8")
    assert list(ArticleReader().read(tmp_path)) == ["one", "two"]


def test_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no files"):
        list(ArticleReader().read(tmp_path))


def test_what_is_no_text_is_passed_over_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    reader = ArticleReader()
    assert list(reader.read(tmp_path)) == ["one", "two"]
    assert [error.message for error in reader.passed_over] == [
        "b.pdf is damaged.",
        "c.txt is empty.",
    ]


def test_a_folder_without_any_text_says_why(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    with pytest.raises(InputError, match="is damaged"):
        list(ArticleReader().read(tmp_path))
    with pytest.raises(InputError, match="is damaged"):
        list(ArticleReader().read(tmp_path / "b.pdf"))


def test_pages_and_messages_of_a_folder_are_read_beside_its_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nr;Antwort\n1;eins\n2;zwei\n", encoding="utf-8")
    (tmp_path / "b.eml").write_bytes(b"Subject: Late\n\nIt came late.\n")
    (tmp_path / "c.html").write_text("<title>T</title><p>Bad &amp; late</p><p>It broke</p>")
    reader = ArticleReader(("Antwort",))
    mail, page = "Late\n\nIt came late.", "Bad & late\nIt broke"
    assert list(reader.read(tmp_path)) == ["eins", "zwei", mail, page]
