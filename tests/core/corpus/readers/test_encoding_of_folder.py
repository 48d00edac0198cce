"""A folder's files, whose encoding somebody says where it was guessed wrongly."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.core.corpus.corpora import read
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions

TEXTS_ALONE = ColumnMapping(("text",))
SAID = ReadOptions(encoding="cp1250")
CONTENTS = {
    "a.txt": "Če je".encode("cp1250"),
    "b.txt": "Größe".encode("cp1250"),
    "c.txt": "převedeny".encode(),
    "d.txt": "převedeny".encode("utf-16"),
    "e.html": b"<meta charset=windows-1251><p>" + "счёт".encode("cp1251"),
    "f.html": "<p>účet</p>".encode("cp1250"),
}
TEXTS = ["Če je", "Größe", "převedeny", "převedeny", "счёт", "účet"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_it_holds_for_files_that_do_not_show_theirs(folder: Path) -> None:
    documents, rejected = read(folder, TEXTS_ALONE, options=SAID)
    assert [document.text.strip() for document in documents] == TEXTS
    assert not rejected


def test_so_it_does_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "texts.zip"
    with ZipFile(path, "w") as packed:
        for name, content in CONTENTS.items():
            packed.writestr(name, content)
    documents, _ = read(path, TEXTS_ALONE, options=SAID)
    assert [document.text.strip() for document in documents] == TEXTS


def test_unicode_that_somebody_says_is_taken_at_his_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("日本".encode("utf-16-le"))
    documents, _ = read(tmp_path, TEXTS_ALONE, options=ReadOptions(encoding="utf-16-le"))
    assert documents[0].text == "日本"
