from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from tests.core.cli.conftest import Ulmfit, write_csv

MINE = ("place", "person", "place", "person", "place")
THEIRS = ("place", "place", "place", "person", "")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [
        write_csv(
            tmp_path / name, [("text", "label"), *((f"Answer {n}", x) for n, x in enumerate(coder))]
        )
        for name, coder in (("mine.csv", MINE), ("theirs.csv", THEIRS))
    ]


def test_json_holds_every_figure(ulmfit: Ulmfit, files: list[Path]) -> None:
    record = ulmfit("agreement", *files, "--text", "text", "--label", "label", "--json").record
    assert (record["n"], record["n_same"], record["n_only_one"]) == (4, 3, 1)
    assert record["overall"]["kappa"] == pytest.approx(cohen_kappa_score(MINE[:4], THEIRS[:4]))
    assert [each["label"] for each in record["labels"]] == ["person", "place"]
    assert record["disagreements"] == [{"text": "Answer 1", "one": ["person"], "other": ["place"]}]


def test_table_for_people(ulmfit: Ulmfit, files: list[Path]) -> None:
    said = ulmfit("agreement", *files)
    assert "4 texts with labels from both: 75.0% with the same (" in said.out
    assert "Over all labels: kappa 0.50 (" in said.out


def test_what_one_file_has_alone_parts_the_cells_of_the_other(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    """Too few cells hold a mark to tell by them alone."""
    coders = ("a", "b") * 10, ("b;a", *("b", "b|a") * 2, *("b",) * 15)
    for name, cells in zip(("one.csv", "other.csv"), coders, strict=True):
        rows = [(f"Answer {n}", cell.replace("|", ";")) for n, cell in enumerate(cells)]
        write_csv(tmp_path / name, [("text", "label"), *rows])
    for names in ("one.csv", "other.csv"), ("other.csv", "one.csv"):
        record = ulmfit("agreement", *(tmp_path / name for name in names), "--json").record
        assert [each["label"] for each in record["labels"]] == ["a", "b"]


def test_lists_of_one_part_the_cells_of_the_other(ulmfit: Ulmfit, tmp_path: Path) -> None:
    cells = ["place;long", "person", "thing;long", "person;odd"]
    rows = [(f"Answer {n}", cell) for n, cell in enumerate(cells)]
    one = write_csv(tmp_path / "one.csv", [("text", "label"), *rows])
    other = tmp_path / "other.jsonl"
    written = (json.dumps({"text": text, "label": cell.split(";")}) for text, cell in rows)
    other.write_text("\n".join(written), encoding="utf-8")
    for files in (one, other), (other, one):
        record = ulmfit("agreement", *files, "--json").record
        assert (record["n"], record["n_same"]) == (4, 4)


def test_texts_that_differ_are_written(ulmfit: Ulmfit, files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "differ.csv"
    assert ulmfit("agreement", *files, "--out", out).status == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["text", "mine", "theirs"], ["Answer 1", "person", "place"]]
    assert ulmfit("agreement", *files, "--out", out).status == 2


def test_other_texts_are_refused(ulmfit: Ulmfit, files: list[Path], tmp_path: Path) -> None:
    other = write_csv(tmp_path / "other.csv", [("text", "label"), ("Another", "place")])
    said = ulmfit("agreement", files[0], other)
    assert said.status == 2
    assert "No text has labels from both" in said.err


def test_that_none_fits_is_an_answer(ulmfit: Ulmfit, tmp_path: Path) -> None:
    heads = ("text", "label", "given_place", "given_person")
    coders = (["x", "", "", None], ["x", "", "p", ""])
    cells = {"x": ("place", 1, 0), "": ("", 0, 0), "p": ("person", 0, 1), None: ("", "", "")}
    one, other = (
        write_csv(
            tmp_path / name, [heads, *((f"Answer {n}", *cells[x]) for n, x in enumerate(coder))]
        )
        for name, coder in zip(("one.csv", "other.csv"), coders, strict=True)
    )
    said = ulmfit("agreement", one, other, "--json")
    record = said.record
    assert (record["n"], record["n_same"], record["n_only_other"]) == (3, 2, 1)
    assert record["disagreements"] == [{"text": "Answer 2", "one": [], "other": ["person"]}]
    assert 'Taking the columns "given_…" of one.csv (--label).' in said.err
