"""The dialog that asks for a base model, by keys; the speeds come from a list."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.dialogs.base_builder import BaseBuilderDialog
from app.main_window import MainWindow
from app.notices import Notices
from app.operations.bases import offer_unfinished_builds
from app.studio import Studio
from app.tasks.activities import Activities
from app.tasks.background_task import Work
from app.tasks.base_pace import BasePace
from app.widgets.start_box import StartBox
from app.widgets.texts import ElidedLabel
from tests.core.corpus.written import pdf
from tests.core.test_base_build import Requests
from tests.core.test_pretraining_corpus import write_articles
from tests.gui.tasks.test_estimator import ListedProber
from ulmfit_core.base_build import BaseBuild, unfinished_builds
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.errors import InputError


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    return write_articles(tmp_path / "numbers.txt", range(60))


@pytest.fixture
def dialog(qtbot: QtBot, studio: Studio, text: Path) -> BaseBuilderDialog:
    return opened(qtbot, studio)


def opened(qtbot: QtBot, studio: Studio) -> BaseBuilderDialog:
    pace = BasePace(studio.activities, ListedProber())
    made = BaseBuilderDialog(studio.bases, pace)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(
    qtbot: QtBot, dialog: BaseBuilderDialog, monkeypatch: pytest.MonkeyPatch, *paths: Path
) -> None:
    chosen = ([str(path) for path in paths], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a: chosen)
    qtbot.keyClick(dialog.form.files, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(dialog._pace.sample.texts or dialog._pace.sample.problem))


def test_by_keys(
    qtbot: QtBot, dialog: BaseBuilderDialog, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[BuildRequest] = []
    dialog.wanted.connect(wanted.append)
    assert not dialog.begin.isEnabled()
    choose(qtbot, dialog, monkeypatch, text)
    assert dialog.form.name.text() == "numbers"
    dialog.form.name.selectAll()
    qtbot.keyClicks(dialog.form.name, "sums")
    dialog.form.hours.selectAll()
    qtbot.keyClicks(dialog.form.hours, "2")
    qtbot.keyClick(dialog.form.hours, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "million tokens in that time" in dialog.reach.text())
    assert "more text would help" in dialog.reach.text()
    qtbot.keyClick(dialog.begin, Qt.Key.Key_Return)
    assert wanted == [BuildRequest("sums", (str(text),), 120.0, "en-compact", False, 8000)]
    dialog.close()


def test_from_the_menu_to_a_base_that_is_listed(
    qtbot: QtBot, window: MainWindow, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(text, range(900))  # enough for an update of all its streams
    window.menus.build_base.trigger()
    (dialog,) = window.findChildren(BaseBuilderDialog)
    choose(qtbot, dialog, monkeypatch, text)
    dialog.form.hours.setDecimals(4)
    dialog.form.hours.setMinimum(0.0)
    dialog.form.hours.selectAll()
    qtbot.keyClicks(dialog.form.hours, "0.0005")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    bases = window.studio.bases
    assert bases.at_work is not None
    qtbot.waitUntil(lambda: bases.at_work is None)
    assert StartBox().findData("numbers") >= 0


def test_a_twin_is_called_after_its_base(
    qtbot: QtBot, dialog: BaseBuilderDialog, text: Path
) -> None:
    dialog.form.take([text])
    dialog.form.reads.setCurrentIndex(dialog.form.reads.findData("en-full"))
    asked = dialog.form.request()
    assert (asked.name, asked.begin, asked.twin) == ("en-full-backward", "en-full", True)
    assert not dialog.form.name.isEnabled()
    assert dialog.form.reads.findData("en-compact") < 0  # it has one
    dialog.close()


def test_text_that_cannot_be_read_is_told_before_it_begins(
    qtbot: QtBot, dialog: BaseBuilderDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG" + bytes(range(256)))
    choose(qtbot, dialog, monkeypatch, picture)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "PNG" in dialog.problem.text()
    assert not dialog.begin.isEnabled()
    dialog.close()


class Unhurried(Activities):
    """Looks things up when the test says so, in any order."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self.asked: list[tuple[Work, Callable[[Any], object]]] = []

    def look_up(
        self,
        work: Work,
        on_success: Callable[[Any], object],
        on_failure: Callable[[], object] | None = None,
    ) -> None:
        self.asked.append((work, on_success))

    def answer(self, question: int) -> None:
        work, then = self.asked[question]
        steps = work()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return then(end.value)


def test_of_two_choices_the_later_one_counts(studio: Studio, text: Path, tmp_path: Path) -> None:
    activities = Unhurried(studio.notices)
    pace = BasePace(activities, None)
    pace.look_at((str(tmp_path / "gone.txt"),))
    pace.look_at((str(text),))
    activities.answer(1)
    activities.answer(0)
    assert (len(pace.sample.texts), pace.sample.problem) == (60, "")


def test_a_folder_that_cannot_be_read_is_told_there(
    qtbot: QtBot, dialog: BaseBuilderDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*asked: object, onerror: Callable[[OSError], None]) -> None:
        onerror(PermissionError(errno.EACCES, "Permission denied", "letters"))

    (tmp_path / "letters").mkdir()
    monkeypatch.setattr(os, "walk", refuse)
    choose(qtbot, dialog, monkeypatch, tmp_path / "letters")
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "letters" in dialog.problem.text()
    dialog.close()


def test_a_table_is_read_from_the_column_that_holds_text(
    qtbot: QtBot, dialog: BaseBuilderDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("kind,question,place\na,Who goes there at night?,Bern\nb,Where to?,Rome\n")
    assert dialog.form.columns.isHidden()
    choose(qtbot, dialog, monkeypatch, table)
    qtbot.waitUntil(dialog.form.columns.isVisible)
    assert dialog.form.request().text_columns == ("question",)
    assert dialog._pace.sample.texts == ("Who goes there at night?", "Where to?")
    qtbot.keyClick(dialog.form.columns, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: dialog._pace.sample.texts == ("Bern", "Rome"))
    assert dialog.form.request().text_columns == ("place",)
    assert dialog.begin.isEnabled()
    dialog.close()


def test_files_without_text_are_told_of(
    qtbot: QtBot, dialog: BaseBuilderDialog, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = text.parent / "texts"
    folder.mkdir()
    text.rename(folder / text.name)
    (folder / "0.txt").write_bytes(b"")
    for name in ("a.pdf", "b.pdf"):
        pdf(folder / name, [])
    choose(qtbot, dialog, monkeypatch, folder)
    qtbot.waitUntil(dialog.left_out.isVisible)
    assert dialog.left_out.text() == (
        "3 files are left out: a.pdf is a scan without text. "
        "Have a program for text recognition (OCR) read it first."
    )
    assert dialog.begin.isEnabled()
    qtbot.waitUntil(lambda: "more text would help" in dialog.reach.text())
    dialog.close()


def test_a_refusal_is_told_there(dialog: BaseBuilderDialog) -> None:
    dialog.show_problem(InputError("That cannot be.", "Choose another."))
    assert dialog.problem.isVisible()
    assert dialog.problem.text() == "That cannot be. Choose another."
    dialog.close()


def test_what_is_not_finished_can_be_gone_on_with_or_discarded(
    qtbot: QtBot, studio: Studio, text: Path
) -> None:
    build = BaseBuild.create(BuildRequest("numbers", (str(text),), 60.0))
    dialog = opened(qtbot, studio)
    for name, signal in (
        ("Go on with numbers", dialog.builds.go_on_wanted),
        ("Discard numbers", dialog.builds.discard_wanted),
    ):
        with qtbot.waitSignal(signal) as heard:
            qtbot.keyClick(named(dialog, name), Qt.Key.Key_Return)
        assert heard.args == [build]
    build.discard()
    dialog.show_builds()
    assert dialog.builds.isHidden()
    dialog.close()


def test_what_is_finished_can_read_on_or_be_deleted(
    qtbot: QtBot, studio: Studio, text: Path
) -> None:
    write_articles(text, range(900))
    build = BaseBuild.create(BuildRequest("numbers", (str(text),), 0.002, vocab_size=320))
    assert list(Requests().follow(build))
    dialog = opened(qtbot, studio)
    with qtbot.waitSignal(dialog.builds.read_on_wanted) as heard:
        qtbot.keyClick(named(dialog, "Have numbers read on"), Qt.Key.Key_Return)
    assert heard.args == [build]
    actions = named(dialog, "More about numbers").menu().actions()
    builds = dialog.builds
    wanted = (
        *(builds.card_wanted, builds.folder_wanted),
        *(builds.rename_wanted, builds.delete_wanted),
    )
    for action, signal in zip(actions, wanted, strict=True):
        with qtbot.waitSignal(signal) as heard:
            action.trigger()
        assert heard.args == [build]
    dialog.close()


def test_a_finished_one_that_is_damaged_is_told_and_can_be_deleted(
    qtbot: QtBot, studio: Studio, text: Path
) -> None:
    build = BaseBuild.create(BuildRequest("numbers", (str(text),), 0.002, vocab_size=320))
    assert list(Requests().follow(build))
    (build.base / "config.json").write_text("{", encoding="utf-8")
    dialog = opened(qtbot, studio)
    (row,) = (label for label in dialog.findChildren(ElidedLabel) if "numbers" in label.whole())
    assert "There is no base model in" in row.whole()
    assert named(dialog, "More about numbers").menu().actions()
    dialog.close()


def test_in_the_window_one_is_discarded_and_another_gone_on_with(
    qtbot: QtBot, window: MainWindow, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numbers", "sums"):
        BaseBuild.create(BuildRequest(name, (str(text),), 60.0))
    offer_unfinished_builds(window.studio)
    assert len(window.toasts.toasts()) == 2
    window.menus.build_base.trigger()
    (dialog,) = window.findChildren(BaseBuilderDialog)
    choose(qtbot, dialog, monkeypatch, text)  # called numbers, too
    qtbot.keyClick(dialog.begin, Qt.Key.Key_Return)
    assert dialog.problem.text().startswith("There is a base model numbers already.")
    monkeypatch.setattr("app.operations.bases.ask", lambda *words: True)
    qtbot.keyClick(named(dialog, "Discard sums"), Qt.Key.Key_Return)
    assert [build.name for build in unfinished_builds()] == ["numbers"]
    qtbot.keyClick(named(dialog, "Go on with numbers"), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    bases = window.studio.bases
    assert bases.at_work is not None
    assert bases.at_work.name == "numbers"
    assert window.toasts.toasts() == []  # nothing is left to offer
    window.studio.activities.finish()
    qtbot.waitUntil(lambda: bases.at_work is None)


def named(dialog: BaseBuilderDialog, name: str) -> QPushButton:
    found = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name]
    return found[-1]
