"""What a label cell holds, where the user did not say."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import tiny_bundle
from tests.core.cli.conftest import Ulmfit, questions, write_csv
from ulmfit_core.cli.columns import mapping
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.label_cells import AS_LIST
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.corpus.sniffing import sniff
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.predictor import Predictor

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
    path, label = labelled(tmp_path, cells), ["label"] if named else []
    columns = mapping(path, named, label, Screen(as_json=True))
    assert columns.label_separator == found
    said = " ".join(capsys.readouterr().err.split())
    assert ('Cells of "label" are taken for several labels' in said) == (found is not None)
    assert mapping(path, named, label, Screen(as_json=True), separator="|").label_separator == "|"


def test_a_file_may_be_sorted_by_its_labels(tmp_path: Path) -> None:
    rows = [(f"Text {n}", cell) for cell in sorted(MARKED) for n in range(30)]
    path = write_csv(tmp_path / "in.csv", [("text", "label"), *rows])
    assert mapping(path, [], [], Screen(as_json=True)).label_separator == ";"
    assert len(sniff(path).preview_rows) == 20


def test_what_parts_a_cell_into_labels_that_are_known_parts_them(tmp_path: Path) -> None:
    path, screen = labelled(tmp_path, ["place;long"]), Screen(as_json=True)
    for known, separator in (("place", "long"), ";"), (("place;long", "place"), None), ((), None):
        assert mapping(path, [], [], screen, known=known).label_separator == separator


def test_a_mark_in_many_cells_is_told_where_they_stay_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, screen = labelled(tmp_path, ["place;long", "person;odd", "thing"]), Screen(as_json=True)
    for known, is_told in ((), True), (("place;long",), False):
        assert mapping(path, [], [], screen, known=known).label_separator is None
        said = " ".join(capsys.readouterr().err.split())
        assert ("If they are several, give --label-separator ';'." in said) == is_told


def test_where_a_text_has_one_label_a_cell_is_one(tmp_path: Path) -> None:
    path, screen = labelled(tmp_path, MARKED), Screen(as_json=True)
    assert mapping(path, [], [], screen, several=False).label_separator is None
    assert mapping(path, [], [], screen, with_labels=False).label_separator is None


@pytest.mark.parametrize(
    ("heads", "texts", "words"),
    [
        (("subject", "body", "label"), ("subject", "body"), 'Taking "subject" and "body" of in'),
        (("Subject", " BODY ", "label"), ("Subject", "BODY"), 'Taking "Subject" and "BODY" of'),
        (("Betreff", "text", "label"), ("text",), 'in.csv has no "subject" and "body"'),
    ],
)
def test_the_columns_are_those_of_the_model(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    heads: tuple[str, ...],
    texts: tuple[str, ...],
    words: str,
) -> None:
    cells = [("A ticket", text, label) for text, label in questions()]
    path, screen = write_csv(tmp_path / "in.csv", [heads, *cells]), Screen(as_json=True)
    learnt = TextCells(("subject", "body"))
    assert mapping(path, [], ["label"], screen, learnt=learnt).text == texts
    assert words in " ".join(capsys.readouterr().err.split())
    assert mapping(path, [], [], screen, with_labels=False, learnt=learnt).text == texts
    assert mapping(path, [heads[0]], ["label"], screen, learnt=learnt).text == (heads[0],)


@pytest.mark.parametrize("heads", [("Betreff", "body", "label"), ("subject", "text", "label")])
@pytest.mark.parametrize("with_labels", [True, False])
def test_where_some_of_them_are_missing_it_asks(
    tmp_path: Path, heads: tuple[str, ...], with_labels: bool
) -> None:
    cells = [("A ticket", text, label) for text, label in questions()]
    path, screen = write_csv(tmp_path / "in.csv", [heads, *cells]), Screen(as_json=True)
    learnt, options = TextCells(("subject", "body")), {"with_labels": with_labels}
    with pytest.raises(InputError, match='from "subject" and "body"; in') as raised:
        mapping(path, [], [], screen, learnt=learnt, **options)
    assert f"its columns are: {', '.join(heads)}" in raised.value.hint
    assert mapping(path, heads[:2], [], screen, learnt=learnt, **options).text == heads[:2]


def test_columns_called_alike_are_read_as_html_too(tmp_path: Path) -> None:
    rows = [(text, label) for text, label in questions()]
    path = write_csv(tmp_path / "in.csv", [("Body", "label"), *rows])
    found = mapping(path, [], [], Screen(as_json=True), learnt=TextCells(("body",), True))
    assert (found.text, found.html) == (("Body",), True)


def test_a_first_row_with_the_names_the_model_knows_is_a_header(tmp_path: Path) -> None:
    rows = [("Wie es war", "Was fehlte"), *[(text, text) for text, _ in questions()]]
    path, screen = write_csv(tmp_path / "in.csv", rows), Screen(as_json=True)
    assert sniff(path).has_header is False
    found = mapping(path, [], [], screen, with_labels=False, learnt=TextCells(("Was fehlte",)))
    assert found.text == ("Was fehlte",)


def test_lines_of_text_lack_no_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, screen = tmp_path / "in.txt", Screen(as_json=True)
    path.write_text("Who?\nWhere?\n")
    assert mapping(path, [], [], screen, with_labels=False, learnt=TextCells(("body",))).text == (
        "text",
    )
    assert not capsys.readouterr().err  # there is nothing to choose


def test_a_prediction_and_a_measurement_read_what_the_model_learnt_from(
    ulmfit: Ulmfit, tmp_path: Path
) -> None:
    model, out, bundle = tmp_path / "model.ulmfit", tmp_path / "out.csv", tiny_bundle()
    config = replace(bundle.config, text_columns=("subject", "body"))
    write_bundle(replace(bundle, config=config), model)
    rows = [("A ticket", text, label) for text, label in questions()]
    path = write_csv(tmp_path / "in.csv", [("Subject", "body", "label"), *rows])
    said = ulmfit("predict", model, path, "--out", out, "--json")
    assert 'Taking "Subject" and "body"' in said.err
    read = {"text_columns": ["Subject", "body"], "html": False}
    assert read.items() <= said.record.items()
    with out.open(encoding="utf-8", newline="") as file:
        labels = [row["predicted_label"] for row in csv.DictReader(file)]
    predictor = Predictor.open(model)
    assert labels == [predictor.predict(f"A ticket\n{text}").label for _, text, _ in rows]
    assert read.items() <= ulmfit("evaluate", model, path, "--json").record.items()


MARKED_UP = "<p>{}</p>"


def marked_up(folder: Path) -> Path:
    rows = [(MARKED_UP.format(text), label) for text, label in questions()]
    return write_csv(folder / "html.csv", [("body", "label"), *rows])


@pytest.mark.parametrize("named", [[], ["body"]])
def test_whether_cells_are_html_is_guessed_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], named: list[str]
) -> None:
    path, screen, said = marked_up(tmp_path), Screen(as_json=True), 'Cells of "body" are taken for'
    for with_labels in (True, False):
        assert mapping(path, named, [], screen, with_labels=with_labels).html
        assert said in " ".join(capsys.readouterr().err.split())
        assert not mapping(path, named, [], screen, with_labels=with_labels, html=False).html
    assert not mapping(labelled(tmp_path, ONE), [], [], screen).html
    assert said not in capsys.readouterr().err


@pytest.mark.parametrize("html", [True, False])
def test_they_are_read_as_the_model_learnt_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], html: bool
) -> None:
    path, screen, learnt = marked_up(tmp_path), Screen(as_json=True), TextCells(("body",), html)
    assert mapping(path, [], [], screen, learnt=learnt).html is html
    assert "as in the training" in " ".join(capsys.readouterr().err.split())
    assert mapping(path, [], [], screen, learnt=learnt, html=not html).html is not html
    others = TextCells(("subject",), html)
    assert mapping(path, [], [], screen, learnt=others).html  # as it looks


def test_a_model_of_html_reads_html(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    path, model, out = marked_up(tmp_path), tmp_path / "m.ulmfit", tmp_path / "out.csv"
    said = ulmfit("train", path, "--base", base, "--preset", "quick", "--out", model)
    assert said.status == 0, said.err
    predictor = Predictor.open(model)
    assert predictor.config.text_cells == TextCells(("body",), True)
    assert "body (HTML)" in ulmfit("info", model).out
    ulmfit("predict", model, path, "--out", out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["body"] == MARKED_UP.format(questions()[0][0])  # the file's own cells
    expected = predictor.predict(questions()[0][0]).probability
    assert float(rows[0]["predicted_probability"]) == pytest.approx(expected, abs=1e-5)
    ulmfit("convert", path, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").count("<p>") == 0
    ulmfit("convert", path, tmp_path / "b.csv", "--no-html")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8").count("<p>") == len(rows)


def test_a_column_that_most_rows_leave_empty_is_not_obvious(tmp_path: Path) -> None:
    rows = [(text, "", label) for text, label in questions()]
    screen, heads = Screen(as_json=True), ("question", "content", "label")
    path = write_csv(tmp_path / "in.csv", [heads, *rows])
    assert mapping(path, [], [], screen).text == ("question",)
    path = write_csv(tmp_path / "other.csv", [("answer", *heads[1:]), *rows])
    with pytest.raises(InputError, match="its columns are: answer, content, label"):
        mapping(path, [], [], screen)


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


def flags_csv(folder: Path) -> Path:
    path = folder / "flags.csv"
    path.write_text("text,town,rude,kind\na,Rome,1,0\nb,Bonn,1,1\nc,Bonn,0,0\n", encoding="utf-8")
    return path


def test_columns_that_say_yes_or_no_are_a_label_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = mapping(flags_csv(tmp_path), [], ["town", "rude", "kind"], Screen())
    assert (found.label, found.flags) == (("town",), (("rude", "rude"), ("kind", "kind")))
    assert "A label each, by columns that say yes or no: rude, kind." in capsys.readouterr().err


def test_a_training_learns_that_none_fits(ulmfit: Ulmfit, base: Path, tmp_path: Path) -> None:
    path, out = flags_csv(tmp_path), tmp_path / "m.ulmfit"
    path.write_text("text,rude,kind\n" + "a b,1,0\nc d,0,1\ne f,0,0\ng h,,\n" * 6, encoding="utf-8")
    command = ["train", path, "--label", "rude", "--label", "kind", "--base", base, "--json"]
    said = ulmfit(*command, "--preset", "quick", "--valid-fraction", 0, "--out", out)
    assert said.record["labels"] == ["kind", "rude"], said.err
    assert "6 rows have no label" in said.err
    facts = ulmfit("info", out, "--json").record
    assert (facts["task"], facts["data"]["n_train"]) == ("multi", 18)


def test_a_model_s_labels_are_known_among_such_columns(tmp_path: Path) -> None:
    path, screen = flags_csv(tmp_path), Screen(as_json=True)
    found = mapping(path, [], [], screen, known=("kind", "other", "rude"))
    assert found.flags == (("rude", "rude"), ("kind", "kind"))
    with pytest.raises(InputError, match="It is not clear which column"):
        mapping(path, [], [], screen, known=("kind", "town"))
