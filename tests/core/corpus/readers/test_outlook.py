from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from tests.core.corpus.outlook import outlook
from tests.core.corpus.readers.test_archive import zip_of
from ulmfit_core.corpus.options import ColumnMapping, Format
from ulmfit_core.corpus.readers.compound_file import HEAD as OLE
from ulmfit_core.corpus.sniffing import sniff

BESIDE = ("from", "to", "date")
SUBJECT, BODY, HTML, HEADERS = "0037001F", "1000001F", "10130102", "007D001F"
FIRST_OF_2025 = 133_801_632_000_000_000  # in tenths of microseconds since 1601


def cells_of(path: Path) -> tuple[str, ...]:
    """The text, from whom, to whom and when."""
    documents, rejected = read(path, ColumnMapping(kept=BESIDE))
    assert not rejected
    (document,) = documents
    kept = dict(document.kept)
    return document.text, *(kept.get(name, "") for name in BESIDE)


def test_a_message_that_came_has_the_headers_it_came_with(tmp_path: Path) -> None:
    headers = (
        "From: Ann <ann@example.org>\r\nTo: Ben\r\nDate: Mon, 3 Feb 2025 10:00:00 +0100\r\n\r\n"
    )
    streams = {
        SUBJECT: "Rückgabe",
        BODY: "One.\r\nTwo.\r\n",
        HEADERS: headers,
        "0C1A001F": "Nobody",
    }
    path = outlook(tmp_path / "a.msg", {**streams})
    found = sniff(path)
    assert (found.format, found.columns) == (Format.MBOX, ("text", *BESIDE))
    assert cells_of(path) == (
        *("Rückgabe\n\nOne.\nTwo.", "Ann <ann@example.org>", "Ben"),
        "Mon, 3 Feb 2025 10:00:00 +0100",
    )


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"5D01001F": "ann@example.org"}, "Ann <ann@example.org>"),
        ({"0C1F001F": "ann@example.org"}, "Ann <ann@example.org>"),
        ({"0C1F001F": "/O=OFFICE/CN=ANN"}, "Ann"),
    ],
)
def test_of_a_message_that_was_sent_outlook_knows(
    tmp_path: Path, address: dict[str, str], told: str
) -> None:
    streams = {BODY: "One", "0C1A001F": "Ann", "0E04001F": "Ben; Cem", **address}
    path = outlook(tmp_path / "a.msg", {**streams}, {0x39: (0x40, FIRST_OF_2025)})
    assert cells_of(path) == ("One", told, "Ben; Cem", "Wed, 01 Jan 2025 00:00:00 +0000")


def test_a_message_of_before_unicode_has_a_code_page(tmp_path: Path) -> None:
    streams = {"0037001E": "Отчёт".encode("cp1251"), "1000001E": "Да".encode("cp866")}
    pages = {0x3FFD: (3, 1251), 0x3FDE: (3, 866)}
    assert cells_of(outlook(tmp_path / "a.msg", {**streams}, pages))[0] == "Отчёт\n\nДа"
    one_told = outlook(tmp_path / "b.msg", {"0037001E": "Да".encode("cp866")}, {0x3FDE: (3, 866)})
    assert cells_of(one_told)[0] == "Да"
    none_told = outlook(tmp_path / "c.msg", {"0037001E": b"Tests"})
    assert cells_of(none_told)[0] == "Tests"


def test_a_page_is_read_where_nothing_is_plain(tmp_path: Path) -> None:
    page = "<style>p{}</style><p>It came <b>späte</b>.</p>".encode()
    assert cells_of(outlook(tmp_path / "a.msg", {HTML: page}))[0] == "It came späte."
    path = outlook(tmp_path / "b.msg", {HTML: page, BODY: "Plain"})
    assert cells_of(path)[0] == "Plain"


def test_a_date_beyond_all_calendars_is_none(tmp_path: Path) -> None:
    path = outlook(tmp_path / "a.msg", {BODY: "One"}, {0x39: (0x40, 2**63)})
    assert cells_of(path)[3] == ""


def test_messages_in_folders_are_a_text_each(tmp_path: Path) -> None:
    inner = outlook(tmp_path / "in" / "x" / "1.msg", {BODY: "One", "0C1A001F": "Ann"})
    file_of(tmp_path / "in", "y/2.eml", b"From: Ben\n\nTwo")
    documents, _ = read(tmp_path / "in", ColumnMapping(label=("label",), kept=BESIDE))
    assert [(d.id, d.row, d.text, d.labels, dict(d.kept)["from"]) for d in documents] == [
        ("x/1.msg", 1, "One", ("x",), "Ann"),
        ("y/2.eml", 2, "Two", ("y",), "Ben"),
    ]
    packed = zip_of(tmp_path / "a.zip", {"1.msg": inner.read_bytes()})
    assert cells_of(packed)[:2] == ("One", "Ann")


@pytest.mark.parametrize("damage", [OLE + bytes(4000), OLE, "cut"])
def test_what_is_no_message_is_one_row(tmp_path: Path, damage: bytes | str) -> None:
    path = outlook(tmp_path / "in" / "1.msg", {BODY: "One"})
    path.write_bytes(path.read_bytes()[:3000] if isinstance(damage, str) else damage)
    file_of(tmp_path, "in/2.txt", "two")
    documents, rejected = read(tmp_path / "in", ColumnMapping())
    assert [d.text for d in documents] == ["two"]
    assert [r.reason for r in rejected] == ["is no message that can be read"]
