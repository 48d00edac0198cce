from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.compound import LEAST, compound
from tests.core.corpus.corpora import file_of, read
from tests.core.corpus.old_word import old_word
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.compound_file import HEAD as OLE
from ulmfit_core.corpus.readers.old_word import words_of_old_word
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def text_in(path: Path) -> str:
    (document,), rejected = read(path, ColumnMapping())
    assert not rejected
    return document.text


@pytest.mark.parametrize("flags", [0, 0x200])
def test_pieces_of_either_width_are_one_text(tmp_path: Path, flags: int) -> None:
    path = old_word(
        tmp_path / "a.doc", b"It\x92s ", "Привет\rtw", b"o \x80\x07three\r", flags=flags
    )
    assert sniff(path).format is Format.DOCUMENT
    assert text_in(path) == "It’s Привет\ntwo €\nthree"


def test_of_fields_the_result_is_read(tmp_path: Path) -> None:
    link = "\x13 HYPERLINK \x13 PAGE \x147\x15 \x01\x14our \x13DATE\x14May\x15 page\x15"
    path = old_word(tmp_path / "a.doc", f"Visit {link}\x02 or \x13 SEQ \x15not\x1eyet\x1f.\r")
    assert text_in(path) == "Visit our May page or not-yet."


def test_boxes_and_notes_come_after_the_body_and_remarks_not(tmp_path: Path) -> None:
    parts = ["body\r", "foot\r", "head\r", "", "remark\r", "end\r", "box\r"]
    counts = tuple(map(len, parts))
    path = old_word(tmp_path / "a.doc", "".join(parts), counts=counts)
    assert text_in(path) == "body\nbox\nfoot\nend"


def test_a_protected_document_is_told(tmp_path: Path) -> None:
    protected = old_word(tmp_path / "a.doc", "one", flags=0x300)
    newer = file_of(tmp_path, "b.docx", compound({"EncryptedPackage": bytes(LEAST)}))
    for path in (protected, newer):
        with pytest.raises(InputError, match="is protected by a password"):
            read(path, ColumnMapping())


def test_a_document_of_before_word_97_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="older than Word 97"):
        read(old_word(tmp_path / "a.doc", "one", version=0x68), ColumnMapping())


def test_damage_is_one_row(tmp_path: Path) -> None:
    whole = old_word(tmp_path / "in" / "1.doc", "one").read_bytes()
    for number, damage in enumerate((OLE, OLE + bytes(4000), whole[:-600]), start=2):
        file_of(tmp_path, f"in/{number}.doc", damage)
    documents, rejected = read(tmp_path / "in", ColumnMapping())
    assert [d.text for d in documents] == ["one"]
    assert [r.reason for r in rejected] == [f"in/{n}.doc is damaged." for n in (2, 3, 4)]


def test_no_more_is_read_than_can_be_used(tmp_path: Path) -> None:
    path = old_word(tmp_path / "a.doc", *["one two "] * 100)
    with path.open("rb") as stream:
        assert words_of_old_word(stream, "a.doc", 20).split() == ["one", "two"] * 3
    assert [
        row.reason for row in read(path, ColumnMapping(), ReadOptions(max_characters=20))[1]
    ] == ["is longer than 20 characters"]
