from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import tiny_bundle
from ulmfit_core.corpus.document import Document
from ulmfit_core.predictor import Predictor
from ulmfit_core.project import predicting
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.predicting import write_predictions
from ulmfit_core.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail", task="multi") as made:
        documents = [
            Document(f"text {n}", ("b", "a") if n else (), f"id{n}", "a.csv", n) for n in range(5)
        ]
        for _ in made.import_documents(documents, ImportSettings("a.csv", test_fraction=0.0)):
            pass
        yield made


def test_every_document_has_its_row_whatever_a_block_holds(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predicting, "BLOCK_ROWS", 2)
    predictor, path = Predictor.from_bundle(tiny_bundle()), tmp_path / "out.csv"
    assert list(write_predictions(project, predictor, path))[-1] == 5
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [f"id{n}" for n in range(5)]
    assert [row["label"] for row in rows] == ["", *["a;b"] * 4]
    assert [row["predicted_label"] for row in rows] == [
        predictor.predict(f"text {n}").label for n in range(5)
    ]


def test_kept_columns_stand_between_the_texts_and_the_models(
    project: Project, tmp_path: Path
) -> None:
    late = Document("late", (), "late", "b.csv", 1, (("town", "Łódź"),))
    settings = ImportSettings("b.csv", 0.0, kept_columns=("town", "label"))
    for _ in project.import_documents([late], settings):
        pass
    path = tmp_path / "out.csv"
    list(write_predictions(project, Predictor.from_bundle(tiny_bundle()), path))
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    kept = ["town", "label_2", "file"]
    assert head[:8] == ["id", "text", "label", "is_test", *kept, "predicted_label"]
    assert [row[4:7] for row in rows] == [["", "", "a.csv"]] * 5 + [["Łódź", "", "b.csv"]]


def test_kept_numbers_are_numbers_in_a_format_that_has_such(
    project: Project, tmp_path: Path
) -> None:
    late = Document("late", (), "late", "b.csv", 1, (("age", "34"), ("zip", "01067")))
    settings = ImportSettings("b.csv", 0.0, kept_columns=("age", "zip"))
    for _ in project.import_documents([late], settings):
        pass
    path = tmp_path / "out.jsonl"
    list(write_predictions(project, Predictor.from_bundle(tiny_bundle()), path))
    *_, row = map(json.loads, path.read_text("utf-8").splitlines())
    assert (row["id"], row["age"], row["zip"]) == ("late", 34, "01067")


def test_left_early_nothing_is_written(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    writing = write_predictions(project, Predictor.from_bundle(tiny_bundle()), path)
    next(writing)
    writing.close()
    assert not path.exists()


@pytest.mark.parametrize(("suffix", "has_columns"), [("csv", True), ("jsonl", False)])
def test_a_table_has_a_column_for_each_of_several_labels(
    project: Project, tmp_path: Path, suffix: str, has_columns: bool
) -> None:
    predictor, path = Predictor.from_bundle(tiny_bundle(task="multi")), tmp_path / f"out.{suffix}"
    list(write_predictions(project, predictor, path))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert ("given_place" in lines[0]) is has_columns
    if has_columns:
        said = predictor.predict("text 0").labels
        given = [str(int(label in said)) for label in predictor.labels]
        assert next(csv.reader([lines[1]]))[-3:] == given
