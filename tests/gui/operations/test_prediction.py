"""Which files leave a choice of columns, and which rows of them get labels."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeKind
from app.operations import prediction
from app.operations.prediction import Columns, look_at_columns, predict_file, predict_project
from app.studio import Studio
from tests.builders import tiny_bundle
from tests.gui.training_events import write_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.abstaining import write_threshold
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training

pytestmark = pytest.mark.usefixtures("project")  # is open wherever a file is labelled

INTERCHANGE = Path(__file__).parents[2] / "assets" / "interchange"


def looked_at(qtbot: QtBot, studio: Studio, source: Path) -> Columns:
    found: list[Columns] = []
    look_at_columns(studio, source, found.append, lambda: pytest.fail("it cannot be read"))
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize(
    ("name", "content", "has_choice"),
    [
        ("a.csv", "id,text\n1,How are you?\n", True),
        ("a.csv", "How are you?\nI am fine.\n", True),  # the first row may be names
        ("a.jsonl", '{"id": 1, "text": "How are you?"}\n', True),
        ("a.jsonl", '{"text": "How are you?"}\n', False),
        ("a.txt", "How are you?\nI am fine.\n", False),
    ],
)
def test_a_choice_is_offered_where_there_is_one(
    qtbot: QtBot, studio: Studio, tmp_path: Path, name: str, content: str, has_choice: bool
) -> None:
    (tmp_path / name).write_text(content)
    assert looked_at(qtbot, studio, tmp_path / name).has_choice is has_choice


def test_what_another_tool_wrote_leaves_none(qtbot: QtBot, studio: Studio) -> None:
    found = looked_at(qtbot, studio, INTERCHANGE / "label_studio.json")
    assert not found.has_choice


@pytest.fixture
def model(project: Project) -> Path:
    """Of a training of the project."""
    path = project.runs.next_run_dir("classifier")
    write_training(path, "quick", 0.8)
    made = Training(path).model_path
    made.parent.mkdir(exist_ok=True)
    write_bundle(tiny_bundle(), made)
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def test_nothing_is_written_among_the_texts_of_a_folder(
    qtbot: QtBot, studio: Studio, model: Path, tmp_path: Path, posted: list[Notice]
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("How are you?")
    target = folder / "labelled.csv"  # the next time it were the table that is read
    predict_file(studio, model, folder, target)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert posted[0].text.startswith(f"{target} lies among the texts")
    assert not target.exists()


@pytest.mark.parametrize(("has_header", "n_rows"), [(True, 2), (False, 3)])
def test_the_first_row_is_what_it_is_said_to_be(
    qtbot: QtBot,
    studio: Studio,
    model: Path,
    source: Path,
    posted: list[Notice],
    has_header: bool,
    n_rows: int,
) -> None:
    source.write_text("Who is it?,When?\nWhat is it?,Then.\nWhere is it?,Now.\n")
    options = ReadOptions(has_header=has_header)
    predict_file(studio, model, source, source.with_name("out.csv"), options=options)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text.startswith(f"{n_rows} rows with their labels")


def test_a_file_gets_no_label_below_what_was_chosen_for_the_model(
    qtbot: QtBot, studio: Studio, model: Path, source: Path, posted: list[Notice]
) -> None:
    write_threshold(Training(model.parents[1]), 0.999)
    source.write_text("text\nWho is it?\n")
    predict_file(studio, model, source, source.with_name("out.csv"))
    qtbot.waitUntil(lambda: bool(posted))
    with source.with_name("out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["text"], row["predicted_label"]) == ("Who is it?", "")


def test_csv_is_written_with_the_delimiter_it_has(
    qtbot: QtBot, studio: Studio, model: Path, source: Path, posted: list[Notice]
) -> None:
    source.write_text("id;text\n1;Who is it?\n2;Where?\n")
    predict_file(studio, model, source, source.with_name("out.csv"))
    qtbot.waitUntil(lambda: bool(posted))
    with source.with_name("out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["text"] for row in rows] == ["Who is it?", "Where?"]


def test_decimals_stand_behind_the_comma_that_the_file_has(
    qtbot: QtBot, studio: Studio, model: Path, source: Path, posted: list[Notice]
) -> None:
    source.write_text("id;text;weight\n1;Who is it?;1,5\n2;Where?;0,25\n")
    predict_file(studio, model, source, source.with_name("out.csv"))
    qtbot.waitUntil(lambda: bool(posted))
    with source.with_name("out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["predicted_probability"][:2] for row in rows] == ["0,", "0,"]


@pytest.mark.parametrize("seconds", [-1.0, 3600.0])
def test_what_took_long_is_told_until_it_is_read(
    qtbot: QtBot,
    studio: Studio,
    model: Path,
    source: Path,
    posted: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
) -> None:
    monkeypatch.setattr(prediction, "LONG", seconds)
    source.write_text("text\nWho is it?\n")
    predict_file(studio, model, source, source.with_name("out.csv"))
    qtbot.waitUntil(lambda: len(posted) == 1)
    predict_project(studio, model, source.with_name("all.csv"))
    qtbot.waitUntil(lambda: len(posted) == 2)
    assert [notice.kind for notice in posted] == [NoticeKind.SUCCESS] * 2
    assert [notice.stays for notice in posted] == [seconds < 0] * 2


def test_cells_of_html_are_read_as_the_project_did_or_as_they_look(
    qtbot: QtBot, studio: Studio, project: Project, source: Path
) -> None:
    source.write_text("body,kind\n" + "<p>Who is it?</p>,a\n" * 3)
    assert looked_at(qtbot, studio, source).html
    settings = ImportSettings("old.csv", 0.0, text_columns=("body",))
    for _ in project.import_documents([Document("a", (), "1", "old.csv", 1)], settings):
        pass
    assert not looked_at(qtbot, studio, source).html


@pytest.mark.parametrize(("columns", "html"), [((), False), (("body",), True)])
def test_the_words_of_html_are_labelled(
    qtbot: QtBot,
    studio: Studio,
    model: Path,
    source: Path,
    posted: list[Notice],
    columns: tuple[str, ...],
    html: bool,
) -> None:
    out = source.with_name("out.csv")
    source.write_text("body\n" + "<p>Who is it?</p>\n" * 3)
    options = ReadOptions(has_header=True)
    predict_file(studio, model, source, out, columns, options, html=html)
    qtbot.waitUntil(lambda: bool(posted))
    with out.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    expected = Predictor.open(model).predict("Who is it?").probability
    assert row["body"] == "<p>Who is it?</p>"
    assert float(row["predicted_probability"]) == pytest.approx(expected, abs=1e-5)


def test_columns_that_a_workbook_cannot_hold_are_told_before_the_work(
    qtbot: QtBot, studio: Studio, model: Path, source: Path, posted: list[Notice]
) -> None:
    names = ",".join(["text", *(f"c{n}" for n in range(16_384))])
    source.write_text(f"{names}\n{names}\n")
    predict_file(studio, model, source, source.with_name("out.xlsx"))
    qtbot.waitUntil(lambda: bool(posted))
    assert "no more than 16,384 columns" in posted[0].text
    assert not source.with_name("out.xlsx").exists()


def test_cells_that_a_workbook_cannot_hold_are_told(
    qtbot: QtBot, studio: Studio, model: Path, source: Path, posted: list[Notice]
) -> None:
    source.write_text(f"text\n{'a ' * 20_000}\n")
    predict_file(studio, model, source, source.with_name("out.xlsx"))
    qtbot.waitUntil(lambda: len(posted) == 2)
    assert posted[1].text == "1 cell was cut."
