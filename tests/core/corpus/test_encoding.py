from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.encoding import SAMPLE_BYTES, damage, detect_encoding, repaired
from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

GERMAN = "text,label\n" + "Schöne Grüße aus Köln – „wirklich“,gut\n" * 20
RUSSIAN = "text,label\n" + "Это очень хороший фильм про любовь и жизнь,хорошо\n" * 40
JAPANESE = "text,label\n" + "これはとても良い映画でした。また見たいと思います,良い\n" * 40


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, JAPANESE], ids=["de", "ru", "ja"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_unicode_encodings_are_certain(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    path = file_of(tmp_path, "a.csv", text, encoding)
    assert sniff(path).encoding == name
    documents, rejected = read(path)
    assert documents[0].text == text.splitlines()[1].rpartition(",")[0]
    assert not rejected


def test_western_single_bytes_are_guessed(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", GERMAN, "cp1252")
    assert sniff(path).encoding == "cp1252"
    assert read(path)[0][0].text == "Schöne Grüße aus Köln – „wirklich“"


def test_other_single_bytes_are_guessed(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", RUSSIAN, "cp1251")
    assert read(path)[0][0].text == "Это очень хороший фильм про любовь и жизнь"


def test_what_would_be_odd_in_western_text_is_guessed_as_well(tmp_path: Path) -> None:
    polish = "text,label\n" + "Zażółć gęślą jaźń bo świat jest piękny i zły,dobry\n" * 30
    sniffed = sniff(file_of(tmp_path, "a.csv", polish, "cp1250"))
    assert "Zażółć gęślą jaźń" in sniffed.preview_rows[0][0]


def test_a_few_odd_letters_are_enough_to_guess(tmp_path: Path) -> None:
    polish = "W pokoju było bardzo zimno ale widok na góry piękny"
    path = file_of(tmp_path, "a.csv", "text,label\n" + f"{polish},tak\n" * 30, "cp1250")
    assert sniff(path).preview_rows[0][0] == polish


@pytest.mark.parametrize("said", ["utf-99", "base64", "idna", "punycode"])
def test_the_user_may_say_the_encoding(tmp_path: Path, said: str) -> None:
    path = file_of(tmp_path, "a.csv", "text,label\ncafé,x\n", "cp437")
    assert read(path, options=ReadOptions(encoding="cp437"))[0][0].text == "café"
    with pytest.raises(InputError, match="not an encoding"):
        sniff(path, ReadOptions(encoding=said))


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.jsonl"])
@pytest.mark.parametrize("said", ["utf-16", "UTF32"])
def test_bytes_without_a_mark_of_their_order_are_no_obstacle(
    tmp_path: Path, name: str, said: str
) -> None:
    sniff(file_of(tmp_path, name, "text,label\nWhere?,x\n", "utf-8"), ReadOptions(encoding=said))


@pytest.mark.parametrize("written", ["utf-16", "utf-16-le", "utf-16-be"])
def test_their_order_is_seen_where_no_mark_tells(tmp_path: Path, written: str) -> None:
    path = file_of(tmp_path, "a.csv", GERMAN, written)
    documents, _ = read(path, options=ReadOptions(encoding="utf-16"))
    assert documents[0].text == "Schöne Grüße aus Köln – „wirklich“"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_letters_may_come_late(tmp_path: Path, name: str, encoding: str) -> None:
    plain = f"{'Plain words. ' * 200},x\n" * (SAMPLE_BYTES // 2600 + 1)
    content = f"text,label\n{plain}Schöne Grüße,x\n".encode(encoding)
    path = file_of(tmp_path, name, gzip.compress(content, 1) if "gz" in name else content)
    assert sniff(path).encoding == encoding
    assert read(path)[0][-1].text == "Schöne Grüße"


def test_damaged_utf8_stays_utf8() -> None:
    data = ("é" * 100).encode() + b"\xff" + ("ü" * 100).encode()
    assert detect_encoding(data) == "utf-8"
    assert detect_encoding(b"a" * 50 + b"\xe9" + b"b" * 50) == "cp1252"


def test_a_character_cut_by_the_sample_is_no_damage() -> None:
    assert detect_encoding("日本語".encode()[:-1]) == "utf-8"


def test_damaged_utf16_costs_one_row(tmp_path: Path) -> None:
    data = "text,label\nä one,x\n".encode("utf-16") + b"\x00\xd8" + ",y\nb,x\n".encode("utf-16-le")
    documents, rejected = read(file_of(tmp_path, "a.csv", data))
    assert [d.text for d in documents] == ["ä one", "b"]
    assert [r.row for r in rejected] == [3]


def test_what_damage_is() -> None:
    assert damage("naïve 日本 😀") is None
    assert damage("a\x00") is not None
    assert damage("\ud83d") is not None
    assert repaired("a\x00b\udcffc") == "ab\ufffdc"


@pytest.mark.parametrize("sign", ["²", "¥"])
def test_a_rare_sign_makes_no_other_encoding_of_western_text(sign: str) -> None:
    text = f"Es waren 60 m{sign}. " + "Das war für alle schön. " * 200
    assert detect_encoding(text.encode("cp1252")) == "cp1252"
