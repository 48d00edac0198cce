from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.cli.conftest import Ulmfit, write_csv
from tests.core.corpus.corpora import file_of
from tests.core.corpus.interchange.saved_datasets import save_dict
from tests.core.corpus.test_saved_as_text import OLE
from ulmfit_core.cli.convert import _same
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import LabelScheme
from ulmfit_core.errors import InputError
from ulmfit_core.file_mark import FileMark

ASSETS = Path(__file__).parents[2] / "assets" / "interchange"


def test_from_one_tool_to_another(ulmfit: Ulmfit, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    said = ulmfit("convert", ASSETS / "label_studio.json", out, "--to", "prodigy", "--json")
    assert said.status == 0
    assert said.record["n"] == 3
    assert said.record["labels"] == ["Neutral", "Positive"]
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line.get("accept") for line in lines] == [["Positive"], ["Neutral"], None]
    assert 'Taking "text" as text, "label" as label; Label Studio wrote it.' in said.err


def test_a_table_for_a_spreadsheet(ulmfit: Ulmfit, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("nr", "review", "mood"), ("7", "=1+1", "glad")])
    out = tmp_path / "out.csv"
    columns = ("--text", "review", "--label", "mood", "--id", "nr")
    assert ulmfit("convert", source, out, *columns, "--bom").status == 0
    assert out.read_bytes() == b"\xef\xbb\xbfid,text,label\r\n7,'=1+1,glad\r\n"


def test_other_columns_go_along_and_are_told(ulmfit: Ulmfit, tmp_path: Path) -> None:
    rows = [("id", "text", "label", "author", "day"), ("7", "a", "x", "Ann", "Monday")]
    source, tasks = write_csv(tmp_path / "in.csv", rows), tmp_path / "tasks.json"
    said = ulmfit("convert", source, tasks, "--to", "label-studio").err
    assert "Beside them: author, day." in said
    ulmfit("convert", tasks, tmp_path / "out.csv")
    back = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert back == ["id,text,label,author,day", "7,a,x,Ann,Monday"]
    bare = write_csv(tmp_path / "bare.csv", [row[:3] for row in rows])
    assert "Beside them" not in ulmfit("convert", bare, tmp_path / "bare.jsonl").err


def test_cells_that_a_workbook_cuts_are_told(ulmfit: Ulmfit, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("text", "label"), ("a " * 20_000, "x"), ("b", "y")])
    other = write_csv(tmp_path / "other.csv", [("text", "label"), ("a " * 20_000, "y"), ("b", "y")])
    said = [
        ulmfit("convert", source, tmp_path / "out.xlsx").err,
        ulmfit("agreement", source, other, "--out", tmp_path / "differ.xlsx").err,
    ]
    assert ["Cut, as a workbook holds no more: 1 cell." in err for err in said] == [True, True]
    assert "Cut" not in ulmfit("convert", source, tmp_path / "out.csv").err


def second_reading(source: Path, *labels: str) -> Iterator[Document]:
    documents = (Document("a", (label,), "1", source.name, 1) for label in "xy")
    return _same(documents, FileMark.of(source), LabelScheme(labels, several=False))


def test_a_second_reading_finds_what_the_first_found(tmp_path: Path) -> None:
    source = file_of(tmp_path, "in.csv", "text,label\na,x\na,y\n")
    assert len(list(second_reading(source, "x", "y"))) == 2
    with pytest.raises(InputError, match="changed while it was read"):
        list(second_reading(source, "x"))
    again = second_reading(source, "x", "y")
    next(again)
    source.write_text("text,label\na,x\na,y\na,z\n")
    with pytest.raises(InputError, match="changed while it was read"):
        next(again)


def test_rows_left_out_are_told_once(ulmfit: Ulmfit, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("text", "label"), ("a", "x"), ("", "y"), ("b", "y")])
    said = ulmfit("convert", source, tmp_path / "out.jsonl", "--to", "doccano", "--json")
    assert (said.record["n"], said.record["n_rejected"]) == (2, 1)


def test_what_has_to_be_saved_as_text_is_told_beyond_the_first_rows(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    files = {f"{n}.txt": b"" for n in range(6)} | {"7.ppt": OLE, "8.ppt": OLE}
    for name, content in (files | {"9.txt": b"one"}).items():
        file_of(tmp_path, f"in/{name}", content)
    said = " ".join(ulmfit("convert", tmp_path / "in", tmp_path / "out.jsonl").err.split())
    assert "row 7: in/7.ppt is a presentation. Save it as plain text (.txt). and 2 more" in said


def test_an_output_that_is_there_stays(ulmfit: Ulmfit, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("precious")
    assert ulmfit("convert", ASSETS / "doccano.jsonl", out).status == 2
    assert out.read_text() == "precious"


def test_a_split_of_a_saved_dataset(ulmfit: Ulmfit, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    saved = save_dict(tmp_path / "moods", train=[[("a", 1)]], test=[[("b", 0)], [("c", -1)]])
    out = tmp_path / "out.jsonl"
    said = ulmfit("convert", saved, out, "--part", "test", "--json")
    assert (said.record["n"], said.record["labels"]) == (2, ["bad"])
    assert "Hugging Face wrote it" in said.err
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["label"]) for row in rows] == [("b", "bad"), ("c", "")]


def test_damaged_texts_are_converted_on_request(ulmfit: Ulmfit, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_bytes(
        b"text,label\na \xff here,place\nanother one,person\n" + 20 * "é,\n".encode()
    )
    assert ulmfit("convert", source, out, "--json").record["n"] == 21
    said = ulmfit("convert", source, out, "--json", "--force", "--read-damaged")
    assert said.record["n"] == 22
    assert "\ufffd" in out.read_text(encoding="utf-8")


def test_that_none_fits_goes_along(ulmfit: Ulmfit, tmp_path: Path) -> None:
    rows = [("id", "text", "label", "town", "given_x"), (1, "a", "x", "Ulm", 1)]
    rows += [(2, "b", "", "Ulm", 0), (3, "c", "", "Ulm", "")]
    source = write_csv(tmp_path / "in.csv", rows)
    tasks, out = tmp_path / "tasks.json", tmp_path / "out.csv"
    assert (
        "A label each, by columns" in ulmfit("convert", source, tasks, "--to", "label-studio").err
    )
    assert ulmfit("convert", tasks, out).status == 0
    assert out.read_text("utf-8").splitlines() == source.read_text("utf-8").splitlines()


def test_what_doccano_cannot_tell_is_said(ulmfit: Ulmfit, tmp_path: Path) -> None:
    rows = [("text", "label", "given_x"), ("a", "x", "1"), ("b", "", "0"), ("c", "", "")]
    source, out = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.jsonl"
    assert "doccano has an empty list" in ulmfit("convert", source, out, "--to", "doccano").err
    bare = write_csv(tmp_path / "bare.csv", [rows[0], rows[1], rows[3]])
    said = ulmfit("convert", bare, out, "--to", "doccano", "--force")
    assert (said.status, "doccano has" in said.err) == (0, False)
