from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import keyword_bundle, tiny_bundle
from tests.core.cli.conftest import Ulmfit, write_csv
from ulmfit_core.evaluation.intervals import share_interval
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.export.seen_texts import marks_of
from ulmfit_core.predictor import Predictor

FIELDS = {"n", "accuracy", "macro_f1", "log_loss", "ece", "seconds", "baseline"}


@pytest.fixture
def test_csv(tmp_path: Path, model: Path) -> Path:
    """Four texts with the label the model gives them, and one with another."""
    texts = ["Where is it?", "Who was she?", "A bell", "In 1997?", "Then?"]
    given = [p.label for p in Predictor.open(model).predict_stream(texts)]
    other = next(label for label in ("place", "person") if label != given[-1])
    rows = [*zip(texts[:4], given, strict=False), (texts[4], other)]
    return write_csv(tmp_path / "test.csv", [("text", "label"), *rows])


def test_json_holds_every_figure(ulmfit: Ulmfit, model: Path, test_csv: Path) -> None:
    said = ulmfit("evaluate", model, test_csv, "--text", "text", "--label", "label", "--json")
    assert said.status == 0
    record = said.record
    assert record.keys() >= FIELDS
    assert record["n"] == 5
    assert record["accuracy"] == pytest.approx(0.8)
    assert record["unknown_labels"] == []
    assert record["confusion"]


def test_table_for_people(ulmfit: Ulmfit, model: Path, test_csv: Path) -> None:
    said = ulmfit("evaluate", model, test_csv)
    assert "80.0%" in said.out
    assert "On 5 texts of test.csv" in said.out
    assert 'Taking the column "text"' in said.err


@pytest.fixture
def towns_csv(tmp_path: Path, model: Path) -> Path:
    """Forty texts, of which those of the west have a label that the model does not give."""
    texts = [f"Where is the river {n}?" for n in range(40)]
    given = [p.label for p in Predictor.open(model).predict_stream(texts)]
    other = "person" if "person" not in given else "thing"
    assert other not in given
    rows = [
        (text, *((other, "west") if n % 4 == 0 else (label, "east")), f"2024-0{1 + n % 2}-05")
        for n, (text, label) in enumerate(zip(texts, given, strict=True))
    ]
    return write_csv(tmp_path / "towns.csv", [("text", "label", "town", "sent"), *rows])


def test_groups_of_a_column_have_figures_of_their_own(
    ulmfit: Ulmfit, model: Path, towns_csv: Path
) -> None:
    asked = ("evaluate", model, towns_csv, "--by", "town", "--by", "sent")
    by_town, by_month = ulmfit(*asked, "--json").record["by"]
    assert (by_town["column"], by_month["unit"]) == ("town", "month")
    east, west = by_town["groups"]
    assert (east["name"], east["n"], east["accuracy"]) == ("east", 30, 1.0)
    assert (west["name"], west["n"], west["accuracy"]) == ("west", 10, 0.0)
    assert 0.2 < west["accuracy_interval"]["high"] < 0.4
    lines = ulmfit(*asked).out.splitlines()
    assert any(line.split()[:3] == ["east", "30", "100.0%"] for line in lines)
    assert any("sent, by month" in line for line in lines)


def test_amounts_and_months_are_taken_for_what_they_are(
    ulmfit: Ulmfit, model: Path, tmp_path: Path
) -> None:
    rows = [
        (f"Where is the river {n}?", "place", f"-{1 + n % 20},50 €", f"März {2020 + n % 3}")
        for n in range(60)
    ]
    path = write_csv(tmp_path / "typed.csv", [("text", "label", "balance", "sent"), *rows])
    asked = ("evaluate", model, path, "--by", "balance", "--by", "sent", "--json")
    by_balance, by_year = ulmfit(*asked).record["by"]
    assert by_balance["unit"] == "number"
    assert by_balance["groups"][0]["name"] == "-20,50 € to -16,50 €"
    assert [group["n"] for group in by_balance["groups"]] == [15, 15, 15, 15]
    assert by_year["unit"] == "year"
    assert [group["name"] for group in by_year["groups"]] == ["2020", "2021", "2022"]


def test_a_column_that_makes_no_groups_is_told_of(
    ulmfit: Ulmfit, model: Path, towns_csv: Path
) -> None:
    said = ulmfit("evaluate", model, towns_csv, "--by", "text", "--json")
    assert said.record["by"] == []
    assert '"text" has no values that several texts share.' in said.err
    said = ulmfit("evaluate", model, towns_csv, "--by", "twon")
    assert said.status == 2
    assert 'has no column "twon"' in said.err


def test_damaged_texts_are_read_on_request(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "test.csv"
    path.write_bytes(
        b"text,label\nWhere is \xff?,place\nWho was she?,person\n" + 20 * "é,\n".encode()
    )
    assert ulmfit("evaluate", model, path, "--json").record["n"] == 1
    assert ulmfit("evaluate", model, path, "--json", "--read-damaged").record["n"] == 2


def test_texts_that_the_model_was_made_by_are_told(
    ulmfit: Ulmfit, model: Path, test_csv: Path, tmp_path: Path
) -> None:
    assert ulmfit("evaluate", model, test_csv, "--json").record["n_seen"] is None
    teaching = tmp_path / "teaching.ulmfit"
    write_bundle(tiny_bundle(seen=marks_of(["where is it? ", "Then?"])), teaching)
    said = ulmfit("evaluate", teaching, test_csv, "--json")
    assert "2 of 5 texts taught this model or were held out in its training" in said.err
    others = said.record["others"]
    assert (said.record["n_seen"], others["n"], others["accuracy"]) == (2, 3, 1.0)
    assert "On the other 3 texts:" in ulmfit("evaluate", teaching, test_csv).out


def test_unknown_labels_count_as_errors(ulmfit: Ulmfit, model: Path, test_csv: Path) -> None:
    with test_csv.open("a", encoding="utf-8") as file:
        file.write("Why?,reason\r\nNo label,\r\n")
    said = ulmfit("evaluate", model, test_csv, "--json")
    record = said.record
    assert record["n"] == 6
    assert record["accuracy"] == pytest.approx(4 / 6)
    assert record["unknown_labels"] == ["reason"]
    assert record["n_unlabelled"] == 1
    assert "does not know reason. Counted as errors: 1 text." in said.err
    assert "1 text without a label was passed over." in said.err


def test_labels_that_the_model_knows_are_found_in_cells_of_several(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    """However few the cells are, or all of them alike."""
    model = tmp_path / "themes.ulmfit"
    bundle = keyword_bundle({"salary": "pay", "group": "team"}, task="multi", thresholds=(0.5, 0.5))
    write_bundle(bundle, model)
    texts = write_csv(tmp_path / "in.csv", [("text", "label"), ("salary group", "pay | team")])
    said = ulmfit("evaluate", model, texts, "--json")
    assert said.record["unknown_labels"] == []
    assert 'parted by "|"' in said.err


def test_one_text_is_one(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "one.csv", [("text", "label"), ("Where is it?", "place")])
    out = ulmfit("evaluate", model, path).out
    assert "On 1 text of one.csv" in out
    assert "0.000 (0.00 to 0.79)" in out  # of each label too: one text tells little


def test_only_unknown_labels_are_refused(ulmfit: Ulmfit, model: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [("text", "label"), ("a", "cat"), ("b", "dog")])
    said = ulmfit("evaluate", model, path)
    assert said.status == 2
    assert "knows none of the labels" in said.err


def test_truncated_model_is_a_sentence(ulmfit: Ulmfit, model: Path, test_csv: Path) -> None:
    model.write_bytes(model.read_bytes()[:-200])
    said = ulmfit("evaluate", model, test_csv)
    assert said.status == 2
    assert "cut short or damaged" in said.err
    assert "Traceback" not in said.err


def test_copies_of_a_text_are_told_and_make_no_figure_surer(
    ulmfit: Ulmfit, model: Path, tmp_path: Path
) -> None:
    texts = [f"Where is the river {n % 8}?" for n in range(40)]
    given = [p.label for p in Predictor.open(model).predict_stream(texts)]
    rows = [(texts[n], given[n], f"town {n % 2}") for n in range(40)]
    path = write_csv(tmp_path / "copies.csv", [("text", "label", "town"), *rows])
    asked = ("evaluate", model, path, "--by", "town")
    assert "On 40 texts (8 different) of copies.csv" in ulmfit(*asked).out
    record = ulmfit(*asked, "--json").record
    assert (record["n"], record["n_distinct"], record["accuracy"]) == (40, 8, 1.0)
    assert record["accuracy_interval"]["low"] == pytest.approx(share_interval(8, 8).low)
    for group in record["by"][0]["groups"]:
        assert group["accuracy_interval"]["low"] == pytest.approx(share_interval(4, 4).low)
