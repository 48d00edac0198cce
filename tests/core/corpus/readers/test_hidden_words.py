"""Mails whose words cannot be got at, and kinds of text that are not meant to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.options import ColumnMapping

PGP = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
SMIME = "application/pkcs7-mime; name=smime.p7m; smime-type="
IN_OUTLOOK = "has its words only in Outlook's winmail.dat"
CALENDAR = "BEGIN:VCALENDAR\nDESCRIPTION:At nine\nEND:VCALENDAR"


def mail(*types_and_contents: tuple[str, str], kind: str = "mixed") -> str:
    """A mail with these parts."""
    head = f"Subject: Late\nContent-Type: multipart/{kind}; boundary=X\n\n"
    parts = (f"--X\nContent-Type: {type_}\n\n{text}\n" for type_, text in types_and_contents)
    return f"{head}{''.join(parts)}--X--\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"Subject: Late\nContent-Type: {SMIME}enveloped-data\n\nMIIB\n", "is encrypted"),
        (
            f"Subject: Late\nContent-Type: {SMIME}signed-data\n\nMIIB\n",
            "has its words only inside a signature (S/MIME)",
        ),
        (
            mail(
                ("application/pgp-encrypted", "Version: 1"),
                ("application/octet-stream", PGP),
                kind="encrypted",
            ),
            "is encrypted",
        ),
        (f"Subject: Late\n\n{PGP}", "is encrypted"),
        ("Subject: Late\nContent-Type: application/ms-tnef\n\nabc\n", IN_OUTLOOK),
        (
            mail(("text/plain", ""), ("application/octet-stream; name=Winmail.dat", "abc")),
            IN_OUTLOOK,
        ),
    ],
)
def test_a_mail_whose_words_are_hidden_is_no_text(
    tmp_path: Path, content: str, reason: str
) -> None:
    documents, rejected = read(file_of(tmp_path, "a.eml", content), ColumnMapping())
    assert not documents
    assert [row.reason for row in rejected] == [reason]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (mail(("text/calendar", CALENDAR), kind="alternative"), CALENDAR),
        (mail(("text/calendar", CALENDAR), ("text/html", "<p>At <b>ten</b>")), "At ten"),
        (mail(("text/enriched", "At <bold>nine</bold>")), "At nine"),
        (mail(("text/plain", "See it."), ("application/ms-tnef", "abc")), "See it."),
        (mail(("message/rfc822", "From: ann\n\nSee it."), ("application/ms-tnef", "")), "See it."),
    ],
)
def test_any_kind_of_text_is_read_where_there_is_no_better_one(
    tmp_path: Path, content: str, seen: str
) -> None:
    documents, _ = read(file_of(tmp_path, "a.eml", content), ColumnMapping())
    assert [document.text for document in documents] == [f"Late\n\n{seen}"]


@pytest.mark.parametrize("content", ["", mail(("text/plain", ""), ("application/pdf", "abc"))])
def test_a_mail_without_words_has_its_subject(tmp_path: Path, content: str) -> None:
    path = file_of(tmp_path, "a.eml", content or "Subject: Late\n\n")
    assert [document.text for document in read(path, ColumnMapping())[0]] == ["Late"]
