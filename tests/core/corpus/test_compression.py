from __future__ import annotations

import bz2
import gzip
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.corpus.corpora import file_of, pairs, read
from ulmfit_core.corpus.options import ColumnMapping, Compression
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError


def zstandard_of(data: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    compressed: bytes = zstandard.compress(data)
    return compressed


COMPRESSORS: list[tuple[Compression, Callable[[bytes], bytes]]] = [
    (Compression.GZIP, gzip.compress),
    (Compression.BZIP2, bz2.compress),
    (Compression.XZ, lzma.compress),
    (Compression.ZSTANDARD, zstandard_of),
]
ROWS = "".join(f"line {i * 7919 % 10007} é,x\n" for i in range(8_000))
CONTENT = f"text,label\n{ROWS}"


@pytest.mark.parametrize(("compression", "compress"), COMPRESSORS)
@pytest.mark.parametrize("has_suffix", [True, False])
def test_compression_is_known_by_content(
    tmp_path: Path,
    compression: Compression,
    compress: Callable[[bytes], bytes],
    has_suffix: bool,
) -> None:
    name = f"a.csv.{compression}" if has_suffix else "a.csv"
    path = file_of(tmp_path, name, compress(CONTENT.encode()))
    assert sniff(path).compression is compression
    assert len(read(path)[0]) == 8_000


@pytest.mark.parametrize(("compression", "compress"), COMPRESSORS)
def test_several_streams_one_after_another(
    tmp_path: Path, compression: Compression, compress: Callable[[bytes], bytes]
) -> None:
    data = compress(b"text,label\na,x\n") + compress(ROWS.encode()) + compress(b"b,y\n")
    path = file_of(tmp_path, f"a.csv.{compression}", data)
    first, *rows, last = read(path)[0]
    assert pairs([first, last]) == [("a", ("x",)), ("b", ("y",))]
    assert "".join(f"{row.text},x\n" for row in rows) == ROWS


@pytest.mark.parametrize(("compression", "compress"), COMPRESSORS)
def test_a_truncated_file_is_a_sentence(
    tmp_path: Path, compression: Compression, compress: Callable[[bytes], bytes]
) -> None:
    data = compress(CONTENT.encode())
    path = file_of(tmp_path, f"a.csv.{compression}", data[: len(data) // 2])
    with pytest.raises(InputError, match="is damaged"):
        read(path)


@pytest.mark.parametrize(("compression", "compress"), COMPRESSORS)
def test_broken_bytes_are_a_sentence(
    tmp_path: Path, compression: Compression, compress: Callable[[bytes], bytes]
) -> None:
    data = bytearray(compress(CONTENT.encode()))
    data[20:400] = bytes(380)
    with pytest.raises(InputError, match=r"is damaged|not a text file|has no column"):
        read(file_of(tmp_path, f"a.csv.{compression}", bytes(data)))


@pytest.mark.parametrize(
    ("name", "data", "library", "extra"),
    [
        ("a.csv.zst", b"\x28\xb5\x2f\xfd" + bytes(20), "zstandard", "train"),
        ("a.parquet", b"PAR1" + bytes(20), "pyarrow.parquet", "parquet"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "python_calamine", "train"),
    ],
)
def test_a_missing_library_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    data: bytes,
    library: str,
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=library.partition(".")[0]) as caught:
        read(file_of(tmp_path, name, data), ColumnMapping())
    assert f"ulmfit-studio[{extra}]" in caught.value.hint
