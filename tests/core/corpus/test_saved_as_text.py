"""Documents of other programs: what is said of them alone, in a folder and in general text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from tests.core.corpus.readers.test_archive import zip_of
from tests.core.corpus.written import pdf
from ulmfit_core.corpus.articles import ArticleReader
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.saved_as_text import first_of_kinds
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

HINT = "Save it as plain text (.txt)."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)


def document(folder: Path, name: str) -> Path:
    """What a program of that ending writes, as far as it is looked at."""
    path = folder / name
    members: dict[str, dict[str, bytes | str]] = {
        ".pptx": {"[Content_Types].xml": "", "ppt/presentation.xml": ""},
        ".epub": {"mimetype": "application/epub+zip", "OEBPS/1.xhtml": "<p>one"},
        ".pages": {"Index/Document.iwa": b"\x00"},
    }
    if path.suffix in members:
        return zip_of(path, members[path.suffix])
    return file_of(folder, name, OLE)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.pptx", "a presentation"),
        ("a.ppt", "a presentation"),
        ("a.epub", "an e-book"),
        ("a.pages", "an Apple Pages document"),
    ],
)
def test_a_document_of_another_program_is_to_be_saved_as_text(
    tmp_path: Path, name: str, what: str
) -> None:
    path = document(tmp_path / "texts", name)
    with pytest.raises(InputError) as caught:
        read(path)
    assert (caught.value.message, caught.value.hint) == (f"{name} is {what}.", HINT)
    file_of(path.parent, "b.txt", "one")
    documents, rejected = read(path.parent, ColumnMapping())
    assert [d.text for d in documents] == ["one"]
    assert [r.reason for r in rejected] == [f"texts/{name} is {what}. {HINT}"]


def test_other_files_of_office_are_tables(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="as a spreadsheet"):
        read(file_of(tmp_path, "a.xls", OLE))


def test_a_folder_says_once_for_each_kind_what_to_do(tmp_path: Path) -> None:
    for name in ("x/1.epub", "x/2.epub", "x/3.ppt", "y/4.ppt", "y/5.epub"):
        document(tmp_path, name)
    file_of(tmp_path, "y/6.txt", "one")
    file_of(tmp_path, "y/7.png", b"\x89PNG" + bytes(range(256)))
    _, rejected = read(tmp_path)
    assert [r.source[-6:] for r in rejected if HINT in r.reason] == ["1.epub", "/3.ppt"]
    assert len(rejected) == 6


def test_a_folder_says_once_what_to_do_with_scans(tmp_path: Path) -> None:
    for name in ("1.pdf", "2.pdf"):
        pdf(tmp_path / name, [])
    file_of(tmp_path, "3.txt", "one")
    _, rejected = read(tmp_path, ColumnMapping())
    told = [row.reason.rpartition(" is ")[2] for row in rejected]
    scan = "a scan without text."
    assert told == [f"{scan} Have a program for text recognition (OCR) read it first.", scan]


def test_a_folder_of_nothing_else_says_what_to_do(tmp_path: Path) -> None:
    document(tmp_path / "texts", "1.epub")
    document(tmp_path / "texts", "2.epub")
    with pytest.raises(InputError) as caught:
        load_corpus(tmp_path / "texts")
    assert caught.value.message == (
        f"None of the 2 files in texts holds a usable text. texts/1.epub is an e-book. {HINT}"
    )


def test_of_general_text_one_of_each_kind_is_told(tmp_path: Path) -> None:
    for name in ("1.epub", "2.epub", "3.ppt"):
        document(tmp_path, name)
    file_of(tmp_path, "0.png", b"\x89PNG" + bytes(range(256)))
    file_of(tmp_path, "4.txt", "one\n")
    reader = ArticleReader()
    assert list(reader.read(tmp_path)) == ["one"]
    assert [error.message for error in first_of_kinds(reader.passed_over)] == [
        "1.epub is an e-book.",
        "3.ppt is a presentation.",
    ]


def test_a_zip_under_a_password_is_not_looked_into(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"mimetype": "a", "b.txt": "b"})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.start_dir
    data[6] |= 1
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="password"):
        sniff(path)


def test_a_zip_of_texts_may_say_what_they_are(tmp_path: Path) -> None:
    assert sniff(zip_of(tmp_path / "a.zip", {"mimetype": "text/plain", "b.txt": "b"})).format is (
        Format.ZIP
    )
