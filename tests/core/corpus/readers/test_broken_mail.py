"""Mails that are not as they should be, and are read nonetheless."""

from __future__ import annotations

from base64 import b64encode, encodebytes
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.options import ColumnMapping

PARTS = (
    "--XX\nContent-Type: text/plain; charset=utf-8\n\nEs kam spät.\n"
    "--XX\nContent-Type: text/html\n\n<b>Es kam spät.</b>\n--XX--\n"
)
SIGNED = "Es kam spät.\n\n-----Original Message-----\n\nWann?\n"


def texts_of(tmp_path: Path, content: str | bytes, name: str = "a.eml") -> list[str]:
    documents, rejected = read(file_of(tmp_path, name, content), ColumnMapping())
    assert not rejected
    return [document.text for document in documents]


@pytest.mark.parametrize(
    "type_",
    [
        "multipart/alternative",
        'multipart/alternative; boundary="YY"',
        'multipart/alternative;\nboundary="XX"',
        "multipart/alternative\nContent-Transfer-Encoding: base64",
        'multipart/mixed; boundary="AA"\n\n--AA\nContent-Type: multipart/alternative',
    ],
)
def test_parts_are_found_whatever_is_said_of_their_boundary(tmp_path: Path, type_: str) -> None:
    mail = f"Subject: Zug\nContent-Type: {type_}\n\n{PARTS}"
    assert texts_of(tmp_path, mail) == ["Zug\n\nEs kam spät."]


@pytest.mark.parametrize("type_", ["multipart/mixed", "multipart/mixed; boundary=YY"])
def test_what_should_have_parts_and_has_none_is_read_as_it_is(tmp_path: Path, type_: str) -> None:
    mail = f"Subject: Zug\nContent-Type: {type_}\n\n{SIGNED}"
    assert texts_of(tmp_path, mail) == [f"Zug\n\n{SIGNED.strip()}"]


MAIL = (
    "Subject: Zug\nContent-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: base64\n\nw6QK\n"
)


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + MAIL).encode(),
        ("\r\n \n" + MAIL).encode(),
        ("\ufeff\n" + MAIL).encode(),
        MAIL.encode("utf-16"),
        MAIL.encode("utf-16-be"),
        MAIL.encode("utf-32"),
    ],
    ids=["mark", "empty lines", "both", "utf-16", "utf-16-be", "utf-32"],
)
def test_what_an_editor_did_to_a_mail_makes_no_words_of_its_headers(
    tmp_path: Path, content: bytes
) -> None:
    assert texts_of(tmp_path, content) == ["Zug\n\nä"]


def test_a_mailbox_may_be_saved_in_unicode(tmp_path: Path) -> None:
    mailbox = "".join(f"From a@b Mon Jan  1 10:00:00 2024\r\n{MAIL}\r\n" for _ in range(2))
    assert texts_of(tmp_path, mailbox.encode("utf-16"), "inbox.mbox") == ["Zug\n\nä"] * 2


def test_half_a_character_is_no_end_of_a_mail(tmp_path: Path) -> None:
    content = "Subject: Zug\n\nEs kam ".encode("utf-16") + b"\x00\xd8" + " an\n".encode("utf-16-le")
    assert texts_of(tmp_path, content) == ["Zug\n\nEs kam \ufffd\ufffd an"]


RUSSIAN = "Поезд опоздал на два часа, деньги не вернули, уважаемые господа."


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
@pytest.mark.parametrize(
    "type_", ["", "Content-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain\n"]
)
def test_bytes_in_a_header_are_read_as_those_of_the_body(
    tmp_path: Path, encoding: str, type_: str
) -> None:
    mail = f"Subject: Тема письма\n{type_}\n{RUSSIAN}\n"
    assert texts_of(tmp_path, mail.encode(encoding)) == [f"Тема письма\n\n{RUSSIAN}"]


def test_a_part_s_encoding_is_that_of_the_headers_too(tmp_path: Path) -> None:
    type_ = "multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain; charset=koi8-r"
    mail = f"Subject: Тема\nContent-Type: {type_}\n\nДа.\n"
    assert texts_of(tmp_path, mail.encode("koi8-r")) == ["Тема\n\nДа."]


FOOTER = "_______________\nTo leave the list: write to us!"


def in_base64(text: str, after: str) -> str:
    """A mail with what stands after its base64 as it is."""
    return f"{MAIL.partition('w6QK')[0]}{encodebytes(text.encode()).decode()}{after}"


@pytest.mark.parametrize("sent", ["Es kam spät", "Es kam spät.", "Es kam spät an", "Spät. " * 60])
@pytest.mark.parametrize("between", ["", "\n\n"])
def test_a_list_s_footer_stands_below_base64(tmp_path: Path, sent: str, between: str) -> None:
    mail = in_base64(sent, f"{between}{FOOTER}\n")
    for content in (mail, mail.replace("\n", "\r\n")):
        assert texts_of(tmp_path, content) == [f"Zug\n\n{sent.strip()}\n\n{FOOTER}"]


@pytest.mark.parametrize("after", ["--\n", ""])
def test_what_stands_there_may_be_no_words(tmp_path: Path, after: str) -> None:
    assert texts_of(tmp_path, in_base64("Es kam spät an", after)) == ["Zug\n\nEs kam spät an"]


def test_a_damaged_line_is_not_the_end_of_base64(tmp_path: Path) -> None:
    (text,) = texts_of(tmp_path, in_base64("Es kam spät an", f"! !\n{'w6QK' * 11}\n"))
    assert text.split() == ["Zug", "Es", "kam", "spät", "anä", *["ä"] * 10]


@pytest.mark.parametrize(
    ("n_left", "left"), [(80, "zurück."), (77, "zurück"), (73, "zur�"), (69, "z"), (66, "müde")]
)
@pytest.mark.parametrize("type_", ["text/plain", "text/html"])
def test_base64_that_was_cut_off_is_read_as_far_as_it_is_whole(
    tmp_path: Path, n_left: int, left: str, type_: str
) -> None:
    head, _ = MAIL.split("w6QK")
    letters = b64encode("Wir kamen gestern abend erst sehr spät und müde zurück.".encode())
    mail = head.replace("text/plain", type_).encode() + letters[:n_left]
    for content in (mail, mail[:-20] + b"\n" + mail[-20:]):
        (text,) = texts_of(tmp_path, content)
        assert text.endswith(left)


def test_a_text_that_only_says_that_it_is_base64_is_read_as_it_is(tmp_path: Path) -> None:
    mail = MAIL.replace("w6QK", "Es kam (mal wieder) zu viel.")
    assert texts_of(tmp_path, mail) == ["Zug\n\nEs kam (mal wieder) zu viel."]
