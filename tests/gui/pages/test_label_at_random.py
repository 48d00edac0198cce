"""Whatever is done on the page Label, and in whatever order, it shows what the project holds."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.models.document_table import ROW_ROLE
from app.operations.history import next_words
from app.pages.decision_words import recent_decisions
from app.pages.label_page import LabelPage
from app.pages.label_walk import QUEUES
from app.translation import tr_count
from app.workspace import Change
from tests.gui.pages.labelling import project_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.labels import Label

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_F, Qt.Key.Key_Delete)
KEYS_OF_ONE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Backspace)


SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))]
N = 60  # actions


class Hand:
    """Does something at random, and looks at what is shown then."""

    def __init__(self, qtbot: QtBot, page: LabelPage, seed: int) -> None:
        self.qtbot, self.page, self.draw = qtbot, page, random.Random(seed)
        self.project, self.studio = project_of(page), page.studio
        window = page.window()
        assert isinstance(window, MainWindow)
        self.window = window
        self.did: list[str] = []

    def act(self) -> None:
        does = [
            *[self.press] * 6,
            *[self.select] * 2,
            *[self.undo] * 3,
            *[self.redo] * 2,
            *[self.change_labels] * 2,
            self.turn,
            self.turn,
            self.filter,
            self.change_queue,
            self.come_back,
            self.set_task,
            self.bring,
        ]
        what = self.draw.choice(does)
        self.did.append(f"{what.__name__} {what() or ''}")
        self.settle()
        self.look()

    def settle(self) -> None:
        def is_quiet() -> bool:
            QApplication.processEvents()
            return not self.studio.activities._tasks and not self.window._refresh_soon.isActive()

        self.qtbot.waitUntil(is_quiet)

    # what is done

    def press(self) -> str:
        views = self.page.views
        target = views.browser.table if views.is_table else views.reading.reader
        keys = KEYS if views.is_table else KEYS + KEYS_OF_ONE
        if not target.isVisible():
            return "nothing"
        if views.is_table and not views.browser.selected():
            self.select()
        target.setFocus()
        key = self.draw.choice(keys)
        self.qtbot.keyClick(target, key)
        return key.name

    def select(self) -> str:
        rows = self.page.browser.model.rowCount()
        if not self.page.views.is_table or not rows:
            return "nothing"
        first = self.draw.randrange(rows)
        last = min(rows - 1, first + self.draw.randrange(4))
        self.page.browser.table.select_rows(first, last)
        return f"{first} {last}"

    def undo(self) -> None:
        if len(self.project.commands.history(2)) > 1:  # not the first import
            self.qtbot.keyClick(self.window, Qt.Key.Key_Z, CONTROL)

    def redo(self) -> None:
        self.qtbot.keyClick(self.window, Qt.Key.Key_Z, CONTROL | SHIFT)

    def turn(self) -> str:
        views = ("show_table", "show_table", "show_reading", "show_reading", "show_progress")
        name = self.draw.choice(views)
        getattr(self.page, name)()
        return name

    def filter(self) -> str:
        browser = self.page.browser
        box = self.draw.choice([browser.state, browser.label])
        box.setCurrentIndex(self.draw.randrange(box.count()))
        box.activated.emit(box.currentIndex())
        return box.currentText()

    def change_queue(self) -> str:
        if not self.page.views.is_one_by_one:
            return "nothing"
        key = self.draw.choice(["learn", "learn", "test", "skipped", "flagged"])
        self.page.show_place(key)
        return key

    def come_back(self) -> None:
        self.window.go_to("import")
        self.settle()
        self.window.go_to("label")

    def bring(self) -> str:
        n = self.draw.randint(1, 2)
        texts = [f"Note {self.draw.randint(1, 9)}" for _ in range(n)]
        names = ["praise", "blame", "new", ""]
        rows = [
            Document(text, tuple(filter(None, [self.draw.choice(names)])), "", "n.csv", i)
            for i, text in enumerate(texts)
        ]
        for _ in self.project.import_documents(rows, ImportSettings("n.csv", 0.5)):
            pass
        self.studio.workspace.notify(Change.DOCUMENTS | Change.ANNOTATIONS | Change.LABELS)
        return str(n)

    def set_task(self) -> None:
        self.page.panel.task_set.emit(self.draw.choice(["single", "multi"]))

    def change_labels(self) -> str:
        panel, labels = self.page.panel, self.project.labels.all()
        what = self.draw.choice(["add", "rename", "merge", "delete", "move", "key"])
        label = self.draw.choice(labels) if labels else None
        others = [other for other in labels if other != label]
        free = [name for name in ("praise", "blame", "other", "none") if not self.named(name)]
        if what == "add" and free:
            panel.added.emit(free[0])
        elif label is None:
            return "nothing"
        elif what == "rename" and free:
            panel.renamed.emit(label, free[-1])
        elif what == "merge" and others:
            panel.merged.emit(label, others[0])
        elif what == "delete":
            panel.deleted.emit(label)
        elif what == "move":
            panel.moved.emit(label, self.draw.choice([-1, 1]))
        elif what == "key":
            panel.key_set.emit(label, None)
        return what

    def named(self, name: str) -> Label | None:
        return self.project.labels.named(name)

    # what is seen

    def look(self) -> None:
        self.look_at_labels()
        self.look_at_counts()
        self.look_at_text()
        self.look_at_table()
        assert self.page.reading.decisions.items() == recent_decisions(self.project, 10)

    def look_at_labels(self) -> None:
        panel, labels = self.page.panel, self.project.labels.all()
        counts = self.project.documents.counts().by_label_in_all
        assert {i: b.count for i, b in panel.buttons.items()} == counts
        assert list(panel.buttons) == [label.id for label in labels]
        assert panel.task.currentData() == self.project.task
        box = self.page.browser.label
        assert [box.itemData(i) for i in range(1, box.count())] == list(panel.buttons)
        assert [box.itemText(i) for i in range(1, box.count())] == [label.name for label in labels]
        is_multi = self.project.task == "multi"
        assert panel.confirm.isVisible() == (
            is_multi and bool(labels) and self.page.views.is_one_by_one
        )

    def look_at_counts(self) -> None:
        counts = self.project.documents.counts()
        assert self.page.bar.labelled.text() == f"{counts.n_with_labels} labelled"
        n_left = self.project.documents.count(QUEUES[self.page.queue_choice.currentData()])
        assert self.page.bar.left.text() == f"{n_left} left"
        step = self.window.sidebar.buttons["label"]
        assert step.state == f"{counts.n_with_labels} of {counts.n_documents} labelled"
        words = next_words(self.studio.workspace)
        menus = self.window.menus
        may = (menus.undo.isEnabled(), menus.redo.isEnabled())
        assert may == (words[0] is not None, words[1] is not None)

    def look_at_text(self) -> None:
        page, document = self.page, self.page.document
        given = {i for i, made in page.panel.buttons.items() if made.isChecked()}
        if document is None:
            assert given == set()
            return
        assert page.reading.reader.toPlainText() == document.text
        assert [document] == self.project.documents.documents([document.id])
        assert ("flagged" in page.reading.about.whole()) == document.flagged
        assert ("skipped" in page.reading.about.whole()) == (document.status == 2)
        chosen = page.decisions.chosen if self.project.task == "multi" else document.labels
        assert given == set(chosen) & set(page.panel.buttons)  # one that was marked may be gone

    def look_at_table(self) -> None:
        browser, model = self.page.browser, self.page.browser.model
        if not browser.isVisible():
            return
        names = {label.id: label.name for label in self.project.labels.all()}
        for n in range(model.rowCount()):
            row = model.index(n, 0).data(ROW_ROLE)
            (found,) = self.project.documents.documents([row.id])
            assert [name for name, _ in row.labels] == [names[i] for i in found.labels]
            assert (row.status, row.flagged) == (found.status, found.flagged)
        n_selected = len(browser.selected())
        said = f" · {n_selected} selected" if n_selected else ""
        words = tr_count("{n} text", "{n} texts", model.rowCount())
        assert browser.count.whole().startswith(words + said)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_shows_what_the_project_holds(qtbot: QtBot, label_page: LabelPage, seed: int) -> None:
    label_page.studio.suggestions.preparer.prepare = lambda job: iter(())
    hand = Hand(qtbot, label_page, seed)
    hand.settle()
    try:
        for _ in range(N):
            hand.act()
    except AssertionError as wrong:
        raise AssertionError(f"seed {seed}, after {hand.did[-12:]}") from wrong
