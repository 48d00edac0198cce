"""Folders and zips that hold texts and tables: nothing in them is dropped without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import TEXT_LABEL, file_of, pairs, read
from tests.core.corpus.readers.test_archive import zip_of
from ulmfit_core.corpus.options import ColumnMapping, ReadOptions
from ulmfit_core.corpus.readers.folder import TablesBesideTexts
from ulmfit_core.corpus.readers.mail import ALONE
from ulmfit_core.errors import InputError

TABLE = "text,label\na,x\nb,y\n"
REASON = "is a table or an archive among texts; give it by itself"


def mail(folder: Path, name: str) -> Path:
    return file_of(folder, name, "Subject: Help\n\nWhere is it?\n")


@pytest.mark.parametrize("ending", ALONE)
def test_among_mails_an_archive_is_left_out_and_told(tmp_path: Path, ending: str) -> None:
    for n in range(4):
        mail(tmp_path, f"{n}{ending}")
    zip_of(tmp_path / "inner.zip", {"a.txt": "one"})
    documents, rejected = read(tmp_path, ColumnMapping())
    assert [document.id for document in documents] == [f"{n}{ending}" for n in range(4)]
    assert [(row.row, row.reason) for row in rejected] == [(5, REASON)]


@pytest.mark.parametrize("tables", [("pos/notes.csv",), ("notes.csv", "neg/more.json", "t/a.xlsx")])
def test_among_texts_in_folders_tables_are_left_out_and_told(
    tmp_path: Path, tables: tuple[str, ...]
) -> None:
    for name in ("pos/1.txt", "pos/2.txt", "neg/1.txt", "neg/2.txt"):
        file_of(tmp_path, name, name)
    for name in tables:
        file_of(tmp_path, name, TABLE)
    documents, rejected = read(tmp_path)
    assert {document.labels for document in documents} == {("neg",), ("pos",)}
    assert len(documents) == 4
    assert {row.source for row in rejected} == {f"{tmp_path.name}/{name}" for name in tables}
    assert {row.reason for row in rejected} == {REASON}


def test_the_same_in_a_zip(tmp_path: Path) -> None:
    texts = {f"sent/{n}.html": "<p>Where is it?</p>" for n in range(3)}
    path = zip_of(tmp_path / "a.zip", {**texts, "sent/attached.csv": TABLE})
    documents, rejected = read(path)
    assert pairs(documents) == [("Where is it?", ("sent",))] * 3
    assert [row.source for row in rejected] == ["a.zip/sent/attached.csv"]


def test_a_table_that_is_named_is_read(tmp_path: Path) -> None:
    for n in range(3):
        mail(tmp_path, f"{n}.eml")
    file_of(tmp_path, "data.csv", TABLE)
    named = ReadOptions(member="data.csv")
    assert pairs(read(tmp_path, TEXT_LABEL, named)[0]) == [("a", ("x",)), ("b", ("y",))]


@pytest.mark.parametrize("about", ["README.md", "LICENSE", "Codebook 2024.pdf", "chart.png"])
def test_what_is_only_about_a_table_leaves_it_the_corpus(tmp_path: Path, about: str) -> None:
    file_of(tmp_path, "data.csv", TABLE)
    for name in (about, "licence.txt", "changelog.md", "docs/readme-de.txt"):
        file_of(tmp_path, name, "about it")
    assert pairs(read(tmp_path)[0]) == [("a", ("x",)), ("b", ("y",))]


def test_of_a_table_beside_a_text_or_two_one_must_be_given(tmp_path: Path) -> None:
    file_of(tmp_path, "data.csv", TABLE)
    file_of(tmp_path, "other.txt", "one")
    with pytest.raises(InputError, match=r"holds a table beside texts: data\.csv, other\.txt\."):
        read(tmp_path)


def test_of_more_tables_than_texts_the_texts_can_be_had(tmp_path: Path) -> None:
    for n in range(2):
        file_of(tmp_path, f"{n}.txt", f"Text {n}")
        file_of(tmp_path, f"{n}.csv", TABLE)
    with pytest.raises(TablesBesideTexts, match=r'holds 2 tables .*the part "texts" for the texts'):
        read(tmp_path)
    documents, rejected = read(tmp_path, ColumnMapping(), ReadOptions(member="texts"))
    assert [document.text for document in documents] == ["Text 0", "Text 1"]
    assert [row.reason for row in rejected] == [REASON] * 2


def test_a_file_that_is_called_texts_is_itself(tmp_path: Path) -> None:
    for name in ("texts", "a.csv", "b.csv"):
        file_of(tmp_path, name, TABLE)
    documents, _ = read(tmp_path, TEXT_LABEL, ReadOptions(member="texts"))
    assert pairs(documents) == [("a", ("x",)), ("b", ("y",))]


def test_where_all_are_tables_there_is_no_such_part(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        file_of(tmp_path, name, TABLE)
    with pytest.raises(InputError, match=r'holds no file "texts"; it holds: a\.csv, b\.csv\.'):
        read(tmp_path, TEXT_LABEL, ReadOptions(member="texts"))
