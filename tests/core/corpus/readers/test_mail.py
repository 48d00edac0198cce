from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.html import text_of_html
from ulmfit_core.corpus.sniffing import sniff

ONE = b"""From: Ann <ann@example.org>\r
Subject: =?utf-8?q?R=C3=BCckgabe?=\r
Date: Mon, 3 Feb 2025 10:00:00 +0100\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
From here on it is sch=C3=B6n=\r
er.\r
"""


def mailbox(*messages: bytes) -> bytes:
    return b"".join(b"From nobody Mon Feb  3 10:00:00 2025\n" + each + b"\n" for each in messages)


QUOTED = b"Subject: Who\n\nSo it was.\n\n>From him.\n"


def in_html() -> bytes:
    made = EmailMessage()
    made["Subject"] = "Late"
    made.set_content("<style>p{}</style><p>It came <b>late</b>.</p><p>Twice.</p>", subtype="html")
    made.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="a.png")
    return bytes(made)


def test_a_mailbox_has_a_document_a_message(tmp_path: Path) -> None:
    path = file_of(tmp_path, "inbox", mailbox(ONE, in_html(), QUOTED))
    found = sniff(path)
    assert found.format is Format.MBOX
    assert found.columns == ("text", "from", "to", "date")
    documents, rejected = read(path, ColumnMapping())
    assert [(d.text, d.row) for d in documents] == [
        ("Rückgabe\n\nFrom here on it is schöner.", 1),
        ("Late\n\nIt came late.\nTwice.", 2),
        ("Who\n\nSo it was.\n\nFrom him.", 3),
    ]
    assert not rejected


def test_what_apple_s_mail_notes_after_a_message_is_no_part_of_it(tmp_path: Path) -> None:
    noted = b'<?xml version="1.0"?>\n<plist><dict><key>flags</key></dict></plist>\n'
    content = b"%-10d\n%s%s" % (len(QUOTED), QUOTED, noted)
    for path in ("1.emlx", "Inbox.mbox/Messages/2.emlx"):
        (document,) = read(file_of(tmp_path, path, content), ColumnMapping())[0]
        assert document.text == "Who\n\nSo it was.\n\n>From him."
    assert sniff(tmp_path / "Inbox.mbox").columns == ("text", "label", "from", "to", "date")


def test_an_eml_is_one_message_of_its_folder(tmp_path: Path) -> None:
    for name, content in (("a/1.eml", ONE), ("b/2.eml", in_html()), ("b/old", mailbox(ONE, ONE))):
        file_of(tmp_path, f"mail/{name}", content)
    documents, rejected = read(tmp_path / "mail")
    assert [(d.id, d.labels, d.row) for d in documents] == [
        ("a/1.eml", ("a",), 1),
        ("b/2.eml", ("b",), 2),
        ("mail/b/old:1", ("b",), 1),
        ("mail/b/old:2", ("b",), 2),
    ]
    assert documents[0].text == "Rückgabe\n\nFrom here on it is schöner."
    assert not rejected


def test_of_mails_in_a_folder_it_is_told_from_whom_to_whom_and_when(tmp_path: Path) -> None:
    for name, content in (("a/1.eml", b"To: Ben\n" + ONE), ("b/2.txt", b"A note")):
        file_of(tmp_path, f"mail/{name}", content)
    beside = ("from", "to", "date")
    assert sniff(tmp_path / "mail").columns == ("text", "label", *beside)
    documents, _ = read(tmp_path / "mail", ColumnMapping(label=("label",), kept=beside))
    assert [(d.labels, d.kept) for d in documents] == [
        (
            ("a",),
            (
                ("from", "Ann <ann@example.org>"),
                ("to", "Ben"),
                ("date", "Mon, 3 Feb 2025 10:00:00 +0100"),
            ),
        ),
        (("b",), ()),
    ]


def test_a_subject_alone_is_a_text(tmp_path: Path) -> None:
    mail = b"Subject: Please call back\nContent-Type: image/png\n\nabc\n"
    path = file_of(tmp_path, "a.eml", mail)
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["Please call back"]


def test_a_compressed_eml_is_one_message_of_its_folder_too(tmp_path: Path) -> None:
    file_of(tmp_path, "mail/1.eml", ONE)
    file_of(tmp_path, "mail/2.eml.gz", gzip.compress(ONE))
    documents, _ = read(tmp_path / "mail", ColumnMapping())
    assert [(d.id, d.row) for d in documents] == [("1.eml", 1), ("2.eml.gz", 2)]


def test_what_is_no_message_or_too_long_costs_one_document(tmp_path: Path) -> None:
    inside = b"".join(
        b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1) for n in range(3000)
    )
    nested = b"Content-Type: multipart/mixed; boundary=0\n\n" + inside
    blind = b"From: ann@example.org\nContent-Type: image/png\n\nabc\n"
    path = file_of(
        tmp_path, "inbox", mailbox(nested, blind, b"A: b\n\n" + b"c" * 3000 + b"\n", ONE)
    )
    documents, rejected = read(path, ColumnMapping(), ReadOptions(max_characters=1000))
    assert [d.row for d in documents] == [4]
    assert [(r.row, r.reason) for r in rejected] == [
        (1, "is no message that can be read"),
        (2, "has no text"),
        (3, "is longer than 1,000 characters"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("text/plain", "Der Zug kam schön spät an\n"),
        ("text/html", "<p>Der Zug kam schön spät an</p>"),
        ("text/html", "<meta charset=utf-8><p>Der Zug kam schön spät an</p>"),
    ],
)
def test_a_mail_need_not_say_its_encoding(
    tmp_path: Path, type_: str, body: str, encoding: str
) -> None:
    headers = f"X: y\nContent-Type: {type_}\nContent-Transfer-Encoding: 8bit\n\n"
    path = file_of(tmp_path, "a.eml", headers + body, encoding)
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["Der Zug kam schön spät an"]


SENT = "Der Zug kam schön spät an, „wie immer“"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("no-such", "utf-8"),
        ("gb2312", "gb18030"),
        ("koi8-r", "koi8-r"),
        ("iso-2022-jp", "iso-2022-jp"),
    ],
)
def test_a_mail_may_be_wrong_about_its_encoding(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    sent = {"koi8-r": "Поезд опоздал", "iso-2022-jp": "電車が遅れた"}.get(encoding, SENT)
    headers = f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    path = tmp_path / "a.eml"
    path.write_bytes(headers.encode() + sent.encode(encoding) + b"\n")
    assert [d.text for d in read(path, ColumnMapping())[0]] == [sent]


@pytest.mark.parametrize(
    ("header", "seen"),
    [
        ("Grüße".encode("cp1252"), "Grüße"),
        ("Grüße".encode(), "Grüße"),
        (b"=?no-such?q?Gr=C3=BC=C3=9Fe?= an\n alle", "Grüße an alle"),
        (b"=?utf-8?b?R3LDvMOf?=", "Grüß"),
        (b"=?utf-8?b?R?= kaputt", "=?utf-8?b?R?= kaputt"),
        (b"AW: =?utf-8?q?Gr=C3?=\n =?utf-8?q?=BC=C3=9Fe?=", "AW: Grüße"),
        (
            b'"Ann Ott" <a@example.org>, "Ott, B" <b@example.org>',
            'Ann Ott <a@example.org>, "Ott, B" <b@example.org>',
        ),
        (b"<<broken@@example.org, (", "<<broken@@example.org, ("),
    ],
)
def test_no_header_costs_a_mail(tmp_path: Path, header: bytes, seen: str) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"X: y\nFrom: " + header + b"\nSubject: " + header + b"\n\nIt came late.\n")
    documents, rejected = read(path, ColumnMapping(kept=("from",)))
    assert [(d.text, dict(d.kept)) for d in documents] == [
        (f"{seen}\n\nIt came late.", {"from": seen})
    ]
    assert not rejected


def test_a_plain_form_without_words_stands_for_nothing(tmp_path: Path) -> None:
    made = EmailMessage()
    made.set_content(" \n")
    made.add_alternative("<p>It came <b>late</b>.</p>", subtype="html")
    path = file_of(tmp_path, "a.eml", bytes(made))
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["It came late."]


def test_what_stands_below_a_picture_is_read_too(tmp_path: Path) -> None:
    """As Apple's Mail writes it: a part above, the picture, a part below; and a list's footer."""
    made = EmailMessage()
    made.set_content("Look:\n")
    made.add_attachment(b"\0", maintype="image", subtype="png", disposition="inline")
    made.add_attachment("Twice as dear.\n", disposition="inline")
    made.add_attachment("An attached note.\n", filename="note.txt")
    path = file_of(tmp_path, "a.eml", bytes(made))
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["Look:\n\nTwice as dear."]


@pytest.mark.parametrize(("own", "seen"), [("", "It came late."), ("See below.\n", "See below.")])
def test_a_mail_that_only_passes_one_on_has_its_words(tmp_path: Path, own: str, seen: str) -> None:
    passed_on, made = EmailMessage(), EmailMessage()
    passed_on["From"] = "ann@example.org"
    passed_on.set_content("It came late.\n")
    made.set_content(own)
    made.add_attachment(passed_on)
    path = file_of(tmp_path, "a.eml", bytes(made))
    assert [d.text for d in read(path, ColumnMapping())[0]] == [seen]


def passing_on(*mails: EmailMessage, subject: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = subject
    made["From"] = "ann@example.org"
    for mail in mails:
        made.add_attachment(mail)
    return made


def test_of_several_mails_passed_on_each_is_read_with_its_subject(tmp_path: Path) -> None:
    late, lost = EmailMessage(), EmailMessage()
    late["Subject"], lost["Subject"] = "Late", "Lost"
    late.set_content("It came late.\n")
    lost.set_content("It never came.\n")
    late.add_attachment(lost)  # of a mail that has words of its own
    made = passing_on(late, passing_on(lost, subject="Fwd: Lost"), subject="Two")
    path = file_of(tmp_path, "a.eml", bytes(made))
    seen = "Two\n\nLate\n\nIt came late.\n\nFwd: Lost\n\nLost\n\nIt never came."
    assert [d.text for d in read(path, ColumnMapping())[0]] == [seen]


def test_a_digest_has_the_words_of_all_its_mails(tmp_path: Path) -> None:
    mails = "".join(f"--X\n\nSubject: {n}\n\nNo {n}.\n" for n in ("one", "two"))
    digest = f"Content-Type: multipart/digest; boundary=X\n\n{mails}--X--\n"
    path = file_of(tmp_path, "a.eml", digest)
    assert [d.text for d in read(path, ColumnMapping())[0]] == ["one\n\nNo one.\n\ntwo\n\nNo two."]


def test_a_page_in_a_folder_is_read_without_its_marks(tmp_path: Path) -> None:
    page = "<title>T</title><script>x()</script><h1>Bad &amp; late</h1>\n<p>It<br>broke"
    file_of(tmp_path, "pages/a/1.html", page)
    file_of(tmp_path, "pages/b/2.txt", "<p>as it is")
    documents, _ = read(tmp_path / "pages")
    assert [d.text for d in documents] == ["Bad & late\nIt\nbroke", "<p>as it is"]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<p>One<![if !mso]> two<![endif]>", "One two"),
        ("<p>One<![\u0153D$T1[ two> three", "One three"),
        ("<p>One<![", "One"),
    ],
)
def test_sections_of_other_languages_are_no_words(page: str, seen: str) -> None:
    assert text_of_html(page) == seen


def test_a_page_that_is_read_whole_has_no_marks_alone_either(tmp_path: Path) -> None:
    path = file_of(tmp_path, "page.html", "<h1>Bad &amp; late</h1>\n<p>It<br>broke")
    documents, _ = read(path, ColumnMapping(), ReadOptions(text_unit="file"))
    assert [(d.text, d.row) for d in documents] == [("Bad & late\nIt\nbroke", 1)]


def test_a_note_that_begins_as_a_mailbox_does_is_a_text(tmp_path: Path) -> None:
    path = file_of(tmp_path, "note", "From ann on Monday:\nNote: it was cold.\nAnd wet.\n")
    assert sniff(path).format is Format.TXT
    assert len(read(path, ColumnMapping())[0]) == 3


def test_a_mailbox_may_be_known_by_its_name(tmp_path: Path) -> None:
    path = file_of(tmp_path, "inbox.mbox", b"From ann\nSubject: Late\n\nIt came late.\n")
    documents, _ = read(path, ColumnMapping())
    assert [d.text for d in documents] == ["Late\n\nIt came late."]
