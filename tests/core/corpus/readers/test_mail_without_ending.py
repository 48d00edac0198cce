"""Mails whose file's name does not say that they are: Maildir, Enron's, news."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.sniffing import sniff

SENT = "From: ann@example.org\nSubject: =?utf-8?q?Sp=C3=A4t?=\n"
MAIL = f"Message-ID: <1.2@thyme>\nX-Folder:\n \\Ann\\Inbox\n{SENT}\nEs kam.\n"
NAMES = ("1", "1.", "1704103200.M1P2.host,S=1234:2,S", "late.txt")


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_known_by_its_headers(tmp_path: Path, name: str) -> None:
    path = file_of(tmp_path, name, MAIL)
    assert sniff(path).format is Format.MBOX
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["Spät\n\nEs kam."]


@pytest.mark.parametrize(
    "header",
    [
        "Received: from a by b; Mon, 1 Jan 2024",
        "Received: (qmail 1)",
        "Return-Path: <a@b>",
        "MIME-Version: 1.0",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n"])
def test_any_header_that_machines_write_tells(tmp_path: Path, header: str, mark: str) -> None:
    path = file_of(tmp_path, "1", f"{mark}{header}\n{SENT}\nEs kam.\n".replace("\n", "\r\n"))
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["Spät\n\nEs kam."]


@pytest.mark.parametrize(
    "note",
    [
        f"{SENT}\nIt came.\n",
        "Subject: Parcels\nReceived: three of five\n\nTwo came.\n",
        f"A note\n{MAIL}",
        "Message-ID: <1@a>\nA list of such.\n",
        "MIME-Version: what is it?\n",
    ],
)
@pytest.mark.parametrize("name", ["note", "note.txt"])
def test_a_note_with_headers_at_its_top_is_a_text(tmp_path: Path, name: str, note: str) -> None:
    assert sniff(file_of(tmp_path, name, note)).format is not Format.MBOX


def test_they_are_the_texts_of_folders_and_zips(tmp_path: Path) -> None:
    for label in ("a", "b"):
        for name in NAMES[:2]:
            file_of(tmp_path, f"mail/{label}/{name}", MAIL)
    with ZipFile(tmp_path / "mail.zip", "w") as archive:
        for path in sorted((tmp_path / "mail").glob("*/*")):
            archive.write(path, path.relative_to(tmp_path / "mail"))
    for corpus in (tmp_path / "mail", tmp_path / "mail.zip"):
        assert sniff(corpus).columns == ("text", "label", "from", "to", "date")
        documents, rejected = read(corpus, ColumnMapping(label=("label",), kept=("from",)))
        assert [d.id for d in documents] == ["a/1", "a/1.", "b/1", "b/1."]
        assert {d.text for d in documents} == {"Spät\n\nEs kam."}
        assert {d.kept for d in documents} == {(("from", "ann@example.org"),)}
        assert not rejected


def test_a_first_file_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    file_of(tmp_path, "mail/1", b"\x1f\x8b\x08broken")
    file_of(tmp_path, "mail/2", MAIL)
    documents, rejected = read(tmp_path / "mail", ColumnMapping())
    assert [d.id for d in documents] == ["2"]
    assert [r.row for r in rejected] == [1]
