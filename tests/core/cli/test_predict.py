from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import TEXTS, golden_examples, keyword_bundle, tiny_bundle
from tests.core.cli.conftest import Ulmfit, write_csv
from tests.core.corpus.corpora import file_of
from tests.core.corpus.interchange.saved_datasets import save_dataset
from ulmfit_core import labelled_rows
from ulmfit_core.corpus.reading import open_table
from ulmfit_core.corpus.rows import Row
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.export.export_model import with_int8
from ulmfit_core.predictor import Predictor

ANSWERS = ("salary salary", "group group", "salary group", "salary")
ADDED = ["predicted_label", "predicted_probability"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Five data rows: the second has no text, the fourth two cells too many."""
    path = tmp_path / "new.csv"
    path.write_text("id,text\n1,Where?\n2,\n3,Who?\n4,a,b,c\n5,=What?\n", encoding="utf-8")
    return path


def test_every_row_comes_back_in_order(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    said = ulmfit("predict", model, damaged, "--text", "text", "--out", out, "--json")
    assert said.status == 0
    rows = rows_of(out)
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[3]["text"] == "a,b,c"
    assert [bool(row["predicted_label"]) for row in rows] == [True, False, True, False, True]
    names = [f"probability_{label}" for label in Predictor.open(model).labels]
    assert list(rows[0]) == ["id", "text", *ADDED, *names]
    record = said.record
    assert record["n"] == 5
    assert record["n_rejected"] == 2
    assert [r["row"] for r in record["rejected"]] == [3, 5]
    assert sum(record["labels"].values()) == 3
    assert record["out"] == str(out)
    assert record["seconds"] > 0


def test_labels_are_the_predictor_s(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    ulmfit("predict", model, damaged, "--text", "text", "--out", out)
    expected = Predictor.open(model).predict("Who?")
    row = rows_of(out)[2]
    assert row["predicted_label"] == expected.label
    assert float(row["predicted_probability"]) == pytest.approx(expected.probability, abs=1e-5)
    assert float(row["probability_place"]) == pytest.approx(expected.probabilities[0], abs=1e-5)


def test_formulas_are_guarded_unless_told(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    guarded, raw = tmp_path / "guarded.csv", tmp_path / "raw.csv"
    ulmfit("predict", model, damaged, "--out", guarded)
    ulmfit("predict", model, damaged, "--out", raw, "--no-guard-formulas")
    assert rows_of(guarded)[4]["text"] == "'=What?"
    assert rows_of(raw)[4]["text"] == "=What?"


def test_numbers_are_labels_and_cells_as_they_are(ulmfit: Ulmfit, tmp_path: Path) -> None:
    model, out = tmp_path / "signs.ulmfit", tmp_path / "out.csv"
    write_bundle(keyword_bundle({"salary": "-1", "group": "+1"}), model)
    rows = [("text", "change"), ("salary salary", "-0.5"), ("group group", "-0.5+1")]
    ulmfit("predict", model, write_csv(tmp_path / "in.csv", rows), "--out", out)
    assert [(row["change"], row["predicted_label"]) for row in rows_of(out)] == [
        ("-0.5", "-1"),
        ("'-0.5+1", "+1"),
    ]
    said = ulmfit("evaluate", model, out, "--label", "predicted_label", "--json")
    assert (said.record["accuracy"], said.record["unknown_labels"]) == (1.0, [])


def test_damaged_rows_are_read_on_request(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [b"text", b"Where is \xff?", b"Who was\x00 she?", *[b"\xc3\xa9?"] * 20]
    source.write_bytes(b"\n".join(rows))
    said = ulmfit("predict", model, source, "--text", "text", "--out", out)
    labels = [row["predicted_label"] for row in rows_of(out)]
    assert (labels[:2], all(labels[2:])) == (["", ""], True)
    assert "read all the same with --read-damaged" in said.err
    more = ("--text", "text", "--read-damaged", "--force")
    said = ulmfit("predict", model, source, "--out", out, *more)
    assert all(row["predicted_label"] for row in rows_of(out))
    assert "--read-damaged" not in said.err


def test_columns_already_there_are_kept(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("text", "predicted_label"), ("Where?", "mine")])
    out = tmp_path / "out.csv"
    ulmfit("predict", model, source, "--out", out)
    (row,) = rows_of(out)
    assert row["predicted_label"] == "mine"
    assert row["predicted_label_2"] in Predictor.open(model).labels


def test_same_format_as_the_input(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Where?", "n": 3}\n{"text": "Who?", "n": 4}\n', encoding="utf-8")
    out = tmp_path / "out"
    assert ulmfit("predict", model, source, "--out", out).status == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["n"] for row in rows] == [3, 4]
    assert all(isinstance(row["probability_place"], float) for row in rows)


def test_standard_input_to_standard_output(
    ulmfit: Ulmfit, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = io.TextIOWrapper(io.BytesIO(b"Where is it?\nWho is she?\n"))
    monkeypatch.setattr(sys, "stdin", lines)
    said = ulmfit("predict", model, "-", "--out", "-")
    assert said.status == 0
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["text"] for row in rows] == ["Where is it?", "Who is she?"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise there")
def test_it_ends_quietly_where_nobody_reads_on(model: Path, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("text",), *((f"Where? {i}",) for i in range(20000))])
    command = [sys.executable, "-m", "ulmfit_core", "predict", model, source, "--out", "-"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == 141, said
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def test_a_header_on_standard_input_is_no_text(
    ulmfit: Ulmfit, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {b"text\nWhere is it?\n": ["Where is it?"], b"text\n": ["text"]}
    given |= {b"Text here\nWho?\n": ["Text here", "Who?"], b"text\n\nWho?\n": ["", "Who?"]}
    for lines, texts in given.items():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        said = ulmfit("predict", model, "-", "--out", "-")
        assert said.status == 0, said.err
        assert [row["text"] for row in csv.DictReader(io.StringIO(said.out))] == texts


def test_a_blank_line_keeps_its_place(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    lines, out = tmp_path / "lines.txt", tmp_path / "out.jsonl"
    lines.write_text("Who?\n\n  \nWhere?\n")
    record = ulmfit("predict", model, lines, "--out", out, "--json").record
    assert [each["row"] for each in record["rejected"]] == [2, 3]
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["text"] for row in rows] == ["Who?", "", "  ", "Where?"]
    assert [row["predicted_label"] is None for row in rows] == [False, True, True, False]


@pytest.mark.parametrize("name", ["p.zip", "p.arrow", "p.xls", "p.ulmfit"])
def test_a_name_it_cannot_write_is_refused(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path, name: str
) -> None:
    said = ulmfit("predict", model, damaged, "--out", tmp_path / name)
    assert said.status == 2
    assert f"{name} does not say in which format to write" in said.err
    assert set(tmp_path.iterdir()) == {model, damaged}
    said = ulmfit("predict", model, damaged, "--out", tmp_path / name, "--format", "csv")
    assert said.status == 0, said.err


def test_nothing_is_replaced_unless_forced(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("precious")
    said = ulmfit("predict", model, damaged, "--out", out)
    assert said.status == 2
    assert "--force" in said.err
    assert out.read_text() == "precious"
    assert ulmfit("predict", model, damaged, "--out", out, "--force").status == 0
    assert len(rows_of(out)) == 5


def test_missing_column_leaves_nothing(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    said = ulmfit("predict", model, damaged, "--text", "txet", "--out", out)
    assert said.status == 2
    assert 'no column "txet"' in said.err
    assert 'Did you mean "text"?' in said.err
    assert set(tmp_path.iterdir()) == {model, damaged}


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "xlsx", "parquet", "csv.gz"])
def test_any_format_in_and_out(ulmfit: Ulmfit, model: Path, tmp_path: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    source = write_csv(tmp_path / "in.csv", [("text", "n"), ("Where?", "a"), ("Who?", "b")])
    there, back = tmp_path / f"there.{suffix}", tmp_path / "back.csv"
    assert ulmfit("predict", model, source, "--out", there).status == 0
    assert ulmfit("predict", model, there, "--out", back).status == 0
    rows = rows_of(back)
    assert [row["n"] for row in rows] == ["a", "b"]
    assert [row["predicted_label"] for row in rows] == [row["predicted_label_2"] for row in rows]


@pytest.mark.parametrize("delimiter", [";", "|", "\t"])
def test_csv_comes_back_with_the_delimiter_it_has(
    ulmfit: Ulmfit, model: Path, tmp_path: Path, delimiter: str
) -> None:
    lines = [delimiter.join(row) for row in (("id", "text"), ("1", "Where?"), ("2", "Who?"))]
    source = file_of(tmp_path, "in.csv", "\n".join(lines))
    out, tabbed = tmp_path / "out.csv", tmp_path / "out.tsv"
    for target in (out, tabbed):
        assert ulmfit("predict", model, source, "--out", target).status == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    assert [row["text"] for row in rows] == ["Where?", "Who?"]
    assert tabbed.read_text(encoding="utf-8").startswith("id\ttext\tpredicted_label")


def test_tsv_becomes_csv_with_commas(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source = file_of(tmp_path, "in.tsv", "text\tn\nWhere?\t1\nWho?\t2\n")
    out = tmp_path / "out.csv"
    assert ulmfit("predict", model, source, "--out", out).status == 0
    assert "text,n,predicted_label" in out.read_text(encoding="utf-8")


def test_of_a_folder_each_row_names_its_file(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    mails, out = tmp_path / "mails", tmp_path / "out.csv"
    for name, text in {"in/1.txt": "Where is it?", "in/2.txt": "", "sent/3.txt": "Who?"}.items():
        file_of(mails, name, text)
    assert ulmfit("predict", model, mails, "--out", out).status == 0
    rows = rows_of(out)
    assert [row["file"] for row in rows] == ["mails/in/1.txt", "mails/in/2.txt", "mails/sent/3.txt"]
    assert [bool(row["predicted_label"]) for row in rows] == [True, False, True]


def test_a_saved_dataset_comes_back_as_a_table(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    saved = save_dataset(tmp_path / "saved", [[("Where?", 1)], [("Who?", 0)]])
    out = tmp_path / "out"
    assert ulmfit("predict", model, saved, "--out", out).status == 0
    rows = rows_of(out)
    assert [(row["text"], row["label"], row["stars"]) for row in rows] == [
        ("Where?", "good", "7"),
        ("Who?", "bad", "7"),
    ]
    assert rows[0]["predicted_label"] == Predictor.open(model).predict("Where?").label


def test_a_page_is_one_row(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source, out = (
        file_of(tmp_path, "in.html", "<p>Where is</p>\n<p>it?</p>\n"),
        tmp_path / "out.csv",
    )
    assert ulmfit("predict", model, source, "--out", out).status == 0
    assert [row["text"] for row in rows_of(out)] == ["Where is\nit?"]


def test_lines_of_text_come_back_as_lines(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text("Where is it?\nWho is she?\n", encoding="utf-8")
    assert ulmfit("predict", model, source, "--out", out).status == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Where is it?", "Who is she?"]
    assert lines[0].split("\t")[1] in Predictor.open(model).labels


def test_the_mark_excel_knows_utf8_by_is_written_on_request(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    marked, plain = tmp_path / "marked.csv", tmp_path / "plain.csv"
    ulmfit("predict", model, damaged, "--out", marked, "--bom")
    ulmfit("predict", model, damaged, "--out", plain)
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "options"), [("jsonl", []), ("csv", []), ("tsv", ["--bom"]), ("txt", [])]
)
def test_shards_written_one_after_the_other_are_the_file(
    ulmfit: Ulmfit,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    options: list[str],
) -> None:
    monkeypatch.setattr(labelled_rows, "BLOCK_ROWS", 4)
    source = write_csv(tmp_path / "in.csv", [("text",), *((f"Where is {i}?",) for i in range(14))])
    ulmfit("predict", model, source, "--out", tmp_path / f"whole.{suffix}", *options)
    joined = b""
    for i in range(3):
        out = tmp_path / f"{i}.{suffix}"
        said = ulmfit(
            *("predict", model, source, "--out", out, *options),
            *("--shard", str(i), "--num-shards", "3"),
        )
        assert said.status == 0
        joined += out.read_bytes()
    assert joined == (tmp_path / f"whole.{suffix}").read_bytes()


def test_a_shard_there_is_not(ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    said = ulmfit("predict", model, damaged, "--out", out, "--shard", "2", "--num-shards", "2")
    assert said.status == 2
    assert "They are 0 to 1." in said.err


def test_nothing_is_left_beside_the_output(
    ulmfit: Ulmfit, model: Path, damaged: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    ulmfit("predict", model, damaged, "--out", tmp_path / "out" / "out.csv")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["out.csv"]


def test_it_says_when_8_bit_weights_do_not_hold_here(
    ulmfit: Ulmfit, damaged: Path, tmp_path: Path
) -> None:
    bundle = tiny_bundle()
    golden = golden_examples(Predictor.from_bundle(bundle).predict_proba(TEXTS), TEXTS)
    bundle = replace(bundle, config=replace(bundle.config, golden=golden))
    made = with_int8(bundle, Predictor.from_bundle(bundle), [])
    assert made.config.int8 is not None
    elsewhere = tuple(tuple(p + 0.1 for p in row) for row in made.config.int8.golden)
    int8 = replace(made.config.int8, golden=elsewhere)
    path = tmp_path / "model.ulmfit"
    write_bundle(replace(made, config=replace(made.config, int8=int8)), path)
    said = ulmfit("predict", path, damaged, "--out", tmp_path / "out.csv", "--json")
    assert said.record["precision"] == "float32"
    assert "computing in float32" in said.err


def test_where_it_is_less_sure_than_asked_for_the_label_is_empty(
    ulmfit: Ulmfit, model: Path, tmp_path: Path
) -> None:
    rows = [("text",), *((text,) for text in TEXTS if text)]
    texts, out = write_csv(tmp_path / "new.csv", rows), tmp_path / "out.csv"
    wanted = Predictor.open(model)
    sure = sorted(p.probability for p in wanted.predict_stream(t for t in TEXTS if t))
    below = (sure[0] + sure[-1]) / 2
    said = ulmfit("predict", model, texts, "--out", out, "--abstain-below", f"{below}", "--json")
    assert said.status == 0
    for row in rows_of(out):
        is_sure = float(row["predicted_probability"]) >= below
        assert bool(row["predicted_label"]) == is_sure
    assert 0 < said.record["labels"][""] < len(sure)
    refused = ulmfit("predict", model, texts, "--out", out, "--force", "--abstain-below", "1.5")
    assert refused.status == 2


def test_the_threshold_in_the_file_holds_unless_another_is_asked_for(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    model, out = tmp_path / "cautious.ulmfit", tmp_path / "out.csv"
    write_bundle(tiny_bundle(abstain_below=1.0), model)
    texts = write_csv(tmp_path / "new.csv", [("text",), ("Where?",), ("Who?",)])
    assert ulmfit("predict", model, texts, "--out", out).status == 0
    assert [row["predicted_label"] for row in rows_of(out)] == ["", ""]
    command = ("predict", model, texts, "--out", out, "--force", "--abstain-below", "0")
    assert ulmfit(*command).status == 0
    assert all(row["predicted_label"] for row in rows_of(out))


def test_a_model_of_several_labels_has_thresholds_of_its_own(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    model, out = tmp_path / "multi.ulmfit", tmp_path / "out.csv"
    write_bundle(tiny_bundle(task="multi"), model)
    texts = write_csv(tmp_path / "new.csv", [("text",), ("Where?",)])
    said = ulmfit("predict", model, texts, "--out", out, "--abstain-below", "0.5")
    assert said.status == 2
    assert not out.exists()


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """A model that gives any number of labels: both, one and none of these texts' words."""
    path = tmp_path / "themes.ulmfit"
    words = {"salary": "pay", "group": "team"}
    write_bundle(keyword_bundle(words, task="multi", thresholds=(0.51, 0.51)), path)
    return path


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "parquet", "csv.gz"])
def test_in_a_table_each_of_several_labels_has_a_column_to_count(
    ulmfit: Ulmfit, themes: Path, tmp_path: Path, suffix: str
) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    texts = [("text", "given_pay"), *((text, "mine") for text in ANSWERS)]
    source, out = write_csv(tmp_path / "in.csv", texts), tmp_path / f"out.{suffix}"
    assert ulmfit("predict", themes, source, "--out", out).status == 0
    with open_table(out) as table:
        rows = [row.cells for row in table.rows if isinstance(row, Row)]
    added = ["probability_pay", "probability_team", "given_pay_2", "given_team"]
    assert list(rows[0]) == ["text", "given_pay", *ADDED, *added]
    expected = [Predictor.open(themes).predict(text).labels for text in ANSWERS]
    assert set(expected) >= {("pay",), ("team",)}
    assert [(int(row["given_pay_2"]), int(row["given_team"])) for row in rows] == [
        (int("pay" in labels), int("team" in labels)) for labels in expected
    ]


@pytest.mark.parametrize("suffix", ["json", "jsonl", "txt"])
def test_what_is_no_table_has_no_column_for_each_label(
    ulmfit: Ulmfit, themes: Path, tmp_path: Path, suffix: str
) -> None:
    source = write_csv(tmp_path / "in.csv", [("text",), *((text,) for text in ANSWERS)])
    out = tmp_path / f"out.{suffix}"
    assert ulmfit("predict", themes, source, "--out", out).status == 0
    first = out.read_text(encoding="utf-8").splitlines()[0]
    assert "given_" not in first
    assert len(first.split("\t")) == (5 if suffix == "txt" else 1)


def test_a_row_without_a_text_is_neither_given_a_label_nor_not(
    ulmfit: Ulmfit, themes: Path, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "in.csv", [("id", "text"), (1, "salary"), (2, "")])
    out = tmp_path / "out.csv"
    ulmfit("predict", themes, source, "--out", out)
    assert [row["given_pay"] for row in rows_of(out)] == ["1", ""]


def test_a_text_of_several_labels_counts_for_each(
    ulmfit: Ulmfit, themes: Path, tmp_path: Path
) -> None:
    rows = [("text",), *((text,) for text in (*ANSWERS, "of"))]
    source, out = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    said = ulmfit("predict", themes, source, "--out", out, "--json")
    assert said.record["labels"] == {"": 1, "pay": 3, "team": 2}
