from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.corpus.corpora import TEXT_LABEL, file_of, pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def test_one_document_a_line(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", 'first, line\r\n\r\n  \n"third"\nlast')
    documents, rejected = read(path, ColumnMapping())
    assert [(d.text, d.row) for d in documents] == [
        ("first, line", 1),
        ('"third"', 4),
        ("last", 5),
    ]
    assert not rejected
    assert sniff(path).format is Format.TXT


def test_one_document_a_file(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", "first\n\nsecond\n")
    documents, _ = read(path, ColumnMapping(), ReadOptions(text_unit="file"))
    assert [(d.text, d.row) for d in documents] == [("first\n\nsecond\n", 1)]


def test_a_line_over_the_limit_is_rejected_alone(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", f"a\n{'b' * 3000}\r\nc\n")
    documents, rejected = read(path, ColumnMapping(), ReadOptions(max_characters=1000))
    assert [(d.text, d.row) for d in documents] == [("a", 1), ("c", 3)]
    assert [r.row for r in rejected] == [2]


def imdb_like(folder: Path) -> Path:
    """A folder laid out as the Large Movie Review Dataset's ``train``."""
    for name, text in {
        "pos/0_9.txt": "good",
        "pos/1_7.txt": "very\ngood",
        "neg/0_1.txt": "bad",
        "unsup/0_0.txt": "who knows",
        "urls_pos.txt": "http://example.org",
        ".DS_Store": "x",
        "neg/Thumbs.db": "x",
    }.items():
        file_of(folder, f"train/{name}", text)
    return folder / "train"


def test_sub_folders_are_labels(tmp_path: Path) -> None:
    documents, rejected = read(imdb_like(tmp_path))
    assert [(d.id, d.text, d.labels, d.row) for d in documents] == [
        ("neg/0_1.txt", "bad", ("neg",), 1),
        ("pos/0_9.txt", "good", ("pos",), 2),
        ("pos/1_7.txt", "very\ngood", ("pos",), 3),
        ("unsup/0_0.txt", "who knows", (), 4),
    ]
    assert documents[0].source == "train/neg/0_1.txt"
    assert [(r.row, r.source) for r in rejected] == [(5, "train/urls_pos.txt")]
    assert sniff(tmp_path / "train").columns == ("text", "label")


def test_parts_of_a_corpus_are_not_labels(tmp_path: Path) -> None:
    imdb_like(tmp_path)
    file_of(tmp_path, "test/pos/1.txt", "fine")
    with pytest.raises(InputError, match="holds the parts test, train, not labels"):
        read(tmp_path)


def test_a_folder_of_plain_texts_has_no_labels(tmp_path: Path) -> None:
    file_of(tmp_path, "b.txt", "two")
    file_of(tmp_path, "a", "one")
    documents, _ = read(tmp_path, ColumnMapping())
    assert [(d.id, d.text, d.labels) for d in documents] == [("a", "one", ()), ("b.txt", "two", ())]
    with pytest.raises(InputError, match='no column "label"'):
        read(tmp_path)


def test_a_folder_of_texts_by_line(tmp_path: Path) -> None:
    file_of(tmp_path, "x/a.txt", "one\ntwo\n")
    file_of(tmp_path, "y/b.txt", "longer\nthree\n")
    documents, rejected = read(tmp_path, options=ReadOptions(text_unit="line", max_characters=6))
    assert pairs(documents) == [("one", ("x",)), ("two", ("x",)), ("three", ("y",))]
    assert len({d.id for d in documents}) == 3
    assert [(r.source.rpartition("/")[2], r.row) for r in rejected] == [("b.txt", 1)]


def test_a_table_beside_label_folders_is_not_the_corpus(tmp_path: Path) -> None:
    file_of(tmp_path, "x/a.txt", "one")
    file_of(tmp_path, "y/b.txt", "two")
    file_of(tmp_path, "index.csv", "text,label\nc,z\n")
    documents, rejected = read(tmp_path)
    assert pairs(documents) == [("one", ("x",)), ("two", ("y",))]
    assert [r.source for r in rejected] == [f"{tmp_path.name}/index.csv"]


def test_a_file_that_is_no_text_costs_one_document(tmp_path: Path) -> None:
    file_of(tmp_path, "x/a.txt", "one")
    file_of(tmp_path, "x/b.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    file_of(tmp_path, "x/c.txt", "")
    file_of(tmp_path, "x/d.txt", b"PAR1")
    documents, rejected = read(tmp_path)
    assert len(documents) == 1
    reasons = ("PNG", "is empty", "is not a text file")
    assert all(words in r.reason for words, r in zip(reasons, rejected, strict=True))


def test_a_folder_with_one_table_is_that_table(tmp_path: Path) -> None:
    file_of(tmp_path, "data.csv", "text,label\na,x\n")
    file_of(tmp_path, "README.md", "about it")
    assert pairs(read(tmp_path)[0]) == [("a", ("x",))]


def test_of_several_tables_one_must_be_named(tmp_path: Path) -> None:
    file_of(tmp_path, "train.csv", "text,label\na,x\n")
    file_of(tmp_path, "test.csv.gz", "text,label\nb,x\n")
    with pytest.raises(InputError, match=r"2 tables: test\.csv\.gz, train\.csv"):
        read(tmp_path)
    options = ReadOptions(member="train.csv")
    assert pairs(read(tmp_path, TEXT_LABEL, options)[0]) == [("a", ("x",))]
    with pytest.raises(InputError, match="holds no file"):
        read(tmp_path, TEXT_LABEL, ReadOptions(member="dev.csv"))


def test_a_folder_without_texts(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no texts"):
        read(tmp_path / "empty")
