"""The page Evaluate, with a model that hangs on known words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.models.training_record import cited_words
from app.notices import Notice, NoticeKind
from app.operations import history
from app.operations.labelling import label_one
from app.pages.evaluate_page import EvaluatePage
from app.pages.label_page import LabelPage
from app.pages.registry import page_factories
from app.pages.train_page import TrainPage
from app.studio import Studio
from app.workspace import Change
from tests.builders import keyword_bundle
from tests.core.project.projects import add, finished_training
from tests.gui.conftest import put_away
from tests.gui.training_events import write_log
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.report import EvaluationReport
from ulmfit_core.export.bundle import ModelBundle
from ulmfit_core.project.abstaining import read_threshold
from ulmfit_core.project.evaluation import score_test_set, scores_path
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.training import Training
from ulmfit_core.training.events import RunFinished, RunStarted

WORDS = {"refund": "money", "invoice": "money", "chain": "repair", "brake": "repair"}
N = 80


@pytest.fixture(scope="module")
def bundle() -> ModelBundle:
    return keyword_bundle(WORDS)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory, bundle: ModelBundle) -> Path:
    """Eighty letters, half of them locked away and read by a model; every eighth has a label its
    word denies."""
    folder = tmp_path_factory.mktemp("scored") / "letters"
    with Project.create(folder, "Letters") as made:
        add(made, letters(), test_fraction=0.5, seed=1, kept=("town",))
        score(made, finished_training(made, bundle))
    return folder


def letters() -> list[Document]:
    words = list(WORDS)
    return [letter(n, f"Letter {n} about the {words[n % 4]}.", _label(n)) for n in range(N)]


def score(project: Project, training: Training) -> None:
    """What a child process does for the page, done here: starting one takes seconds."""
    for _ in score_test_set(project.folder / DATABASE_NAME, training, threads=1):
        pass


@pytest.fixture
def project(studio: Studio, scored: Path, tmp_path: Path) -> Project:
    shutil.copytree(scored, tmp_path / "letters")
    studio.workspace.open(tmp_path / "letters")
    return studio.workspace.project


def letter(n: int, text: str, *labels: str) -> Document:
    town = "west" if n % 8 == 0 else "east"
    return Document(text, labels, f"m{n}", "m.csv", n + 1, (("town", town),))


def _label(n: int) -> str:
    label = WORDS[list(WORDS)[n % 4]]
    return {"money": "repair", "repair": "money"}[label] if n % 8 == 0 else label


@pytest.fixture
def training(project: Project) -> Training:
    return Training(project.runs.all()[0].path)


@pytest.fixture
def unread(training: Training) -> Training:
    """One whose test set no model has read yet. Ask for it before the window, which opens the
    page at once."""
    scores_path(training).unlink()
    return training


@pytest.fixture
def damaged(unread: Training) -> Training:
    unread.model_path.write_bytes(b"nothing of the kind")
    return unread


@pytest.fixture
def imported_anew(project: Project, training: Training) -> Training:
    """One whose texts were taken out and came again, with another test set."""
    project.commands.undo()
    add(project, letters(), test_fraction=0.5, seed=2)
    score(project, training)
    return training


@pytest.fixture
def window(qtbot: QtBot, studio: Studio) -> Iterator[MainWindow]:
    made = MainWindow(studio, page_factories())
    made.resize(1180, 780)
    made.show()
    qtbot.waitExposed(made)
    yield made
    put_away(made)


@pytest.fixture
def entered(window: MainWindow, studio: Studio, training: Training) -> EvaluatePage:
    """The page, just come to."""
    studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    return page


@pytest.fixture
def page(qtbot: QtBot, entered: EvaluatePage) -> EvaluatePage:
    """The page with its first report."""
    measured(qtbot, entered)
    return entered


def is_idle(page: EvaluatePage) -> bool:
    """Whether no report is being made or looked up, nor soon will be."""
    return not page._pause.isActive() and not page.studio.activities._tasks


def measured(qtbot: QtBot, page: EvaluatePage) -> EvaluationReport:
    qtbot.waitUntil(lambda: page.report is not None and is_idle(page), timeout=180_000)
    assert page.report is not None
    return page.report


def test_the_scores_stand_beside_the_baselines(page: EvaluatePage) -> None:
    report = page.report
    assert report is not None
    scores = page.view.scores
    assert scores.value.text() == f"{report.evaluation.accuracy:.1%}"
    assert "of 40 labelled test texts are right" in scores.counts.text()
    names = [score.name for score in scores.accuracy.scores]
    assert names == ["This model", "TF-IDF + regression", "Most frequent label"]
    interval = report.evaluation.accuracy_interval
    assert interval is not None
    words = f"{report.evaluation.accuracy:.1%} ({interval.low * 100:.1f} to"
    assert f"This model: {words}" in scores.accuracy.accessibleDescription()
    figures = [row[0] for row in scores.table.cells()]
    assert figures == ["Accuracy", "Macro F1", "Log-loss", "Calibration error"]
    assert scores.table.cells()[0][1].startswith(scores.value.text())
    assert "too few to rely on" in scores.warning.text()
    assert "import more texts where all of it is labelled" in scores.warning.text()
    shown = [label.text() for label in page.view.findChildren(QLabel) if label.isVisible()]
    assert any(words.startswith("40 texts are too few") for words in shown)
    assert not any(words.startswith("Chosen by these very texts") for words in shown)


def test_every_chart_is_a_table_too(page: EvaluatePage) -> None:
    report = page.report
    assert report is not None
    assert len(page.view.bins.cells()) == len(report.reliability)
    assert page.view.bins.isHidden()
    turn = page.view.bins.parentWidget().turn  # type: ignore[union-attr]
    turn.click()
    assert page.view.bins.isVisibleTo(page.view)
    assert page.view.reliability.isHidden()
    cells = page.view.classes.cells()
    assert [row[0] for row in cells] == ["money", "repair"]
    assert sum(int(row[4]) for row in cells) == 40


def test_a_threshold_is_kept_with_the_training(
    page: EvaluatePage, training: Training, window: MainWindow
) -> None:
    abstain = page.view.abstain
    assert abstain.threshold == 0.0
    assert abstain.says.text().startswith("40 texts are too few")
    abstain.slider.setValue(75)
    assert read_threshold(training) == 0.75
    page._begin()
    assert abstain.threshold == 0.75


def test_a_cell_opens_its_texts_by_keyboard(qtbot: QtBot, page: EvaluatePage) -> None:
    report = page.report
    assert report is not None
    page.show_figures()
    matrix = page.view.matrix
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert (matrix.currentIndex().row(), matrix.currentIndex().column()) == (1, 0)
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    expected = [document.id for document in report.cell(1, 0)]
    assert [document.id for document in page.texts.model.documents] == expected
    assert expected
    assert page.texts.title.text() == f"repair, given money · {len(expected)} texts"
    shown = page.texts.document
    assert shown is not None
    assert shown.id == expected[0]
    assert page.texts.reader.toPlainText() == shown.text
    QTest.keyClick(page.texts.table, Qt.Key.Key_Escape)
    assert page.view.isVisible()


def test_an_empty_cell_says_so(posted: list[Notice], page: EvaluatePage) -> None:
    page.view.matrix.clicked.emit(page.view.matrix.table.index(0, 1))
    assert [notice.text for notice in posted] == ["There is no such text."]
    assert page.view.isVisible()


def test_the_words_that_spoke_are_marked(qtbot: QtBot, page: EvaluatePage) -> None:
    page.show_mistakes()
    texts = page.texts
    qtbot.waitUntil(lambda: bool(texts.reader.extraSelections()), timeout=30_000)
    (mark,) = texts.reader.extraSelections()
    assert mark.cursor.selectedText() in WORDS
    assert mark.format.underlineStyle() == QTextCharFormat.UnderlineStyle.SingleUnderline
    given = texts.model.index(0, 2).data()
    assert texts.label_shown.currentData() == given == WORDS[mark.cursor.selectedText()]
    assert texts.legend.told.text().startswith("+")
    assert mark.cursor.selectedText() in texts.legend.told.text()
    texts.label_shown.setCurrentIndex(1)
    texts.label_shown.activated.emit(1)
    (mark,) = texts.reader.extraSelections()
    assert mark.format.underlineStyle() == QTextCharFormat.UnderlineStyle.DashUnderline
    assert texts.legend.told.text().startswith("−")


def test_they_speak_for_labels_as_they_are_called_now(
    qtbot: QtBot, page: EvaluatePage, project: Project, studio: Studio
) -> None:
    page.show_mistakes()
    box = page.texts.label_shown
    qtbot.waitUntil(lambda: box.findData("money") >= 0)
    money = project.labels.named("money")
    assert money is not None
    studio.workspace.notify(project.labels.rename(money.id, "cash"))
    qtbot.waitUntil(lambda: box.findData("cash") >= 0)
    assert box.count() == 2


def test_a_label_is_mended_from_there_and_the_mending_undone(
    qtbot: QtBot, page: EvaluatePage, project: Project, studio: Studio
) -> None:
    before = page.report
    assert before is not None
    page.show_mistakes()
    wrong = page.texts.model.documents[0]
    label = project.labels.named(before.labels[wrong.given[0]])
    assert label is not None
    page.texts.panel.buttons[label.id].click()
    (stored,) = project.documents.documents([wrong.id])
    assert stored.labels == (label.id,)
    qtbot.waitUntil(lambda: page.report is not before and is_idle(page), timeout=60_000)
    after = page.report
    assert after is not None
    assert after.evaluation.accuracy == pytest.approx(before.evaluation.accuracy + 1 / 40)
    assert page.texts.model.documents[0].is_right
    assert page.texts.isVisible()
    assert page.texts.panel.buttons[label.id].isChecked()
    history.undo(studio)
    qtbot.waitUntil(
        lambda: page.report is not None and page.report.state == before.state and is_idle(page),
        timeout=60_000,
    )
    assert not page.texts.panel.buttons[label.id].isChecked()


def test_a_list_of_texts_is_left_where_others_have_their_ids(
    qtbot: QtBot, page: EvaluatePage, project: Project, studio: Studio
) -> None:
    page.show_mistakes()
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go_to("import")
    history.undo(studio)
    add(project, [letter(n, f"Note {n}", _label(n)) for n in range(N)], test_fraction=1.0)
    studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    measured(qtbot, page)
    assert page.view.isVisible()
    page.show_mistakes()
    assert page.texts.reader.toPlainText().startswith("Note")


def test_a_key_labels_the_text_that_is_read(
    qtbot: QtBot, page: EvaluatePage, project: Project
) -> None:
    page.show_mistakes()
    document = page.texts.document
    assert document is not None
    other = next(label for label in project.labels.all() if label.id not in document.labels)
    page.window().activateWindow()
    QTest.keyClick(page.texts.table, getattr(Qt.Key, f"Key_{other.shortcut}"))
    (stored,) = project.documents.documents([document.id])
    assert stored.labels == (other.id,)
    measured(qtbot, page)


def test_a_report_that_holds_is_not_made_again(
    qtbot: QtBot, page: EvaluatePage, training: Training, window: MainWindow
) -> None:
    written = (training.folder.path / "evaluation.json").stat().st_mtime_ns
    window.go_to("import")
    window.go_to("evaluate")
    qtbot.waitUntil(lambda: is_idle(page))
    assert (training.folder.path / "evaluation.json").stat().st_mtime_ns == written


def test_the_page_train_says_which_figure_to_cite(
    qtbot: QtBot, window: MainWindow, page: EvaluatePage, studio: Studio, training: Training
) -> None:
    assert page.report is not None
    finish = RunFinished(0, {"accuracy": 0.9, "n_valid": 20.0})
    write_log(training.folder.path, [RunStarted("training", 0, ()), finish])
    window.go_to("train")
    train = window.page()
    assert isinstance(train, TrainPage)
    train.refresh(Change.RUNS)
    train.runs.look.click()
    qtbot.waitUntil(lambda: train.view.cited.isVisible())
    n, share = page.report.evaluation.n, page.report.evaluation.accuracy
    assert "right on 90.0% of 20 held-out" in train.view.sentence.text()
    assert train.view.cited.text() == cited_words(n, share)
    label_one(studio, 1, [1])  # it was 2: the figure is of labels that are no more
    qtbot.waitUntil(lambda: not train.view.cited.isVisible())


def test_of_a_model_whose_lessons_came_anew_it_says_what_is_missing_and_doubtful(
    qtbot: QtBot, imported_anew: Training, window: MainWindow, page: EvaluatePage
) -> None:
    scores = page.view.scores
    assert scores.beside.text().startswith("Nothing is beside it: texts that it learnt from")
    assert "it may know some of the test set" in scores.warning.text()
    finish = RunFinished(0, {"accuracy": 0.9, "n_valid": 20.0})
    write_log(imported_anew.folder.path, [RunStarted("training", 0, ()), finish])
    window.go_to("train")
    train = window.page()
    assert isinstance(train, TrainPage)
    train.refresh(Change.RUNS)
    train.runs.look.click()
    qtbot.waitUntil(lambda: "held-out" in train.view.sentence.text() and is_idle(page))
    assert not train.view.cited.isVisible()


def test_another_training_is_chosen(qtbot: QtBot, page: EvaluatePage, project: Project) -> None:
    other = keyword_bundle({word: WORDS[word] for word in ("refund", "chain")})
    score(project, finished_training(project, other))
    page.studio.workspace.notify(Change.RUNS)
    qtbot.waitUntil(lambda: page.trainings.count() == 2)
    assert page.trainings.currentText() == "Training 1, Standard"  # what was looked at stays
    first = page.report
    page.trainings.setCurrentIndex(0)
    second = measured(qtbot, page)
    assert first is not None
    assert second.evaluation.accuracy < first.evaluation.accuracy


def test_it_leads_on_with_the_model_that_is_looked_at(qtbot: QtBot, page: EvaluatePage) -> None:
    assert page.choice is not None
    with qtbot.waitSignal(page.step_wanted) as wanted:
        page.go_on.click()
    assert wanted.args == [f"use/{page.choice.path.name}"]


def test_a_test_set_without_labels_asks_for_some(
    qtbot: QtBot, entered: EvaluatePage, project: Project, window: MainWindow, studio: Studio
) -> None:
    measured(qtbot, entered)
    ids = [document.id for document in project.test_set()]
    studio.workspace.notify(project.annotations.clear(ids))
    qtbot.waitUntil(lambda: entered.empty.isVisible())
    assert entered.empty.title.text() == "The test set has no labels yet"
    qtbot.mouseClick(entered.empty.button, Qt.MouseButton.LeftButton)
    page = window.page()
    assert isinstance(page, LabelPage)
    qtbot.waitUntil(lambda: page.document is not None)
    assert page.queue_choice.currentData() == "test"
    assert page.document is not None
    assert page.document.is_test
    label = project.labels.all()[0]
    page.decisions.give(label)
    assert {document.id for document in project.training_set()}.isdisjoint(ids)
    assert len(list(project.test_set())) == 1


def test_a_project_without_a_test_set_is_told(
    window: MainWindow, studio: Studio, tmp_path: Path, bundle: ModelBundle
) -> None:
    studio.workspace.create(tmp_path / "other", "Other")
    project = studio.workspace.project
    add(project, [letter(1, "A refund", "money"), letter(2, "A chain", "repair")])
    finished_training(project, bundle)
    studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    assert page.empty.title.text() == "This project has no test set"
    assert page.label_test.isHidden()


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("damaged")
def test_a_damaged_model_is_told(qtbot: QtBot, posted: list[Notice], window: MainWindow) -> None:
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    qtbot.waitUntil(lambda: bool(posted), timeout=180_000)  # a child looks at it
    assert posted[0].kind is NoticeKind.ERROR
    qtbot.waitUntil(lambda: page.empty.title.text() == "This model was not measured")


@pytest.mark.usefixtures("entered")
def test_a_project_closed_meanwhile_is_no_trouble(qtbot: QtBot, studio: Studio) -> None:
    studio.workspace.close()
    qtbot.waitUntil(lambda: not studio.activities.running, timeout=30_000)


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("unread")
def test_stopped_while_reading_it_offers_another_try(
    qtbot: QtBot, studio: Studio, window: MainWindow
) -> None:
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    qtbot.waitUntil(lambda: bool(studio.activities.running))
    studio.activities.running[0].stop()
    qtbot.waitUntil(lambda: page.empty.button.text() == "Try again", timeout=180_000)
    assert page.report is None
    page.empty.acted.emit()
    measured(qtbot, page)


def test_any_number_of_labels_has_no_matrix_but_opens_by_label(
    qtbot: QtBot, window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "multi", "Multi")
    project = studio.workspace.project
    project.set_task("multi")
    documents = [
        letter(n, f"Letter {n}: {word}", *({"money", "repair"} if n % 5 == 0 else {WORDS[word]}))
        for n, word in enumerate([*WORDS] * 10)
    ]
    add(project, documents, test_fraction=0.5)
    multi = keyword_bundle(WORDS, task="multi", thresholds=(0.7, 0.7))
    score(project, finished_training(project, multi))
    studio.workspace.notify(Change.ALL)
    window.go_to("evaluate")
    page = window.page()
    assert isinstance(page, EvaluatePage)
    report = measured(qtbot, page)
    assert report.task == "multi"
    assert not page.view.matrix.isVisibleTo(page.view)
    assert sum(int(row[2]) for row in page.view.bins.cells()) == 2 * report.evaluation.n
    assert page.view.bins.horizontalHeaderItem(2).text() == "Answers"  # one a label
    page.view.classes.selectRow(0)
    QTest.keyClick(page.view.classes, Qt.Key.Key_Return)
    found = {document.id for document in report.missed(0)}
    assert {document.id for document in page.texts.model.documents} == found
    assert found
    repaired = page.texts.model.documents[0]
    assert page.texts.model.index(0, 1).data() == "money, repair"
    money = project.labels.named("money")
    assert money is not None
    page.texts.panel.buttons[money.id].click()
    (stored,) = project.documents.documents([repaired.id])
    assert money.id not in stored.labels
    assert len(stored.labels) == 1
    qtbot.waitUntil(lambda: page.report is not report and is_idle(page), timeout=60_000)


def test_groups_have_their_own_figures_and_mistakes(
    qtbot: QtBot, posted: list[Notice], page: EvaluatePage
) -> None:
    groups = page.view.groups
    assert [groups.way.itemText(i) for i in range(groups.way.count())] == ["town"]
    (east, *right), (west, *wrong), (every, *_) = groups.table.cells()
    assert (east, right[1:3]) == ("east", ["0", "100%"])
    assert (west, wrong[1:3], every) == ("west", [wrong[0], "0%"], "All texts")
    assert int(right[0]) + int(wrong[0]) == 40
    groups.table.opened.emit(1)
    assert page.texts.isVisible()
    assert page.texts.title.text() == f"west · {wrong[0]} texts"
    page.show_figures()
    groups.table.opened.emit(0)
    assert not page.texts.isVisible()
    assert [notice.text for notice in posted] == ["east: no mistakes"]


def test_back_from_the_texts_the_figure_that_opened_them_has_the_keyboard(
    page: EvaluatePage,
) -> None:
    page.show_figures()
    assert page.view.focusWidget() is page.view.matrix
    for table in (page.view.groups.table, page.view.mistakes):
        table.setFocus()
        table.selectRow(1)
        QTest.keyClick(table, Qt.Key.Key_Return)
        assert page.texts.isVisible()
        QTest.keyClick(page.texts.table, Qt.Key.Key_Escape)
        assert page.view.focusWidget() is table
        assert table.currentRow() == 1


def test_groups_of_another_training_go_as_its_report_does(qtbot: QtBot, page: EvaluatePage) -> None:
    report = page.report
    assert report is not None
    page._begin()
    page._show_report(report)
    assert page.view.isVisible()
    assert not page.view.groups.isVisible()
    qtbot.waitUntil(page.view.groups.isVisible)


def test_mistakes_of_a_group_are_those_of_the_report_that_is_shown(page: EvaluatePage) -> None:
    report = page.report
    assert report is not None
    first, *others = report.mistakes()
    documents = [document for document in report.documents if document.id != first.id]
    page.report = replace(report, documents=tuple(documents))
    page.view.groups.table.opened.emit(1)
    assert {d.id for d in page.texts.model.documents} <= {document.id for document in others}


def test_where_nothing_makes_groups_there_are_none(page: EvaluatePage) -> None:
    assert page.report is not None
    assert page.view.groups.isVisible()
    page.view.show_groups((), page.report)
    assert not page.view.groups.isVisible()
