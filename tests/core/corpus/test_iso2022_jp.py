from __future__ import annotations

import codecs
from base64 import b64encode
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.encoding import detect_encoding
from ulmfit_core.corpus.iso2022_jp import CP50221
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.sniffing import sniff

PLAIN = "山田様、電車が遅れた。"
TEXTS = {
    PLAIN: PLAIN.encode("iso2022_jp"),
    "①番": b"\x1b$B-!HV\x1b(B",
    "髙橋 a": b"\x1b$B|b66\x1b(B a",
    "テスト ﾃｽﾄ": "テスト ".encode("iso2022_jp") + b"\x1b(IC=D\x1b(B",
    "¥5": b"\x1b(J\\5\x1b(B",
    "番\n番": b"\x1b$BHV\nHV\x1b(B",
}


@pytest.mark.parametrize("text", TEXTS)
def test_signs_of_nec_and_ibm_and_narrow_kana_are_read(text: str) -> None:
    assert TEXTS[text].decode(CP50221) == text


def test_beside_such_signs_every_other_is_read_too() -> None:
    every = [b"\x1b$B%c%c" % (row, cell) for row in range(33, 117) for cell in range(33, 127)]
    known = "".join(raw.decode("iso2022_jp", "ignore") for raw in every).replace("＼", "")
    assert len(known) > 6800
    raw = known.encode("iso2022_jp").removesuffix(b"\x1b(B") + b"-!\x1b(B"
    assert raw.decode(CP50221) == known.encode("shift_jis").decode("cp932") + "①"


@pytest.mark.parametrize("text", TEXTS)
def test_any_part_of_a_file_may_come_alone(text: str) -> None:
    decoder = codecs.getincrementaldecoder(CP50221)()
    pieces = [decoder.decode(bytes([byte])) for byte in TEXTS[text]]
    assert "".join(pieces) + decoder.decode(b"", final=True) == text
    decoder.reset()
    assert decoder.decode(b"HV") == "HV"


@pytest.mark.parametrize("broken", [b"\x1b$BHVH", b"\x1b$BHV\xff", b"\x1b$B\x2f\x7e", b"\xe4"])
def test_what_is_no_character_is_damage(broken: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        broken.decode(CP50221)


def test_it_is_known_by_its_escapes() -> None:
    assert detect_encoding(b"Re: \x1b$B-!HV\x1b(B") == CP50221
    assert detect_encoding(b"\x1b[31mred\x1b[0m \x1b$B") == "utf-8"


def test_a_file_is_read_as_what_its_escapes_show(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", b"\n".join([TEXTS[PLAIN], TEXTS["①番"]]))
    assert sniff(path).encoding == CP50221
    for options in (ReadOptions(), ReadOptions(encoding=CP50221)):
        documents, rejected = read(path, ColumnMapping(), options)
        assert [d.text for d in documents] == [PLAIN, "①番"]
        assert not rejected


@pytest.mark.parametrize("declared", ["iso-2022-jp", "iso-2022-jp-1", "us-ascii", "no-such", ""])
def test_one_sign_of_nec_costs_a_mail_nothing(tmp_path: Path, declared: str) -> None:
    type_ = f"Content-Type: text/plain; charset={declared}\n\n" if declared else "\n"
    subject = b64encode(TEXTS["①番"]).decode()
    headers = f"Subject: =?iso-2022-jp?b?{subject}?=\n{type_}"
    body = TEXTS[PLAIN] + TEXTS["①番"] + b"\n"
    path = file_of(tmp_path, "a.eml", headers.encode() + body)
    assert [d.text for d in read(path, ColumnMapping())[0]] == [f"①番\n\n{PLAIN}①番"]
