"""The second step: one press labels a text and goes on; a table beside it labels many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QResizeEvent

from app.models.label_queue import random_order
from app.operations import labels
from app.operations.documents import BackgroundCount
from app.pages.decision_words import recent_decisions
from app.pages.label_actions import LabelActions, Run
from app.pages.label_scheme import follow_scheme
from app.pages.label_views import LabelViews
from app.pages.label_walk import SAMPLE, LabelWalk
from app.pages.page import Page
from app.pages.project_watch import ProjectWatch
from app.pages.table_search import TableSearch
from app.pages.text_in_front import TextInFront
from app.steps import Step, without_labels
from app.studio import Studio
from app.theme import Space, scaled
from app.widgets.label_panel import LabelPanel
from app.widgets.layouts import hbox, vbox
from app.widgets.queue_bar import QueueBar
from app.widgets.queue_order import QueueOrder
from app.workspace import Change
from ulmfit_core.fewshot.session import Similar
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label
from ulmfit_core.project.passages import places

_N_DECISIONS = 10
_LOW = 560  # px: in a lower page the text needs the room of the offer


class LabelPage(Page):
    """One text after the other, or the table of all, with the labels beside them."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self._walk = LabelWalk(studio, random_order, self)
        self._watch = ProjectWatch(self._project)
        self._labels: list[Label] = []
        desk = studio.suggestions
        self.order = QueueOrder(desk.strategy, desk.mix)
        self.bar = QueueBar(self.order)
        self.queue_choice = self.bar.choice
        self.views = LabelViews(studio)
        self.reading, self.browser = self.views.reading, self.views.browser
        self.panel = LabelPanel()
        self._front = TextInFront(studio, self._walk, self.views, self.panel, self._watch.decided)
        self.suggestions, self.decisions = self._front.suggestions, self._front.decisions
        self._keys = self._actions()
        self.reading.show_actions(self._keys.of_one_text())
        self._left = BackgroundCount(studio, self.bar.show_left)
        self._search = TableSearch(studio, self.browser)
        self._lay_out()
        self._connect()

    @property
    def document(self) -> StoredDocument | None:
        """The text that is shown alone; None in the table and at a queue's end."""
        return self._front.document

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.suggestions.full_run.bar.be_terse(self.height() < scaled(_LOW))

    def enter(self) -> None:
        if self.views.is_table:
            self._search.looked_at()
        if self._project.labels.all():
            self._take_keyboard_back()
        else:
            self.panel.field.setFocus()

    def refresh(self, change: Change) -> None:
        if change & (Change.SAMPLES | Change.LABELS | Change.DOCUMENTS):  # what a draw holds by
            self._walk.look_for_drawn()
        self._show_labels()
        if Change.DOCUMENTS in change:
            self.browser.show_columns(self._project.imports.kept_columns())
        if Change.DOCUMENTS in change and self._watch.has_other_documents():
            self._load()
            self._search.soon()
        if Change.ANNOTATIONS in change:
            self._follow_undo()
            self._follow_labels()
        if change & (Change.ANNOTATIONS | Change.LABELS):
            self.browser.model.refresh()
        self.views.follow()
        if not self._front.reload():
            self._load()
        elif self.views.is_at_end:  # what a training lacks may be there now
            self._show_current()
        self.reading.show_decisions(recent_decisions(self._project, _N_DECISIONS))

    def show_place(self, place: str) -> None:
        """Go through the queue of that name."""
        self.queue_choice.setCurrentIndex(self.queue_choice.findData(place))
        self._change_queue()

    def menu_actions(self) -> list[QAction]:
        return self._keys.all()

    def go_back(self) -> None:
        """Show the text before, decided or not."""
        if self.views.is_one_by_one:
            self._walk.back()

    def go_forward(self) -> None:
        """Show the next text without a decision about this one."""
        if self.views.is_one_by_one:
            self._walk.forward()

    def show_documents(self, ids: Sequence[int]) -> None:
        """Show these texts, and no others, in the table."""
        self._search.show(ids)
        self.show_table()
        self.browser.table.setFocus()

    def show_document(self, document: int) -> None:
        """Show one text alone, out of turn."""
        self.show_reading()
        self._walk.go_to(document)

    def show_reading(self) -> None:
        """One text after the other."""
        self.views.one.setChecked(True)
        self._show_current()
        self.reading.reader.setFocus()

    def show_table(self) -> None:
        """All texts, to search in and to label many."""
        if not self.views.is_table:  # else rows stay where one works on them
            self._search.looked_at()
        self.views.show_table()
        self._front.show_none()
        self.browser.search.setFocus()

    def show_progress(self) -> None:
        """How good the labels make the quick model, and how many more it takes."""
        self.views.show_progress()
        self._front.show_none()
        self.views.review.show()
        self.views.unfound.show()

    def _load(self) -> None:
        self._walk.load(self.queue_choice.currentData())
        self._count_left()

    def _count_left(self) -> None:
        if self._walk.n_left is None:
            self._left.ask(self._walk.wanted)
        else:
            self.bar.show_left(self._walk.n_left)

    def _show_moved(self) -> None:
        if self._walk.n_left is not None:
            self._count_left()
        if self.views.is_one_by_one:
            self._show_current()

    def _show_current(self) -> None:
        was_waiting = self.views.is_waiting
        is_there = self._front.show_current()
        if is_there and was_waiting and not self.panel.field.text():
            # A window that came to the front meanwhile gave the keyboard to what it could see.
            self.enter()
        self._keys["back"].setEnabled(self._walk.can_go_back)
        if not is_there and self._walk.is_loaded:
            missing = without_labels(self.studio.workspace.counts())
            self.views.show_end(self.queue_choice.currentData(), missing)
            self._front.show_none()

    def _show_found(self, document: int) -> None:
        """A row of the table, with what was searched for marked in its text."""
        self.show_document(document)
        if self.document is not None and self.document.id == document:
            text = self.document.text
            self.reading.reader.mark(text, places(text, self.browser.wanted().search))

    def _show_similar(self, similar: Similar) -> None:
        """The table of texts like the one in front; those nearly the same are selected."""
        self.show_documents(similar.documents.tolist())
        if similar.n_same > 1:
            self.browser.table.select_rows(0, similar.n_same - 1)

    def _follow_undo(self) -> None:
        """Show the text that a decision was taken back from."""
        document = self._watch.taken_back()
        if document is not None and self.views.is_one_by_one:
            self.show_document(document)

    def _follow_labels(self) -> None:
        """After a merge other labels look wrong."""
        if self._walk.has_other_labels():
            if self.views.is_one_by_one:
                self.views.show_waiting()
            self._load()

    def _show_view(self) -> None:
        self.bar.setVisible(self.views.is_one_by_one)
        self.panel.show_text(self.views.is_one_by_one)

    def _take_keyboard_back(self) -> None:
        """To what is in front; where nothing there takes it, to the page for its keys."""
        if self.views.is_reading or self.views.is_waiting:
            self.reading.reader.setFocus()
        else:
            (self.browser.table if self.views.is_table else self).setFocus()

    def _show_labels(self) -> None:
        now = self._project.labels.all()
        counts = self.studio.workspace.counts().texts
        self.bar.show_labelled(counts.n_with_labels)
        self._count_left()
        task = self._project.task
        self.panel.show_labels(now, counts.by_label_in_all, task)
        if now != self._labels:
            self._labels, wanted = now, self.browser.wanted()
            self.browser.show_labels(now)
            if self.browser.wanted() != wanted:  # the label it was searched for is gone
                self._search.soon()
            self._keys.show_labels(now, self.decisions.give)
        self._front.show_labels(now, is_multi=task == "multi")

    def _change_queue(self) -> None:
        self.views.show_waiting()
        self._load()
        self.reading.reader.setFocus()

    def _set_task(self, task: str) -> None:
        is_multi = task == "multi"
        labels.set_task(self.studio, "multi" if is_multi else "single", self._show_in_the_way)
        self._show_labels()

    def _show_in_the_way(self, ids: Sequence[int]) -> None:
        """Asked for in a notice, which may be there still when another page is in front."""
        self.step_wanted.emit("label")
        self.show_documents(ids)

    def _show_kept(self) -> None:
        self._front.show_kept()

    def _actions(self) -> LabelActions:
        does: dict[str, Run] = {
            "back": self.go_back,
            "forward": self.go_forward,
            "skip": self.decisions.skip,
            "confirm": self._front.confirm,
            "flag": self.decisions.flag,
            "clear": self.decisions.clear,
            "one": self.show_reading,
            "similar": self.suggestions.find_similar,
            "search": self.show_table,
            "progress": self.show_progress,
        }
        return LabelActions(self, self.reading.reader, does)

    def _lay_out(self) -> None:
        for made in self.views.buttons():
            self.header.addWidget(made)
        row = hbox(spacing=Space.XL)
        offered = vbox((self.views, 1), self.suggestions.full_run.bar, spacing=0)
        left = vbox(self.bar, (offered, 1), spacing=Space.M)
        row.addLayout(left, 9)
        row.addWidget(self.panel, 4)  # within its bounds
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        panel, studio, views = self.panel, self.studio, self.views
        self._walk.moved.connect(self._show_moved)
        panel.given.connect(self.decisions.give)
        panel.confirmed.connect(self._front.confirm)
        panel.left.connect(self._take_keyboard_back)
        follow_scheme(studio, panel)
        panel.task_set.connect(self._set_task)
        self.browser.wanted_changed.connect(self._search.now)
        self.browser.opened.connect(self._show_found)
        self.reading.decisions.chosen.connect(self.show_document)
        views.currentChanged.connect(self._show_view)
        views.done.acted.connect(lambda: self.step_wanted.emit("train"))
        views.done.other_acted.connect(self.show_table)
        views.one.clicked.connect(self.show_reading)
        views.table.clicked.connect(self.show_table)
        views.progress.clicked.connect(self.show_progress)
        views.unfound.view.to_label.connect(lambda: self.show_place(SAMPLE))
        self.queue_choice.activated.connect(self._change_queue)
        self.order.changed.connect(studio.suggestions.set_strategy)
        studio.suggestions.changed.connect(self._front.show_suggestion)
        studio.preferences.changed.connect(self._show_kept)
        self.suggestions.similar_found.connect(self._show_similar)
