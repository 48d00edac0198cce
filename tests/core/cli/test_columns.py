"""What a label cell holds, where the user did not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import tiny_bundle
from tests.core.cli.conftest import Ulmfit, questions, write_csv
from ulmfit_core.cli.columns import mapping
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.label_cells import AS_LIST
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import write_bundle

ONE, MARKED = ["place", "person"], ["place;long", "person", "long", "person;long", "place"]
PYTHON, JSON = ["['place', 'long']", "['person']"], ['["place", "long"]', '["person"]']


def labelled(folder: Path, cells: list[str]) -> Path:
    rows = [(text, cells[i % len(cells)]) for i, (text, _) in enumerate(questions())]
    return write_csv(folder / "in.csv", [("text", "label"), *rows])


@pytest.mark.parametrize(
    ("cells", "found"), [(ONE, None), (MARKED, ";"), (PYTHON, AS_LIST), (JSON, AS_LIST)]
)
@pytest.mark.parametrize("named", [[], ["text"]])
def test_it_is_guessed_as_the_window_does(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cells: list[str],
    found: str | None,
    named: list[str],
) -> None:
    path, label = labelled(tmp_path, cells), "label" if named else None
    columns = mapping(path, named, label, Screen(as_json=True))
    assert columns.label_separator == found
    said = " ".join(capsys.readouterr().err.split())
    assert ('Cells of "label" are taken for several labels' in said) == (found is not None)
    assert mapping(path, named, label, Screen(as_json=True), separator="|").label_separator == "|"


def test_where_a_text_has_one_label_a_cell_is_one(tmp_path: Path) -> None:
    path, screen = labelled(tmp_path, MARKED), Screen(as_json=True)
    assert mapping(path, [], None, screen, several=False).label_separator is None
    assert mapping(path, [], None, screen, with_labels=False).label_separator is None


def test_a_column_that_most_rows_leave_empty_is_not_obvious(tmp_path: Path) -> None:
    rows = [(text, "", label) for text, label in questions()]
    screen, heads = Screen(as_json=True), ("question", "content", "label")
    path = write_csv(tmp_path / "in.csv", [heads, *rows])
    assert mapping(path, [], None, screen).text == ("question",)
    path = write_csv(tmp_path / "other.csv", [("answer", *heads[1:]), *rows])
    with pytest.raises(InputError, match="its columns are: answer, content, label"):
        mapping(path, [], None, screen)


def test_a_training_learns_several(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    path, out = labelled(tmp_path, PYTHON), tmp_path / "m.ulmfit"
    said = ulmfit("train", path, "--base", base, "--preset", "quick", "--out", out, "--json")
    assert said.record["labels"] == ["long", "person", "place"], said.err


def test_a_training_for_one_label_takes_a_cell_for_one(
    ulmfit: Ulmfit, base: Path, tmp_path: Path
) -> None:
    path, out = labelled(tmp_path, ["a;b", "b", "a"]), tmp_path / "m.ulmfit"
    command = ["train", path, "--base", base, "--preset", "quick", "--single-label"]
    assert ulmfit(*command, "--out", out, "--json").record["labels"] == ["a", "a;b", "b"]


@pytest.mark.parametrize("task", ["single", "multi"])
def test_a_measurement_goes_by_the_model(ulmfit: Ulmfit, tmp_path: Path, task: str) -> None:
    model = tmp_path / "model.ulmfit"
    write_bundle(tiny_bundle(task=task), model)
    record = ulmfit("evaluate", model, labelled(tmp_path, MARKED), "--json").record
    marked = ["person;long", "place;long"]
    assert [name for name in record["unknown_labels"] if ";" in name] == (
        marked if task == "single" else []
    )


def test_another_tool_is_given_each_label(ulmfit: Ulmfit, tmp_path: Path) -> None:
    path, out = labelled(tmp_path, MARKED), tmp_path / "out.jsonl"
    said = ulmfit("convert", path, out, "--json")
    assert said.record["labels"] == ["long", "person", "place"]
    assert "several labels" in " ".join(said.err.split())
