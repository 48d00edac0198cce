"""The page Use, with a model of a few hundred weights made by formula."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.notices import Notice, NoticeKind
from app.operations.export_labels import export_labels
from app.operations.models import export_model, open_predictor, trained_models
from app.operations.prediction import predict_file, predict_project, suggested_output
from app.pages.train_page import TrainPage
from app.pages.use_page import UsePage
from app.studio import Studio
from app.tasks.activity import ActivityState
from tests.builders import LABELS, keyword_bundle, tiny_bundle
from tests.core.corpus.readers.test_workbook import TWO_SHEETS, workbook_of
from tests.gui.pages.training import model_of
from tests.gui.pages.using import opened_use_page
from tests.gui.training_events import write_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import SUFFIXES, Target
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.corpus.reading import read_documents
from ulmfit_core.corpus.writing import open_writer
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.abstaining import write_threshold
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training

TEXT = "Where is the Tagus?"
EXEC = QDialog.exec  # as it is before a fixture refuses it


@pytest.fixture
def model(project: Project) -> Path:
    """The model of the project's second training; the first has none."""
    write_training(project.runs.next_run_dir("classifier"), "quick", 0.8)
    return model_of(project)


@pytest.fixture
def page(qtbot: QtBot, studio: Studio, model: Path) -> Iterator[UsePage]:
    yield from opened_use_page(qtbot, studio)


@pytest.fixture
def _dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """File dialogs are real ones here."""
    monkeypatch.setattr(QFileDialog, "exec", EXEC)


def type_in_the_next_dialog(name: str = "") -> list[str]:
    """Press Enter in it; gives what it proposed, once it was there."""
    proposed: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(10, answer)
            return
        proposed.extend(dialog.selectedFiles())
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(name or field.text())
        QTest.keyClick(field, Qt.Key.Key_Return)

    QTimer.singleShot(0, answer)
    return proposed


def test_the_newest_model_that_is_there_is_chosen(page: UsePage, model: Path) -> None:
    assert page.model_path == model
    assert page.box.models.count() == 1
    assert page.box.models.currentText() == "Training 2 (90.0% right on held-out texts)"
    assert page.box.facts.text() == "3 labels."


def test_a_model_that_was_never_right_is_not_silent_about_it(
    studio: Studio, project: Project
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", 0.0)
    file = Training(path).model_path
    file.parent.mkdir(exist_ok=True)
    file.touch()
    titles = [choice.title for choice in trained_models(studio)]
    assert "Training 1 (0.0% right on held-out texts)" in titles


def test_a_typed_text_gets_its_probabilities(qtbot: QtBot, page: UsePage, model: Path) -> None:
    QTest.keyClicks(page.trial.field, TEXT)
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))
    expected = Predictor.open(model).predict(TEXT)
    shown = {row.name: row.probability for row in page.trial.bars.rows}
    assert [shown[name] for name in LABELS] == pytest.approx(expected.probabilities)
    assert page.trial.answer.text() == expected.label
    best = page.trial.bars.rows[0]
    assert (best.name, best.given) == (expected.label, True)
    assert f"{best.name}: {best.percent}" in page.trial.bars.accessibleDescription()
    page.trial.field.clear()
    qtbot.waitUntil(lambda: not page.trial.bars.rows)


def test_below_the_threshold_of_its_training_it_says_nothing(
    qtbot: QtBot, page: UsePage, model: Path, posted: list[Notice], tmp_path: Path
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go_to("evaluate")
    write_threshold(Training(model.parent.parent), 0.99)
    window.go_to("use")
    assert page.box.facts.text() == "3 labels, none below 0.99."
    QTest.keyClicks(page.trial.field, TEXT)
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))
    assert page.trial.answer.text() == "No label is likely enough"
    assert not any(row.given for row in page.trial.bars.rows)
    target = tmp_path / "cautious.ulmfit"
    page.export_to(target)
    qtbot.waitUntil(lambda: bool(posted))
    assert Predictor.open(target).predict(TEXT).labels == ()
    assert Predictor.open(model).predict(TEXT).labels


def test_its_labels_are_called_as_they_are_called_now(
    qtbot: QtBot, page: UsePage, model: Path, project: Project
) -> None:
    TaughtRecord([(1, ("place",))], time.time()).write(Training(model.parent.parent).taught_path)
    place = project.labels.named("place")
    assert place is not None
    page.studio.workspace.notify(project.labels.rename(place.id, "spot"))
    QTest.keyClicks(page.trial.field, TEXT)
    qtbot.waitUntil(lambda: "spot" in [row.name for row in page.trial.bars.rows])
    assert set(open_predictor(model).labels) == {"spot", "person", "thing"}


def test_merged_labels_answer_as_one(
    qtbot: QtBot, page: UsePage, model: Path, project: Project, tmp_path: Path
) -> None:
    TaughtRecord([(1, ("place",))], time.time()).write(Training(model.parent.parent).taught_path)
    before = dict(zip(LABELS, Predictor.open(model).predict(TEXT).probabilities, strict=True))
    page.trial.field.setPlainText(TEXT)
    page.trial.asked.emit()  # read while the labels are merged
    merged = project.labels.merge([id_of(project, "place")], id_of(project, "person"))
    page.studio.workspace.notify(merged)
    qtbot.waitUntil(lambda: len(page.trial.bars.rows) == 2)
    shown = {row.name: row.probability for row in page.trial.bars.rows}
    both = before["place"] + before["person"]
    assert shown == pytest.approx({"person": both, "thing": before["thing"]})
    assert page.box.facts.text() == "2 labels."
    target = tmp_path / "predicted.csv"
    predict_project(page.studio, model, target)
    qtbot.waitUntil(target.is_file)
    header = target.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.endswith("predicted_probability,probability_person,probability_thing")


def test_an_exported_model_gives_the_merged_label(
    qtbot: QtBot, page: UsePage, model: Path, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    TaughtRecord([(1, ("place",))], time.time()).write(Training(model.parent.parent).taught_path)
    project.labels.merge([id_of(project, "place")], id_of(project, "person"))
    target = tmp_path / "model.ulmfit"
    page.export_to(target)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.SUCCESS
    assert open_predictor(target).labels == ("person", "thing")


def test_the_card_for_a_paper_is_copied_with_names_as_they_are_now(
    page: UsePage, model: Path, project: Project, posted: list[Notice]
) -> None:
    TaughtRecord([(1, ("place",))], time.time()).write(Training(model.parent.parent).taught_path)
    page.studio.workspace.notify(project.labels.rename(id_of(project, "place"), "spot"))
    page.elsewhere.card.click()
    copied = QGuiApplication.clipboard().text()
    assert "## How it was made" in copied
    assert "`spot`" in copied
    assert "`place`" not in copied
    assert posted[-1].text.startswith("The model card is on the clipboard")


def id_of(project: Project, name: str) -> int:
    label = project.labels.named(name)
    assert label is not None
    return label.id


def test_the_words_that_spoke_are_marked_where_they_stand(
    qtbot: QtBot, page: UsePage, tmp_path: Path
) -> None:
    path = tmp_path / "words.ulmfit"
    write_bundle(keyword_bundle({"refund": "money", "chain": "repair"}), path)
    page.use_file(path)
    page.trial.field.setPlainText("Chain refund chain")
    qtbot.waitUntil(lambda: bool(page.trial.field.extraSelections()))
    marks = page.trial.field.extraSelections()
    assert {mark.cursor.selectedText() for mark in marks} == {"Chain", "refund", "chain"}
    assert "speaks for repair" in [label.text() for label in page.trial.findChildren(QLabel)]
    assert re.search(r"−\d\.\d refund", page.trial.legend.told.text())
    QTest.keyClicks(page.trial.field, "x")
    assert page.trial.field.extraSelections() == []
    assert page.trial.legend.isHidden()


def test_a_label_of_the_project_has_its_colour(
    qtbot: QtBot, page: UsePage, project: Project
) -> None:
    page.trial.field.setPlainText(TEXT)
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))
    colours = {label.name: label.colour for label in project.labels.all()}
    shown = {row.name: row.colour for row in page.trial.bars.rows}
    assert (shown["place"], shown["thing"]) == (colours["place"], LABELS.index("thing"))


def test_a_late_answer_is_not_shown_for_another_text(qtbot: QtBot, page: UsePage) -> None:
    page.trial.field.setPlainText(TEXT)
    page.trial.asked.emit()
    page.trial.field.setPlainText("NASA sent a probe to Saturn in 1997.")
    expected = page.predictor.predict(page.trial.text) if page.predictor else None
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))
    assert expected is not None
    assert page.trial.bars.rows[0].probability == pytest.approx(expected.probability)


def test_what_was_typed_before_leaving_is_read_on_return(qtbot: QtBot, page: UsePage) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    page.trial.field.setPlainText(TEXT)
    window.go_to("import")
    assert not page.trial.pause.isActive()
    window.go_to("use")
    qtbot.waitUntil(lambda: bool(page.trial.bars.rows))


def test_a_model_from_elsewhere_is_used(
    qtbot: QtBot, page: UsePage, model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "moods.ulmfit"
    write_bundle(tiny_bundle(labels=("glad", "sad"), task="multi", thresholds=(1.0, 1.0)), path)
    page.trial.field.setPlainText(TEXT)
    assert page.take_files([path])
    qtbot.waitUntil(lambda: {row.name for row in page.trial.bars.rows} == {"glad", "sad"})
    assert page.trial.answer.text() == "No label is likely enough"
    assert page.box.facts.text() == "2 labels, any number of them for a text."
    assert not page.take_files([tmp_path / "texts.csv"])
    page.trial.field.files_pasted.emit([model])
    qtbot.waitUntil(lambda: page.model_path == model)


def test_a_damaged_model_is_told(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    path = tmp_path / "broken.ulmfit"
    path.write_bytes(b"nothing of the kind")
    page.use_file(path)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert page.trial.hint.text() == "This model cannot be used. Choose another one."
    assert not page.label_file.isEnabled()
    assert not page.elsewhere.export.isEnabled()


def test_a_file_is_labelled_row_for_row(
    qtbot: QtBot, page: UsePage, model: Path, posted: list[Notice], tmp_path: Path
) -> None:
    source, target = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_text(f"id,question\n1,{TEXT}\n2,\n3,Who?\n", encoding="utf-8")
    activity = predict_file(page.studio, model, source, target)
    qtbot.waitUntil(lambda: activity.is_over)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["predicted_label"] == Predictor.open(model).predict(TEXT).label
    assert rows[1]["predicted_label"] == ""
    assert str(target) in posted[0].text
    assert posted[0].text.startswith("3 rows with their labels")
    assert posted[1].text == "1 row has no label."


def test_the_columns_that_were_imported_are_offered_first(
    qtbot: QtBot, studio: Studio, page: UsePage, project: Project, tmp_path: Path
) -> None:
    settings = ImportSettings("old.csv", 0.0, text_columns=("subject", "the body"))
    for _ in project.import_documents([Document("a", (), "1", "old.csv", 1)], settings):
        pass
    source = tmp_path / "new.csv"
    source.write_text("text,subject,the body\n1,The man,Who was it?\n", encoding="utf-8")
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert page.columns.chosen() == ("subject", "the body")
    source.write_text("text,subject\nWho was it?,The man\n", encoding="utf-8")
    page.files.take(source)
    qtbot.waitUntil(lambda: page.columns.chosen() == ("text",))
    page._exported(Path("m.ulmfit"))  # the lines are written anew
    assert "texts.csv --text subject --text" in page.elsewhere.command.text


def test_the_columns_that_the_model_learnt_from_come_before_all(
    qtbot: QtBot, page: UsePage, project: Project, tmp_path: Path
) -> None:
    model, bundle = tmp_path / "model.ulmfit", tiny_bundle()
    config = dataclasses.replace(bundle.config, text_columns=("subject", "the body"), html=True)
    write_bundle(dataclasses.replace(bundle, config=config), model)
    page.use_file(model)
    qtbot.waitUntil(lambda: page.predictor is not None and page.model_path == model)
    settings = ImportSettings("old.csv", 0.0, text_columns=("text",))
    for _ in project.import_documents([Document("a", (), "1", "old.csv", 1)], settings):
        pass
    source = tmp_path / "new.csv"
    source.write_text("text,Subject,The body\n1,The man,Who was it?\n", encoding="utf-8")
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert page.columns.chosen() == ("Subject", "The body")
    assert page.columns.learnt.text().endswith("“subject”, “the body”: ticked below.")
    assert page.columns.html.isChecked()
    source.write_text("text,subject\nWho was it?,The man\n", encoding="utf-8")
    page.files.take(source)
    qtbot.waitUntil(lambda: page.columns.chosen() == ("text",))
    assert page.columns.learnt.text().endswith("; this file has no “the body”.")


def test_the_question_for_columns_is_seen_by_who_scrolled_down(
    qtbot: QtBot, page: UsePage, tmp_path: Path
) -> None:
    source = tmp_path / "new.csv"
    source.write_text("id,subject,body\n1,The man,Who was it?\n", encoding="utf-8")
    area = page.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(bar.maximum())
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    shown = page.columns.visibleRegion().boundingRect()
    assert shown.height() == page.columns.height()


@pytest.mark.usefixtures("_dialogs")
def test_which_columns_hold_the_texts_is_asked(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    source, target = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_text("id,subject,body\n1,The man,Who was it?\n2,,Where?\n", encoding="utf-8")
    type_in_the_next_dialog(str(target))
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert page.columns.chosen() == ("body",)
    page.columns.boxes[2].click()
    assert not page.columns.go_on.isEnabled()
    page.columns.boxes[2].click()
    page.columns.boxes[1].click()
    page.columns.go_on.click()
    assert not page.columns.isVisible()
    qtbot.waitUntil(lambda: bool(posted))
    assert target.is_file()
    assert posted[0].text.endswith("the texts were taken from “subject, body”")


def test_a_question_about_another_file_is_withdrawn(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    source = tmp_path / "new.csv"
    source.write_text("id,subject,body\n1,The man,Who was it?\n2,,Where?\n", encoding="utf-8")
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    page.files.take(tmp_path / "gone.csv")
    assert not page.columns.isVisible()
    qtbot.waitUntil(lambda: bool(posted))
    assert not page.columns.isVisible()


@pytest.mark.usefixtures("_dialogs")
def test_a_folder_of_texts_is_labelled(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    mails, target = tmp_path / "mails", tmp_path / "out.csv"
    mails.mkdir()
    (mails / "1.txt").write_text(TEXT, encoding="utf-8")
    type_in_the_next_dialog(str(mails))
    page.label_folder.click()
    type_in_the_next_dialog(str(target))
    qtbot.waitUntil(lambda: bool(posted))
    with target.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["file"], row["text"]) == ("mails/1.txt", TEXT)


@pytest.mark.usefixtures("_dialogs")
def test_a_file_without_a_header_is_told_so(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    source, target = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_text("text\nWho was it?\nWhere was it?\n", encoding="utf-8")
    type_in_the_next_dialog(str(target))
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert [box.accessibleName() for box in page.columns.boxes] == ["text"]
    page.columns.header.setFocus()
    QTest.keyClick(page.columns.header, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.columns.boxes[0].accessibleName() != "text")
    assert not page.columns.has_header
    assert page.columns.header.hasFocus()
    page.columns.boxes[0].setChecked(True)
    page.columns.go_on.click()
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text.startswith("3 rows with their labels")


@pytest.mark.usefixtures("_dialogs")
def test_of_a_workbook_the_chosen_sheet_is_labelled(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    type_in_the_next_dialog(str(target))
    page.files.take(workbook_of(tmp_path / "a.xlsx", TWO_SHEETS))
    qtbot.waitUntil(page.columns.isVisible)
    sheet = page.columns.sheet
    assert (sheet.currentText(), sheet.count()) == ("One", 3)
    sheet.setCurrentIndex(2)
    sheet.activated.emit(2)
    page.columns.go_on.click()
    qtbot.waitUntil(lambda: bool(posted))
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == ["b", "c"]


@pytest.mark.usefixtures("_dialogs")
@pytest.mark.parametrize(("wanted", "n_without"), [(False, 1), (True, 0)])
def test_damaged_rows_are_labelled_all_the_same_where_that_is_wanted(
    qtbot: QtBot,
    page: UsePage,
    posted: list[Notice],
    tmp_path: Path,
    wanted: bool,
    n_without: int,
) -> None:
    source, target = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_bytes("text\nWho was it?\nWhere is the caf\0é?\n".encode())
    type_in_the_next_dialog(str(target))
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert not page.columns.damaged.isChecked()
    page.columns.damaged.setChecked(wanted)
    page.columns.go_on.click()
    qtbot.waitUntil(lambda: bool(posted))
    with target.open(encoding="utf-8", newline="") as file:
        labels = [row["predicted_label"] for row in csv.DictReader(file)]
    assert labels.count("") == n_without


@pytest.mark.usefixtures("_dialogs")
def test_a_workbook_has_no_damaged_rows(qtbot: QtBot, page: UsePage, tmp_path: Path) -> None:
    source = tmp_path / "new.xlsx"
    with open_writer(source, ("text", "note")) as writer:
        writer.write(("Who was it?", "a"))
        writer.write(("Where?", "b"))
    page.files.take(source)
    qtbot.waitUntil(page.columns.isVisible)
    assert page.columns.damaged.isHidden()


@pytest.mark.usefixtures("_dialogs")
def test_lines_of_text_leave_nothing_to_ask(qtbot: QtBot, page: UsePage, tmp_path: Path) -> None:
    source, target = tmp_path / "new.txt", tmp_path / "out.csv"
    source.write_text("Who was it?\nWhere?\n", encoding="utf-8")
    type_in_the_next_dialog(str(target))
    page.files.take(source)
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: not page.studio.activities.running)
    assert not page.columns.isVisible()


def test_a_stopped_file_leaves_nothing(
    qtbot: QtBot, page: UsePage, model: Path, tmp_path: Path
) -> None:
    source, folder = tmp_path / "many.csv", tmp_path / "out"
    folder.mkdir()
    source.write_text("text\n" + f"{TEXT}\n" * 50_000, encoding="utf-8")
    activity = predict_file(page.studio, model, source, folder / "out.csv")
    qtbot.waitUntil(lambda: activity.total > 0, timeout=20_000)
    activity.stop()
    qtbot.waitUntil(lambda: activity.is_over)
    assert activity.state is ActivityState.STOPPED
    assert list(folder.iterdir()) == []


def test_without_room_for_scores_nothing_is_written(
    qtbot: QtBot, page: UsePage, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text\nWhere?\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    posted: list[Notice] = []
    page.studio.notices.posted.connect(posted.append)
    activity = predict_file(page.studio, model, source, tmp_path / "out.csv")
    qtbot.waitUntil(lambda: activity.state is ActivityState.FAILED)
    assert posted[0].text.startswith("Nothing can be kept for the moment")
    assert not (tmp_path / "out.csv").exists()


def test_the_texts_themselves_are_never_written_over(
    qtbot: QtBot, page: UsePage, model: Path, posted: list[Notice], tmp_path: Path
) -> None:
    source = tmp_path / "new.csv"
    source.write_text("text\nWho?\n", encoding="utf-8")
    activity = predict_file(page.studio, model, source, source)
    qtbot.waitUntil(lambda: activity.is_over)
    assert activity.state is ActivityState.FAILED
    assert source.read_text(encoding="utf-8") == "text\nWho?\n"
    assert posted[0].hint == "Choose another file to write."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a.tsv", "a-labelled.tsv"),
        ("a.txt", "a-labelled.csv"),
        ("a.csv.gz", "a-labelled.csv"),
        ("a.ods", "a-labelled.xlsx"),
    ],
)
def test_the_output_is_named_after_the_input(source: str, target: str) -> None:
    assert suggested_output(Path(source)).name == target


def test_the_exported_model_is_the_same_and_named_in_the_code(
    qtbot: QtBot, page: UsePage, model: Path, posted: list[Notice], tmp_path: Path
) -> None:
    target = tmp_path / "my models" / "questions.ulmfit"
    target.parent.mkdir()
    page.export_to(target)
    qtbot.waitUntil(lambda: bool(posted))
    assert target.read_bytes() == model.read_bytes()
    assert posted[0].text == f"The model is in {target}"
    qtbot.mouseClick(page.elsewhere.python.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == page.elsewhere.python.text
    assert f"Predictor.open({json.dumps(str(target))})" in page.elsewhere.python.text
    assert page.elsewhere.command.text.startswith("ulmfit predict ")
    assert "questions.ulmfit" in page.elsewhere.command.text


def test_an_export_onto_itself_changes_nothing(
    qtbot: QtBot, page: UsePage, model: Path, posted: list[Notice]
) -> None:
    before = model.read_bytes()
    page.export_to(model)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert model.read_bytes() == before


@pytest.mark.parametrize("part", ["project.sqlite", "runs/0001-classifier/job.json", "cache/new"])
def test_nothing_is_exported_over_a_part_of_the_project(
    qtbot: QtBot, page: UsePage, model: Path, project: Project, posted: list[Notice], part: str
) -> None:
    target = project.folder / part
    before = target.read_bytes() if target.exists() else None
    page.labels.choose(Target.DOCCANO)
    source = project.folder.parent / "new.csv"
    source.write_text("text\nWho?\n", encoding="utf-8")
    for activity in (
        export_labels(page.studio, target, page.labels.wanted),
        export_model(page.studio, model, target, lambda: None),
        predict_file(page.studio, model, source, target),
    ):
        qtbot.waitUntil(lambda activity=activity: activity.is_over)
        assert activity.state is ActivityState.FAILED
    assert {notice.text for notice in posted} == {
        f"{target} is a part of a project; it was left as it is."
    }
    assert (target.read_bytes() if target.exists() else None) == before


@pytest.mark.parametrize("place", ["exports/labels.jsonl", "labels.jsonl"])
def test_an_export_may_stand_beside_the_parts_of_the_project(
    qtbot: QtBot, page: UsePage, project: Project, place: str
) -> None:
    page.labels.choose(Target.DOCCANO)
    activity = export_labels(page.studio, project.folder / place, page.labels.wanted)
    qtbot.waitUntil(lambda: activity.is_over)
    assert (project.folder / place).is_file()


@pytest.mark.usefixtures("_dialogs")
def test_exports_begin_in_the_folder_for_them_with_the_right_ending(
    qtbot: QtBot, page: UsePage, project: Project
) -> None:
    proposed = type_in_the_next_dialog("questions")
    page.choose_export()
    qtbot.waitUntil((project.exports_dir / "questions.ulmfit").is_file)
    assert [Path(name) for name in proposed] == [project.exports_dir / "model.ulmfit"]
    proposed = type_in_the_next_dialog()
    page.choose_label_export()
    qtbot.waitUntil(Path(proposed[0]).is_file)
    assert Path(proposed[0]).parent == project.exports_dir
    qtbot.waitUntil(lambda: not page.studio.activities.running)


def test_a_model_is_not_exported_under_the_ending_of_another_kind(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    target = tmp_path / "texts.csv"
    target.write_text("text\nWho?\n", encoding="utf-8")
    page.export_to(target)
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == "texts.csv does not end in .ulmfit."
    assert target.read_text(encoding="utf-8") == "text\nWho?\n"


def test_its_labels_can_be_taken_over(qtbot: QtBot, page: UsePage, project: Project) -> None:
    before = {label.name for label in project.labels.all()}
    assert before < set(LABELS)
    assert page.box.take_labels.isVisible()
    page.box.take_labels.click()
    assert {label.name for label in project.labels.all()} == set(LABELS)
    qtbot.waitUntil(lambda: not page.box.take_labels.isVisible())


def test_training_goes_on_from_the_chosen_model(
    page: UsePage, model: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Training] = []
    monkeypatch.setattr(page.studio.training, "start", started.append)
    wanted: list[str] = []
    page.step_wanted.connect(wanted.append)
    page.studio.preferences.update(gentle=True)
    page.box.train_on.click()
    assert wanted == ["train/at-work"]
    assert [(training.job.base, training.job.gentle) for training in started] == [
        (str(model), True)
    ]
    window = page.window()
    assert isinstance(window, MainWindow)
    assert isinstance(window.page(), TrainPage)


@pytest.mark.parametrize("target", list(Target))
def test_labels_are_written_for_other_tools(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path, target: Target
) -> None:
    path = tmp_path / f"labels{SUFFIXES[target]}"
    page.labels.choose(target)
    page.labels.all_texts.setChecked(True)
    activity = export_labels(page.studio, path, page.labels.wanted)
    qtbot.waitUntil(lambda: activity.is_over)
    assert posted[0].text == f"6 texts are in {path}"
    items = list(read_documents(path, ColumnMapping(label=("label",))))
    labels = [item.labels for item in items if isinstance(item, Document)]
    assert labels == [("place",), ("person",), ("place",), ("person",), (), ()]
    assert (len(posted) == 2) == (target is Target.LABEL_STUDIO)


def test_only_labelled_texts_unless_asked(
    qtbot: QtBot, page: UsePage, posted: list[Notice], tmp_path: Path
) -> None:
    path = tmp_path / "labels.csv"
    assert page.labels.for_spreadsheets.isEnabled()
    activity = export_labels(page.studio, path, page.labels.wanted)
    qtbot.waitUntil(lambda: activity.is_over)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,text,label\r\n1,Which one")
    assert posted[0].text.startswith("4 texts")
    page.labels.choose(Target.DOCCANO)
    assert not page.labels.for_spreadsheets.isEnabled()


def test_what_it_can_do_are_commands(page: UsePage) -> None:
    names = [action.text() for action in page.menu_actions()]
    assert names == [
        "Label a file…",
        "Label a folder…",
        "Label the project's texts…",
        "Count the labels",
        "Export the model…",
        "Copy the model card",
        "Train on from this model",
        "Export the labels…",
        "Open a model file…",
    ]


def test_a_project_closed_while_a_text_is_read_is_no_trouble(
    qtbot: QtBot, page: UsePage, studio: Studio
) -> None:
    page.trial.field.setPlainText(TEXT)
    page.trial.asked.emit()
    studio.workspace.close()
    qtbot.wait(0)


def test_at_the_largest_text_nothing_is_scrolled_sideways(qtbot: QtBot, page: UsePage) -> None:
    page.studio.preferences.update(text_size=175)
    page.window().resize(1180, 780)
    area = page.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width())
    assert area.horizontalScrollBar().maximum() == 0


@pytest.mark.usefixtures("_dialogs")
def test_the_project_s_own_texts_are_predicted(
    qtbot: QtBot, page: UsePage, project: Project, model: Path, posted: list[Notice]
) -> None:
    proposals = type_in_the_next_dialog()
    page.label_project.click()
    qtbot.waitUntil(lambda: bool(posted))
    target = Path(proposals[0])
    assert target == project.exports_dir / f"{project.folder.name}-predicted.csv"
    assert posted[0].text == f"6 texts with what the model makes of each are in {target}"
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["place", "person", "place", "person", "", ""]
    first, said = rows[0], Predictor.open(model).predict(rows[0]["text"])
    assert first["predicted_label"] == said.label
    assert float(first["predicted_probability"]) == pytest.approx(said.probability, abs=1e-6)
    assert sum(
        float(first[f"probability_{label}"]) for label in Predictor.open(model).labels
    ) == pytest.approx(1)
