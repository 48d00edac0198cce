"""Counting the project's labels on the page Use."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.models.count_rows import group_rows
from app.notices import Notice, NoticeKind
from app.operations.counting import save_counts
from app.pages.use_page import UsePage
from app.studio import Studio
from app.widgets.label_counts import LabelCounts
from tests.gui.pages.training import model_of
from tests.gui.pages.using import opened_use_page
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.intervals import Interval
from ulmfit_core.evaluation.label_counts import LabelCount
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.filters import DocumentFilter
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.label_tally import CountedGroup
from ulmfit_core.project.project import Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import Training

COUNTS = (LabelCount("pay\tday", 1300, 1234.4, Interval(1100.2, 1400.0)),)
WHOLE = CountedGroup("", 4000, 100, (1300,), COUNTS)
WEST = CountedGroup(
    "west", 1000, 90, (400,), (LabelCount("pay\tday", 400, 500.0, Interval(450.0, 550.0)),)
)
BY = (
    CountsBy("region", "value", (WEST, CountedGroup("", 3000, 9, (900,), None, n_values=12))),
    CountsBy("sent", "month", (replace(WEST, name="2024-03"), replace(WEST, name="", n_values=0))),
    CountsBy("", "value", (replace(WEST, name="a.csv"),)),
)
COUNTED = CountedLabels(("pay\tday",), WHOLE, 500, BY)


@pytest.fixture
def surveyed(project: Project) -> Project:
    """Its six texts and 200 more, of which 60 are a labelled test set."""
    more = [Document(f"Where is {n}?", (), "", "more.csv", n) for n in range(200)]
    for _ in project.import_documents(more, ImportSettings("more.csv", test_fraction=0.3)):
        pass
    place = project.labels.named("place")
    assert place is not None
    tests = project.documents.document_ids(DocumentFilter(is_test=True)).tolist()
    project.annotations.label([5, 6, *tests], [place.id])
    taught = [(d.id, d.labels) for d in project.training_set()]
    TaughtRecord(taught, time.time()).write(Training(model_of(project).parent.parent).taught_path)
    return project


@pytest.fixture
def page(qtbot: QtBot, studio: Studio, surveyed: Project) -> Iterator[UsePage]:
    yield from opened_use_page(qtbot, studio)


def counted_on(qtbot: QtBot, page: UsePage) -> list[list[str]]:
    qtbot.mouseClick(page.counts.count, Qt.MouseButton.LeftButton)
    assert not page.counts.count.isEnabled()
    qtbot.waitUntil(page.counts.table.isVisible)
    assert page.counts.count.isEnabled()
    return page.counts.table.cells()


def test_the_counts_stand_beside_those_of_the_model(qtbot: QtBot, page: UsePage) -> None:
    rows = {row[0]: row[1:] for row in counted_on(qtbot, page)}
    assert set(rows) == {"place", "person", "thing"}
    assert sum(int(predicted) for predicted, *_ in rows.values()) == 206
    assert rows["place"][1] == "204"  # every one of the test set was so
    assert rows["place"][2].endswith(" to 204")
    assert page.counts.words.text().startswith("Of 206 texts 66 count as people labelled them")
    assert "on 60 test texts" in page.counts.words.text()


def test_labels_that_change_take_the_counts_away(
    qtbot: QtBot, page: UsePage, surveyed: Project
) -> None:
    counted_on(qtbot, page)
    page.studio.workspace.notify(surveyed.annotations.clear([5]))
    qtbot.waitUntil(lambda: not page.counts.table.isVisible())


def test_counts_stay_while_nothing_changes(qtbot: QtBot, page: UsePage) -> None:
    counted = counted_on(qtbot, page)
    page.studio.workspace.notify(page.studio.workspace.project.annotations.flag([5]))
    for step in ("evaluate", "use"):
        page.window().go_to(step)
    assert page.counts.table.isVisible()
    assert page.counts.table.cells() == counted


def test_counts_that_end_on_another_page_are_told(
    qtbot: QtBot, page: UsePage, posted: list[Notice]
) -> None:
    page.counts.count.click()
    page.window().go_to("label")
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == "The labels are counted: see the page Use."
    page.window().go_to("use")
    assert page.counts.table.isVisible()


def test_labels_that_change_meanwhile_are_not_counted(
    qtbot: QtBot, page: UsePage, surveyed: Project, posted: list[Notice]
) -> None:
    page.counts.count.click()
    page.studio.workspace.notify(surveyed.labels.rename(1, "spot"))
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].text == "Labels or texts changed while they were counted."
    assert not page.counts.table.isVisible()
    assert page.counts.count.isEnabled()


def test_without_a_test_set_it_is_said_why_nothing_is_counted(
    qtbot: QtBot, page: UsePage, surveyed: Project, posted: list[Notice]
) -> None:
    surveyed.annotations.clear([5])
    page.counts.count.click()
    qtbot.waitUntil(lambda: bool(posted))
    assert posted[0].kind is NoticeKind.ERROR
    assert posted[0].text.startswith("No test set was drawn from q.csv")
    qtbot.waitUntil(page.counts.count.isEnabled)
    assert not page.counts.table.isVisible()
    window = page.window()
    assert isinstance(window, MainWindow)
    assert len(window.toasts.toasts()) == 1
    window.go_to("label")  # where its words would cover the texts
    assert not window.toasts.toasts()


def test_they_are_copied_as_a_spreadsheet_takes_them(page: UsePage) -> None:
    page.counts.show_counts(COUNTED)
    page.counts.copy.click()
    head, row = QGuiApplication.clipboard().text().splitlines()
    assert head == "label\tpredicted\testimated\tlow_95\thigh_95"
    assert row == "pay day\t1300\t1234\t1100\t1400"


def test_they_are_written_as_a_table(
    studio: Studio, project: Project, posted: list[Notice], tmp_path: Path
) -> None:
    save_counts(studio, COUNTED, tmp_path / "counts.csv")
    with (tmp_path / "counts.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["predicted"], row["estimated"], row["high_95"]) == ("1300", "1234", "1400")
    assert posted[0].text == f"The counts are in {tmp_path / 'counts.csv'}"
    part = project.folder / "cache" / "counts.csv"
    save_counts(studio, COUNTED, part)
    assert posted[1].text == f"{part} is a part of a project; it was left as it is."
    assert not part.exists()


def test_where_people_labelled_every_text_nothing_is_called_estimated(qtbot: QtBot) -> None:
    view = LabelCounts()
    qtbot.addWidget(view)
    view.show_counts(replace(COUNTED, n_labelled=4000))
    assert view.words.text() == "People labelled every text: nothing is estimated."
    view.show_counts(COUNTED)
    assert view.table.cells()[0][1:] == ["1,300", "1,234", "1,100 to 1,400", "31%"]


def choose(box: QComboBox, name: str) -> None:
    """As a person does."""
    box.setCurrentText(name)
    box.activated.emit(box.currentIndex())


@pytest.fixture
def view(qtbot: QtBot) -> LabelCounts:
    made = LabelCounts()
    qtbot.addWidget(made)
    made.show()
    made.show_counts(COUNTED)
    return made


def test_groups_have_a_row_each_and_all_texts_one_for_comparison(view: LabelCounts) -> None:
    assert not view.label.isVisible()
    choose(view.way, "region")
    assert view.label.isVisible()
    assert view.table.cells() == [
        ["west", "1,000", "40%", "50%", "45% to 55%", ""],
        ["12 others", "3,000", "30%", "–", "–", ""],
        ["All texts", "4,000", "33%", "31%", "28% to 35%", ""],
    ]
    heads = [view.table.horizontalHeaderItem(i) for i in range(2)]
    assert [head.text() if head else "" for head in heads] == ["region", "Texts"]
    assert "with fewer than 10 of them nothing is estimated" in view.words.text()
    choose(view.way, "All texts")
    assert view.table.rowCount() == 1
    assert not view.label.isVisible()


def test_shares_are_drawn_up_to_the_widest_interval() -> None:
    rows = group_rows(COUNTED, BY[0], 0)
    assert [row.share and (row.share.value, row.share.most) for row in rows] == [
        (0.5, 0.55),
        None,
        (pytest.approx(0.3086), 0.55),
    ]


def test_dates_and_files_are_ways_to_part_them(view: LabelCounts) -> None:
    names = [view.way.itemText(i) for i in range(view.way.count())]
    assert names == ["All texts", "region", "sent, by month", "File"]
    choose(view.way, "sent, by month")
    assert [row[0] for row in view.table.cells()] == ["2024-03", "No entry", "All texts"]


def test_what_is_chosen_outlasts_another_count(view: LabelCounts) -> None:
    choose(view.way, "region")
    view.show_counts(replace(COUNTED, by=BY[:1]))
    assert view.by == BY[0]
    view.show_counts(replace(COUNTED, by=BY[1:]))
    assert view.by is None
    view.show_counts(replace(COUNTED, by=()))
    assert not view.way.isVisible()


def test_a_column_that_is_called_as_another_way_is_stays_chosen(view: LabelCounts) -> None:
    by = CountsBy("File", "value", (WEST,)), *BY
    view.show_counts(replace(COUNTED, by=by))
    view.way.setCurrentIndex(4)
    assert view.way.currentText() == "File"
    view.show_counts(replace(COUNTED, by=by))
    assert view.by == BY[2]


def test_what_is_copied_runs_as_no_formula(page: UsePage) -> None:
    by = CountsBy("=1+1", "value", (replace(WEST, name="@SUM(A1)"), replace(WEST, name="-5–-2")))
    page.counts.show_counts(replace(COUNTED, by=(by,)))
    choose(page.counts.way, "=1+1")
    page.counts.copy.click()
    rows = QGuiApplication.clipboard().text().splitlines()
    assert [row.split("\t")[0] for row in rows] == ["'=1+1", "'@SUM(A1)", "'-5–-2"]


def test_shown_groups_are_copied_and_written(page: UsePage, studio: Studio, tmp_path: Path) -> None:
    page.counts.show_counts(COUNTED)
    choose(page.counts.way, "region")
    page.counts.copy.click()
    head, west, others = QGuiApplication.clipboard().text().splitlines()
    assert head == "region\ttexts\tlabel\tpredicted\testimated\tlow_95\thigh_95"
    assert west == "west\t1000\tpay day\t400\t500\t450\t550"
    assert others.startswith("(12 others)\t3000\tpay day\t900")
    save_counts(studio, COUNTED, tmp_path / "counts.csv", page.counts.by)
    with (tmp_path / "counts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["region"] for row in csv.DictReader(file)] == ["west", "(12 others)"]
