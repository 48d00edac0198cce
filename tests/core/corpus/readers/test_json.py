from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

RECORDS = [
    {"text": "one, é", "label": "x"},
    {"text": "two\nlines", "label": None},
    {"text": "three", "label": 1},
    {"text": "four", "label": 2.0},
    {"text": "five", "label": ["x", "y", "x"]},
    {"text": "six"},
    {"text": None, "label": "x"},
    {"text": {"a": 1}, "label": "x"},
    {"text": "NA", "label": float("nan")},
    {"text": "seven", "label": True},
]
EXPECTED = [
    ("one, é", ("x",)),
    ("two\nlines", ()),
    ("three", ("1",)),
    ("four", ("2",)),
    ("five", ("x", "y")),
    ("six", ()),
    ("NA", ()),
    ("seven", ("true",)),
]


def test_the_preview_shows_cells_as_they_will_be_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.jsonl", "\n".join(map(json.dumps, RECORDS)))
    shown = dict(sniff(path).preview_rows)
    assert (shown["two\nlines"], shown["four"], shown["five"]) == ("", "2", "x, y, x")


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.jsonl", "\n".join(map(json.dumps, RECORDS)), Format.JSONL),
        ("a.json", "\n".join(map(json.dumps, RECORDS)), Format.JSONL),
        ("a.json", json.dumps(RECORDS, indent=2), Format.JSON),
        ("a.json", json.dumps(RECORDS, separators=(",", ":"), ensure_ascii=False), Format.JSON),
        ("a.json", json.dumps({"version": 1, "tags": [], "data": RECORDS}), Format.JSON),
        ("a", json.dumps(RECORDS), Format.JSON),
        ("a", "\n".join(map(json.dumps, RECORDS)), Format.JSONL),
    ],
)
def test_objects_become_documents(tmp_path: Path, name: str, content: str, format_: Format) -> None:
    path = file_of(tmp_path, name, content)
    documents, rejected = read(path)
    assert sniff(path).format is format_
    assert sniff(path).columns == ("text", "label")
    assert pairs(documents) == EXPECTED
    assert [d.row for d in documents] == [1, 2, 3, 4, 5, 6, 9, 10]
    assert [(r.row, r.reason) for r in rejected] == [
        (7, "has no text"),
        (8, "holds a dict where a text should be"),
    ]


def test_a_bad_line_costs_one_row(tmp_path: Path) -> None:
    lines = ['{"text": "a"}', "", '{"text": "b"', "[1]", '{"text": "\\ud800"}', '{"text": "c"}']
    lines += ["[" * 100_000, '{"text": ' + "1" * 5000 + "}", '{"text": "' + "d" * 300_000 + '"}']
    documents, rejected = read(
        file_of(tmp_path, "a.jsonl", "\n".join(lines)),
        ColumnMapping(),
        ReadOptions(max_characters=200_000),
    )
    assert [(d.text, d.row) for d in documents] == [("a", 1), ("c", 6)]
    assert [r.row for r in rejected] == [3, 4, 5, 7, 8, 9]
    assert rejected[0].reason.startswith("is not valid JSON")
    assert "surrogate" in rejected[2].reason


def test_half_a_character_in_a_key_is_mended(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.jsonl", '{"text": "a", "\\ud800": "b"}\n')
    documents, _ = read(path, ColumnMapping(kept=("\ufffd",)))
    assert documents[0].kept == (("\ufffd", "b"),)


def test_strings_alone_are_texts(tmp_path: Path) -> None:
    documents, rejected = read(file_of(tmp_path, "a.json", '["a", "b", 3]'), ColumnMapping())
    assert [d.text for d in documents] == ["a", "b"]
    assert [r.row for r in rejected] == [3]


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "a"}, {"text": "b"',
        '[{"text": "a"} {"text": "b"}]',
        '[{"text": "a"}, {"text": }]',
        '{"a": [{"text": "a"}], "b": [{"text": "b"}]}',
        '{"text": {"0": "a", "1": "b"}}' + " ",
        '{"a": [',
        "[" * 100_000,
    ],
)
def test_broken_or_foreign_json_is_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"a\.json"):
        read(
            file_of(tmp_path, "a.json", content),
            ColumnMapping(),
            ReadOptions(format=Format.JSON),
        )


def test_an_empty_list_holds_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.json", " [ ] ")
    assert sniff(path).columns == ()
    assert read(path) == ([], [])


def test_lines_of_which_none_is_whole(tmp_path: Path) -> None:
    documents, rejected = read(file_of(tmp_path, "a.jsonl", "{\n}\n"))
    assert ([r.row for r in rejected], documents) == ([1, 2], [])


def test_a_number_across_chunks_is_one_value(tmp_path: Path) -> None:
    content = "[" + " " * ((1 << 20) - 3) + '12345, "a"]'
    documents, rejected = read(file_of(tmp_path, "a.json", content), ColumnMapping())
    assert [(d.text, d.row) for d in documents] == [("a", 2)]
    assert [(r.row, r.reason) for r in rejected] == [(1, "is not a JSON object")]


def test_a_long_array_is_read_across_chunks(tmp_path: Path) -> None:
    texts = [f"{i} " + "é" * (i % 700) for i in range(8000)]
    content = json.dumps([{"text": text} for text in texts], ensure_ascii=False)
    documents, _ = read(file_of(tmp_path, "a.json", content), ColumnMapping())
    assert [d.text for d in documents] == texts
