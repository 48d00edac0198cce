from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from tests.core.corpus.readers.test_archive import zip_of
from tests.core.corpus.written import open_document, paragraph, pdf, slides, word
from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.packed_document import words_of_packed
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

BARE = ColumnMapping()
RTF = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 One \'e0\u8364?.\par Two\par}"


def text_in(path: Path) -> str:
    documents, rejected = read(path, BARE)
    assert not rejected
    (document,) = documents
    return document.text


def test_a_word_document_is_its_paragraphs(tmp_path: Path) -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Dear </w:t></w:r>"
        "<w:r><w:t>M&#252;ller,</w:t><w:br/><w:t>thanks</w:t><w:noBreakHyphen/>"
        "<w:tab/><w:t>a</w:t><w:ptab/><w:t>lot.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc>" + paragraph("cell") + "</w:tc></w:tr></w:tbl>"
    )
    path = word(tmp_path / "a.docx", body)
    assert text_in(path) == "Dear Müller,\nthanks- a lot.\ncell"
    assert sniff(path).format is Format.DOCUMENT


def test_what_word_no_longer_or_twice_shows_is_not_read(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t> once</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t> twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text_in(word(tmp_path / "a.docx", body)) == "kept once"


def test_strict_word_documents_have_names_of_their_own(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert text_in(word(tmp_path / "a.docx", paragraph("one"), namespace=strict)) == "one"


def test_notes_come_after_all(tmp_path: Path) -> None:
    assert text_in(word(tmp_path / "a.docx", paragraph("one"), paragraph("note"))) == "one\nnote"
    note = "<text:note><text:note-citation>1</text:note-citation><text:p>note</text:p></text:note>"
    odt = open_document(tmp_path / "a.odt", f"<text:p>one{note} goes on</text:p>")
    assert text_in(odt) == "one goes on\nnote"


def test_an_open_document_is_its_paragraphs(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:h>Head</text:h>\n  <text:p>a<text:s/>b <text:span>bold</text:span> c"
        "<text:line-break/>d<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
    )
    assert text_in(open_document(tmp_path / "a.odt", body)) == "Head\na b bold c\nd"


def test_slides_stand_in_their_order(tmp_path: Path) -> None:
    texts = [f"slide {number}" for number in range(1, 12)]
    assert text_in(slides(tmp_path / "a.pptx", *texts)).split("\n") == texts
    odp = open_document(tmp_path / "a.odp", "<text:p>one</text:p>", "presentation")
    assert text_in(odp) == "one"


def test_slides_that_were_moved_stand_where_they_are_shown(tmp_path: Path) -> None:
    path = slides(tmp_path / "a.pptx", "third", "first", "left over", "second")
    targets = {"r1": "slides/slide1.xml", "r2": "/ppt/slides/slide2.xml", "r4": "slides/slide4.xml"}
    relations = "".join(f'<R Id="{id_}" Target="{to}"/>' for id_, to in targets.items())
    listed = "".join(f'<p:sldId id="256" r:id="{id_}"/>' for id_ in ("r2", "r4", "r1", "r9"))
    root = '<p:presentation xmlns:p="p" xmlns:r="r">'
    moved = {
        "ppt/presentation.xml": f"{root}<p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Rs>{relations}</Rs>",
    }
    with ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if "slides/" in name}
    shown = text_in(zip_of(tmp_path / "b.pptx", {**kept, **moved}))
    assert shown.split("\n") == ["first", "second", "third", "left over"]


def test_lines_of_print_become_paragraphs(tmp_path: Path) -> None:
    page = [
        "A paragraph of a letter whose lines are filled, whose sen-",
        "tences go on over the end",
    ]
    path = pdf(tmp_path / "a.pdf", [*page, "of lines as long as that.", "Yours"], ["Page two"])
    assert text_in(path).split("\n") == [
        "A paragraph of a letter whose lines are filled, whose sentences go on over the end",
        "of lines as long as that.",
        "Yours",
        "Page two",
    ]


def test_full_lines_go_on_in_the_next(tmp_path: Path) -> None:
    lines = ["one two three four five six", "seven eight nine ten eleven", "end."]
    assert text_in(pdf(tmp_path / "a.pdf", lines)) == " ".join(lines)


def test_something_may_stand_before_a_pdf(tmp_path: Path) -> None:
    inner = pdf(tmp_path / "a.pdf", ["one"]).read_bytes()
    assert text_in(file_of(tmp_path, "b.pdf", b"\xef\xbb\xbf" + inner)) == "one"
    assert text_in(file_of(tmp_path, "c.pdf", b"\x1b%-12345X@PJL\n" + inner)) == "one"


def test_a_text_on_pdf_is_none(tmp_path: Path) -> None:
    assert text_in(file_of(tmp_path, "a.csv", "text\nIt says %PDF-1.4\n")) == "It says %PDF-1.4"


def test_a_word_keeps_a_hyphen_of_its_own(tmp_path: Path) -> None:
    lines = ["A letter to the office of Baden-", "Wuerttemberg on a sen-", "tence."]
    assert text_in(pdf(tmp_path / "a.pdf", lines)).startswith(
        "A letter to the office of Baden-Wuerttemberg on a sentence."
    )
    joined = ["This one is on the pre-", "and postwar years."]
    assert text_in(pdf(tmp_path / "b.pdf", joined)) == "This one is on the pre- and postwar years."


def test_rich_text_is_read_in_its_code_page(tmp_path: Path) -> None:
    assert text_in(file_of(tmp_path, "a.rtf", RTF)) == "One а€.\nTwo"
    halves = rb"{\rtf1\u-10179?\u-8704? and \u-10179? half}"
    assert text_in(file_of(tmp_path, "c.rtf", halves)) == "😀 and \ufffd half"
    by_itself = RTF.replace(rb"\'e0", b"\xe0")
    assert text_in(file_of(tmp_path, "b.rtf", by_itself)) == "One а€.\nTwo"


def test_documents_in_folders_are_one_text_each(tmp_path: Path) -> None:
    for label in ("x", "y"):
        (tmp_path / "in" / label).mkdir(parents=True)
    word(tmp_path / "in" / "x" / "1.docx", paragraph("one"))
    pdf(tmp_path / "in" / "y" / "2.pdf", ["two"])
    file_of(tmp_path / "in", "y/3.txt", "three")
    documents, rejected = read(tmp_path / "in")
    assert pairs(documents) == [("one", ("x",)), ("two", ("y",)), ("three", ("y",))]
    assert not rejected


def test_by_line_each_paragraph_is_a_text(tmp_path: Path) -> None:
    by_line = ReadOptions(text_unit="line")
    path = word(tmp_path / "in" / "1.docx", paragraph("one") + paragraph("") + paragraph("two"))
    assert [(d.id, d.text) for d in read(path, BARE, by_line)[0]] == [("1", "one"), ("2", "two")]
    found = read(path.parent, BARE, by_line)[0]
    assert [(d.id, d.text) for d in found] == [("in/1.docx:1", "one"), ("in/1.docx:2", "two")]


def test_compressed_and_packed_documents_are_read(tmp_path: Path) -> None:
    inner = pdf(tmp_path / "a.pdf", ["one"]).read_bytes()
    assert text_in(file_of(tmp_path, "a.pdf.gz", gzip.compress(inner))) == "one"
    assert text_in(zip_of(tmp_path / "a.zip", {"a.pdf": inner})) == "one"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)), "is damaged."),
        ("a.rtf", b"{\\rtf1\\ansi\\u99999999999? x}", "is damaged."),
    ],
)
def test_a_damaged_document_is_one_row(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file_of(tmp_path, "in/0.txt", "one")
    path = file_of(tmp_path, f"in/{name}", content)
    with pytest.raises(InputError, match=f"{name} {reason}"):
        read(path, BARE)
    documents, rejected = read(path.parent, BARE)
    assert [d.text for d in documents] == ["one"]
    assert [r.reason for r in rejected] == [f"in/{name} {reason}"]


def test_damaged_xml_is_damage(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.docx is damaged"):
        read(word(tmp_path / "a.docx", "<w:p>"), BARE)


def test_an_entity_that_grows_is_damage(tmp_path: Path) -> None:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{grown}]><d><t>&e11;</t></d>'
    with pytest.raises(InputError, match=r"a\.docx is damaged"):
        read(zip_of(tmp_path / "a.docx", {"word/document.xml": body}), BARE)


def test_a_locked_document_is_told(tmp_path: Path) -> None:
    manifest = {"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": "\x01\x02"}
    odt = {"mimetype": "application/vnd.oasis.opendocument.text", **manifest}
    with pytest.raises(InputError, match=r"a\.odt is protected by a password"):
        read(zip_of(tmp_path / "a.odt", odt), BARE)


def test_a_pdf_of_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.pdf is a scan without text\. .*OCR"):
        read(pdf(tmp_path / "a.pdf", []), BARE)


def test_a_document_longer_than_any_text_is_a_rejected_row(tmp_path: Path) -> None:
    options = ReadOptions(max_characters=5)
    for path in (
        word(tmp_path / "a.docx", paragraph("one two")),
        pdf(tmp_path / "a.pdf", ["one two"]),
        file_of(tmp_path, "a.rtf", RTF),
    ):
        for read_by in (options, replace(options, text_unit="line")):
            documents, rejected = read(path, BARE, read_by)
            assert not documents
            assert [r.reason for r in rejected] == ["is longer than 5 characters"]


def test_no_more_is_unpacked_than_can_be_used(tmp_path: Path) -> None:
    body = "".join(paragraph(f"{n} " * 20) for n in range(10_000))
    with word(tmp_path / "a.docx", body).open("rb") as stream:
        assert 1000 < len(words_of_packed(stream, "a.docx", 1000)) < 100_000


def test_general_text_may_lie_in_documents(tmp_path: Path) -> None:
    word(tmp_path / "1.docx", paragraph("one") + paragraph("two"))
    pdf(tmp_path / "2.pdf", [])
    reader = ArticleReader()
    assert list(reader.read(tmp_path)) == ["one\ntwo"]
    assert [error.message for error in reader.passed_over] == ["2.pdf is a scan without text."]
