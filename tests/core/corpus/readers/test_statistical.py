from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.core.corpus.corpora import pairs, read
from tests.core.corpus.readers.test_archive import zip_of
from ulmfit_core.corpus.document import RejectedRow
from ulmfit_core.corpus.options import ColumnMapping, Format, ReadOptions
from ulmfit_core.corpus.readers.statistical import statistical_format
from ulmfit_core.corpus.readers.statistical_child import _CHUNK_ROWS
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError

pandas = pytest.importorskip("pandas")
library = pytest.importorskip("pyreadstat")

ANSWERS = ("zu teuer", "größer, schöner ✓", "")
SURVEY = {
    "id": [1.0, 2.0, 3.5],
    "answer": ANSWERS,
    "done": ["True", "False", "True"],
    "rated": [1.0, 2.0, 99.0],
    "seen": [date(2024, 1, 2), None, date(2024, 5, 6)],
}
RATED = {"rated": {1: "good", 2: "bad", 99: "no answer"}}
WRITE: dict[str, Callable[..., None]] = {
    ".sav": library.write_sav,
    ".zsav": lambda frame, path, **more: library.write_sav(frame, path, compress=True, **more),
    ".dta": library.write_dta,
    ".xpt": lambda frame, path, **_: library.write_xport(frame, path),
    ".por": lambda frame, path, **_: library.write_por(ascii_of(frame), path),
}
FORMATS = {
    **dict.fromkeys((".sav", ".zsav", ".por"), Format.SPSS),
    **{".dta": Format.STATA, ".xpt": Format.SAS},
}


def ascii_of(frame: Any) -> Any:
    return frame.replace({ANSWERS[1]: "larger"})


def survey(path: Path, **more: Any) -> Path:
    """Three answers, as the program whose ending ``path`` has would save them."""
    WRITE[path.suffix](pandas.DataFrame(SURVEY), path, variable_value_labels=RATED, **more)
    return path


@pytest.mark.parametrize("suffix", WRITE)
def test_what_sniff_says(tmp_path: Path, suffix: str) -> None:
    found = sniff(survey(tmp_path / f"a{suffix}"))
    assert found.format is FORMATS[suffix]
    assert [name.lower() for name in found.columns] == list(SURVEY)
    assert found.names_columns
    assert found.has_cells
    assert found.preview_rows[0][:3] == ("1", "zu teuer", "True")
    assert [row[0] for row in found.preview_rows] == ["1", "2", "3.5"]
    assert [row[4] for row in found.preview_rows] == ["2024-01-02", "", "2024-05-06"]


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".dta"])
def test_a_value_is_what_it_is_labelled(tmp_path: Path, suffix: str) -> None:
    rated = [row[3] for row in sniff(survey(tmp_path / f"a{suffix}")).preview_rows]
    assert rated == ["good", "bad", "no answer"]


def test_a_value_declared_missing_is_no_label(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.sav", missing_ranges={"rated": [99]})
    documents, rejected = read(path, ColumnMapping(("done",), ("rated",), "id"))
    assert pairs(documents) == [("True", ("good",)), ("False", ("bad",)), ("True", ())]
    assert [document.id for document in documents] == ["1", "2", "3.5"]
    assert not rejected


@pytest.mark.parametrize("suffix", [".sav", ".dta", ".xpt"])
def test_rows_are_numbered_from_one(tmp_path: Path, suffix: str) -> None:
    documents, rejected = read(survey(tmp_path / f"a{suffix}"), ColumnMapping(("answer",)))
    assert [(document.row, document.text) for document in documents] == [
        (1, ANSWERS[0]),
        (2, ANSWERS[1]),
    ]
    assert rejected == [RejectedRow(f"a{suffix}", 3, "has no text")]


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_what_a_column_asks_is_told(tmp_path: Path, suffix: str) -> None:
    labels = {"column_labels": {"answer": "What could be better?"}}
    found = sniff(survey(tmp_path / f"a{suffix}", **labels))
    assert found.variable_labels["answer"] == "What could be better?"
    assert found.variable_labels["id"] == ""


def test_numbers_are_whole_or_missing_where_they_are(tmp_path: Path) -> None:
    numbers = [1001.0, float("nan"), 2.5, 2.0**60]
    library.write_sav(pandas.DataFrame({"n": numbers}), tmp_path / "a.sav")
    with open_table(tmp_path / "a.sav") as table:
        cells = [row.cells["n"] for row in table.rows if isinstance(row, Row)]
    assert [(type(cell), cell) for cell in cells] == [
        (int, 1001),
        (type(None), None),
        (float, 2.5),
        (float, 2.0**60),
    ]


@pytest.mark.parametrize("n_rows", [_CHUNK_ROWS, _CHUNK_ROWS + 1])
def test_rows_go_on_across_chunks(tmp_path: Path, n_rows: int) -> None:
    texts = [f"text {i}" for i in range(n_rows)]
    library.write_sav(pandas.DataFrame({"text": texts}), tmp_path / "a.sav")
    documents, _ = read(tmp_path / "a.sav", ColumnMapping())
    assert [document.text for document in documents] == texts


def test_only_wanted_columns_are_read(tmp_path: Path) -> None:
    columns = ColumnMapping(("rated", "answer"))
    with open_table(survey(tmp_path / "a.sav"), columns=columns) as table:
        assert table.columns == tuple(SURVEY)
        assert next(table.rows).cells == {"answer": "zu teuer", "rated": "good"}  # type: ignore[union-attr]


def test_compressed_and_in_a_zip(tmp_path: Path) -> None:
    data = survey(tmp_path / "a.sav").read_bytes()
    (tmp_path / "b.sav.gz").write_bytes(gzip.compress(data))
    packed = zip_of(tmp_path / "c.zip", {"survey/a.sav": data})
    for path in (tmp_path / "b.sav.gz", packed):
        documents = read(path, ColumnMapping(("done",)))[0]
        assert [document.text for document in documents] == SURVEY["done"]


def test_a_table_in_a_folder(tmp_path: Path) -> None:
    survey(tmp_path / "a.dta")
    assert sniff(tmp_path).format is Format.STATA


def test_an_old_file_in_its_own_encoding(tmp_path: Path) -> None:
    frame = pandas.DataFrame({"text": ["größer", "zu teuer"]})
    library.write_dta(frame, tmp_path / "a.dta", version=10)
    data = (tmp_path / "a.dta").read_bytes()
    assert statistical_format(data, "a.dta.gz") is Format.STATA
    assert statistical_format(data, "a.bin") is None
    (tmp_path / "b.dta").write_bytes(data.replace("größer".encode(), b"\xb9le 5x6!"))
    found = read(tmp_path / "b.dta", ColumnMapping(), ReadOptions(encoding="cp1250"))[0]
    assert found[0].text == "ąle 5x6!"


def test_sas_is_known_by_its_first_bytes() -> None:
    head = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011") + bytes(64)
    assert statistical_format(head, "a.txt") is Format.SAS


@pytest.mark.parametrize("suffix", WRITE)
def test_a_file_that_ends_too_early_is_a_sentence(tmp_path: Path, suffix: str) -> None:
    path = survey(tmp_path / f"a{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(InputError, match=r"^a\.\w+ cannot be read: .+\.$"):
        read(path, ColumnMapping(("answer",)))


def test_a_file_that_crashes_the_library_is_a_sentence(tmp_path: Path) -> None:
    path = survey(tmp_path / "a.sav", column_labels={"done": "Finished"})
    data = bytearray(path.read_bytes())
    width = data.index(b"Finished") + len("Finished") + 4  # of the next column
    data[width : width + 4] = b"\x30\x09\x71\x51"
    path.write_bytes(data)
    with pytest.raises(InputError, match="cannot be read") as raised:
        sniff(path)
    assert raised.value.hint == "Save it as csv from the program that wrote it."


def test_what_is_none_of_them_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.sav").write_bytes(b"no survey")
    with pytest.raises(InputError, match="no file of SPSS"):
        read(tmp_path / "a.sav", ColumnMapping(), ReadOptions(format=Format.SPSS))
