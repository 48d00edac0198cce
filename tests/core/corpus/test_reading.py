"""What any file may turn out to be."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, read
from ulmfit_core.corpus.compression import readable_errors
from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.identify import identify
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.reading import open_table, read_documents
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

NOISE = random.Random(0).randbytes(4000)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + NOISE, "PNG"),
        (b"\x7fELF\x02\x01\x01" + NOISE, "program"),
        (b"\x80\x04\x95" + NOISE, "pickle"),
        (NOISE, "binary"),
        (bytes(5000), "binary"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "txt", "jsonl"])
def test_a_binary_file_is_named_as_such(
    tmp_path: Path, data: bytes, what: str, suffix: str
) -> None:
    with pytest.raises(InputError, match=rf"a\.{suffix} is not a text file.*{what}"):
        read(file_of(tmp_path, f"a.{suffix}", data))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file a\.csv"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.txt", "a.xlsx", "a.parquet", "a.zip"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="is empty"):
        read(file_of(tmp_path, name, ""))


@pytest.mark.parametrize("content", ["\n\n", "\ufeff", "  \n"])
def test_a_file_of_nothing_but_space(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"a\.csv"):
        read(file_of(tmp_path, "a.csv", content))


def test_a_file_nobody_may_read() -> None:
    with pytest.raises(InputError, match="may not be read"), readable_errors("a.csv"):
        raise PermissionError(13, "Permission denied")


def test_a_device_is_no_corpus() -> None:
    if not Path(os.devnull).is_char_device():
        pytest.skip("no device files here")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        read(Path(os.devnull))


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        ("text,label\na,x\nb,y\n", Format.CSV),
        ("text\tlabel\na\tx\nb\ty\n", Format.TSV),
        ("Once upon a time, there was\nno end\n", Format.TXT),
        ("Once upon a time, there was no end\n", Format.TXT),
        ("one\ntwo\n", Format.TXT),
        ('{"text": "a"}\n{"text": "b"}\n', Format.JSONL),
        ('\n\n[{"text": "a"}]\n', Format.JSON),
    ],
)
def test_a_name_that_says_nothing(tmp_path: Path, content: str, format_: Format) -> None:
    assert sniff(file_of(tmp_path, "data", content)).format is format_


_SPANS = '{"text": "a", "spans": [{"start": 0}]}'


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (f"{_SPANS}\n{_SPANS}\n", Format.JSONL),
        ('\n{"text": "a"}\n', Format.JSONL),
        (json.dumps({"data": [{"text": "a"}]}), Format.JSON),
        (json.dumps({"data": [{"text": "a"}]}, indent=1), Format.JSON),
    ],
)
def test_a_json_file_may_hold_an_object_a_line(
    tmp_path: Path, content: str, format_: Format
) -> None:
    sniffed = sniff(file_of(tmp_path, "a.json", content))
    assert sniffed.format is format_
    assert sniffed.preview_rows[0][0] == "a"


def test_the_ending_of_a_name_may_be_in_capitals(tmp_path: Path) -> None:
    path = file_of(tmp_path, "A.TXT", "one, two\nthree, four\n")
    assert sniff(path).format is Format.TXT


def test_a_few_control_characters_make_no_binary_file(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", f"one\n{'two ' * 500}\x01\x02\x03\x04\x05\n")
    assert len(read(path, ColumnMapping())[0]) == 2


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"!BDN\x00\x00", "an Outlook archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x00\x01\x00\x00Standard ACE DB", "an Access database"),
        (gzip.compress(b"RDX3\nX\n\x00\x00\x00\x03", mtime=0), "a file of R"),
        (gzip.compress(b"X\n\x00\x00\x00\x03", mtime=0), "a file of R"),
    ],
)
def test_what_has_to_be_exported_first_is_told_so(tmp_path: Path, head: bytes, what: str) -> None:
    path = file_of(tmp_path, "a.bin", head)
    with pytest.raises(InputError, match=rf"^a\.bin is {what}\. ") as raised:
        read(path)
    assert " as " in raised.value.hint


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/workbook.bin", "content.xml"])
def test_a_zip_may_be_a_workbook(tmp_path: Path, member: str) -> None:
    assert identify(DataFile.on_disk(_zip_with(tmp_path, member))) is Format.XLSX


def test_a_zip_may_be_a_word_document(tmp_path: Path) -> None:
    file = DataFile.on_disk(_zip_with(tmp_path, "word/document.xml"))
    assert identify(file) is Format.DOCUMENT


def _zip_with(folder: Path, member: str) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "")
    return path


def test_the_format_can_be_told(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.txt", "text,label\na,x\n")
    assert sniff(path).columns == ("text",)
    assert sniff(path, ReadOptions(format=Format.CSV)).columns == ("text", "label")


def test_open_table_gives_every_cell(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "text,label,more\na,x,1\n")
    with open_table(path) as table:
        rows = list(table.rows)
    assert rows[0].cells == {"text": "a", "label": "x", "more": "1"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cells", "several"),
    [
        (([], ["x", "y"]), True),
        (([], []), True),  # unlabelled so far
        (([], ["x"], ["y"]), False),  # one label, written as a list
        (("x", "y"), False),
    ],
)
def test_lists_are_looked_at_before_they_are_read(
    cells: tuple[Sequence[str], ...], several: bool, tmp_path: Path
) -> None:
    path = tmp_path / "tags.jsonl"
    lines = (json.dumps({"text": "a", "tags": cell}) for cell in cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    found = sniff(path)
    assert found.lists == (("tags",) if several else ())
    assert found.preview_rows[-1][1] == ", ".join(cells[-1])


def test_nothing_is_opened_before_the_first_step(tmp_path: Path) -> None:
    documents = read_documents(tmp_path / "absent.csv")
    with pytest.raises(InputError):
        next(documents)


def test_reading_can_stop_early(tmp_path: Path) -> None:
    documents = read_documents(file_of(tmp_path, "a.csv", "text\na\nb\n"), ColumnMapping())
    next(documents)
    documents.close()  # type: ignore[attr-defined]


def test_plain_formats_need_the_standard_library_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("pandas", "python_calamine", "pyarrow", "zstandard"):
        monkeypatch.setitem(sys.modules, library, None)
    contents = {
        "a.csv": "text\na b\n",
        "a.tsv": "text\tlabel\na b\tx\n",
        "a.json": '[{"text": "a b"}]',
        "a.jsonl": '{"text": "a b"}\n',
        "a.txt": "a b\n",
    }
    for name, content in contents.items():
        documents, _ = read(file_of(tmp_path, name, content), ColumnMapping())
        assert [d.text for d in documents] == ["a b"]
