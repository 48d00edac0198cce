from __future__ import annotations

import gzip
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.core.corpus.corpora import pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def zip_of(path: Path, members: Mapping[str, bytes | str]) -> Path:
    """A deflated zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_names_that_cannot_be_read_are_damage(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"gür.txt": "good"})
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xff"))
    with pytest.raises(InputError, match="is damaged"):
        read(path)


def test_a_zip_of_texts_in_folders(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        {
            "corpus/pos/2.txt": "good",
            "corpus/neg/1.txt": "bad",
            "__MACOSX/corpus/pos/._2.txt": b"\x00\x05",
            "corpus/.DS_Store": "x",
        },
    )
    documents, rejected = read(path)
    assert pairs(documents) == [("bad", ("neg",)), ("good", ("pos",))]
    assert documents[0].source == "a.zip/corpus/neg/1.txt"
    assert not rejected
    assert sniff(path).format is Format.ZIP


def test_names_that_the_finder_wrote_are_read(tmp_path: Path) -> None:
    """In UTF-8 without the bit that says so, and with the marks apart from their letters."""
    apart = "Mu\u0308ll"
    path = zip_of(
        tmp_path / "a.zip", {f"{apart}/1.txt": "bad", f"{apart}/Icon\r": "", "b/2.txt": "x"}
    )
    data = path.read_bytes()
    for begin, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data = b"".join(
            part if k == 0 else begin + part[: flags - 4] + b"\0\0" + part[flags - 2 :]
            for k, part in enumerate(data.split(begin))
        )
    path.write_bytes(data)
    documents, rejected = read(path)
    assert pairs(documents) == [("bad", ("M\u00fcll",)), ("x", ("b",))]
    assert documents[0].source == "a.zip/M\u00fcll/1.txt"
    assert not rejected


def test_a_table_is_found_by_its_name_however_that_is_written(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"u\u0308.csv": "text\na\n", "b.csv": "text\nb\n"})
    for name in ("\u00fc.csv", "u\u0308.csv"):
        documents, _ = read(path, ColumnMapping(), ReadOptions(member=name))
        assert [d.text for d in documents] == ["a"]


def test_names_of_the_old_code_page_stay(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"M__ll/1.txt": "bad", "b/2.txt": "x"})
    path.write_bytes(path.read_bytes().replace(b"M__ll", b"M\x81_ll"))
    assert pairs(read(path)[0]) == [("bad", ("M\u00fc_ll",)), ("x", ("b",))]


def test_one_class_in_a_zip_keeps_its_name(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"pos/1.txt": "good", "pos/2.txt": "fine"})
    assert pairs(read(path)[0]) == [("good", ("pos",)), ("fine", ("pos",))]


@pytest.mark.parametrize("name", ["data.csv", "inner/data.csv", "data.csv.gz"])
def test_a_zip_of_one_table(tmp_path: Path, name: str) -> None:
    content = b"text,label\na,x\n"
    data = gzip.compress(content) if name.endswith(".gz") else content
    path = zip_of(tmp_path / "a.zip", {name: data, "README.txt": "about"})
    documents, _ = read(path)
    assert pairs(documents) == [("a", ("x",))]
    assert documents[0].source == f"a.zip/{name}"


def test_several_tables_in_a_zip(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": "text\na\n", "b.csv": "text\nb\n"})
    with pytest.raises(InputError, match="2 tables"):
        read(path, ColumnMapping())
    documents, _ = read(path, ColumnMapping(), ReadOptions(member="b.csv"))
    assert [d.text for d in documents] == ["b"]


def test_names_that_point_outside_are_only_names(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = zip_of(
        tmp_path / "in" / "a.zip",
        {"../../pos/x.txt": "good", "/abs/y.txt": "bad", "C:\\neg\\z.txt": "poor"},
    )
    documents, _ = read(path)
    assert sorted(pairs(documents)) == [("bad", ("abs",)), ("good", ("pos",)), ("poor", ("neg",))]
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": bytes(40 << 20)})
    with pytest.raises(InputError, match="zip bomb"):
        read(path, ColumnMapping())


def test_a_member_longer_than_it_declares_is_cut_and_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": "text\n" + "a\n" * 10_000})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 100)
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        read(path, ColumnMapping())


def test_a_protected_member_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": "a"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="password"):
        read(path, ColumnMapping())


def test_an_unknown_method_is_a_sentence(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.csv": "text\na\n"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = 9  # Deflate64
    path.write_bytes(data)
    with pytest.raises(InputError, match="method that is not known"):
        read(path, ColumnMapping())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "one")
        archive.writestr("a.txt", "two")
    with pytest.raises(InputError, match="two files of one name"):
        read(path, ColumnMapping())


def test_a_truncated_zip_is_a_sentence(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": "word " * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="damaged"):
        read(path, ColumnMapping())


def test_an_empty_zip_holds_no_texts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no texts"):
        read(zip_of(tmp_path / "a.zip", {}), ColumnMapping())


def test_a_model_file_is_no_corpus(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.csv", {"config.json": "{}", "weights.safetensors": b"\x00"})
    with pytest.raises(InputError, match="trained model"):
        read(path)
