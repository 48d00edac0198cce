"""The second step: one press labels a text and goes on; a table beside it labels many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.document_table import DocumentTable
from app.models.label_queue import Order, random_order
from app.operations import labels
from app.operations.documents import BackgroundCount
from app.pages.decision_words import recent_decisions
from app.pages.label_actions import LabelActions, Run
from app.pages.label_decisions import LabelDecisions
from app.pages.label_review import LabelReview
from app.pages.label_scheme import follow_scheme
from app.pages.label_suggestions import LabelSuggestions
from app.pages.label_walk import LabelWalk
from app.pages.page import Page
from app.pages.project_watch import ProjectWatch
from app.pages.queue_words import nothing_left
from app.pages.table_search import TableSearch
from app.steps import Step
from app.studio import Studio
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.document_browser import DocumentBrowser
from app.widgets.empty_state import EmptyState
from app.widgets.label_panel import LabelPanel
from app.widgets.queue_bar import QueueBar
from app.widgets.queue_order import QueueOrder
from app.widgets.reading_view import ReadingView
from app.workspace import Change
from ulmfit_core.fewshot.session import Similar
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label

_N_DECISIONS = 10


class LabelPage(Page):
    """``order`` decides which text of a queue comes first."""

    def __init__(self, studio: Studio, step: Step, order: Order = random_order) -> None:
        super().__init__(studio, step)
        self._project = studio.workspace.project
        self._walk = LabelWalk(studio, order, self)
        self._document: StoredDocument | None = None
        self._watch = ProjectWatch(self._project)
        self._labels: list[Label] = []
        desk = studio.suggestions
        self.order = QueueOrder(desk.strategy, desk.mix)
        self.bar = QueueBar(self.order)
        self.queue_choice = self.bar.choice
        self.reading = ReadingView()
        self._keys = self._actions()
        self.reading.show_actions(self._keys.of_one_text())
        self._left = BackgroundCount(studio, self.bar.show_left)
        self.browser = DocumentBrowser(DocumentTable(self._project, self))
        self._search = TableSearch(studio, self.browser)
        self.done = EmptyState("check-circle", tr("Nothing left here"), "")
        self.review = LabelReview(studio)
        self.panel = LabelPanel()
        self.suggestions = LabelSuggestions(
            studio, self._walk, self.panel, self.reading, lambda: self.document
        )
        self.decisions = LabelDecisions(
            studio,
            self._walk,
            self.panel,
            self.suggestions,
            lambda: self.document,
            self._selected,
            self._watch.decided,
        )
        self._lay_out()
        self._connect()

    @property
    def document(self) -> StoredDocument | None:
        """The text that is shown alone; None in the table and at a queue's end."""
        return self._document if self._views.currentWidget() is self.reading else None

    def enter(self) -> None:
        (self.panel.field if not self._project.labels.all() else self.reading.reader).setFocus()

    def refresh(self, change: Change) -> None:
        self._show_labels()
        if Change.DOCUMENTS in change and self._watch.has_other_documents():
            self._load()
            self._search.soon()
        if Change.ANNOTATIONS in change:
            self._follow_undo()
        if change & (Change.ANNOTATIONS | Change.LABELS):
            self.browser.model.refresh()
        self._reload()
        self._show_decisions()

    def show_place(self, place: str) -> None:
        """Go through the queue of that name."""
        self.queue_choice.setCurrentIndex(self.queue_choice.findData(place))
        self._change_queue()

    def go_back(self) -> None:
        """Show the text before, decided or not."""
        if self._is_one_by_one():
            self._walk.back()

    def go_forward(self) -> None:
        """Show the next text without a decision about this one."""
        if self._is_one_by_one():
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
        self.one_button.setChecked(True)
        self._show_current()
        self.reading.reader.setFocus()

    def show_table(self) -> None:
        """All texts, to search in and to label many."""
        self.table_button.setChecked(True)
        self._views.setCurrentWidget(self.browser)
        self._search.looked_at()
        self.panel.show_given(())
        self._show_suggestion()
        self.browser.search.setFocus()

    def show_progress(self) -> None:
        """How good the labels make the quick model, and how many more it takes."""
        self.progress_button.setChecked(True)
        self._views.setCurrentWidget(self.review.view)
        self.panel.show_given(())
        self._show_suggestion()
        self.review.show()

    def _confirm(self) -> None:
        self.decisions.confirm(self._labels)

    def _selected(self) -> list[int] | None:
        """What is selected in the table; None while that is not in front."""
        is_table = self._views.currentWidget() is self.browser
        return self.browser.selected() if is_table else None

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
        if self._is_one_by_one():
            self._show_current()

    def _show_current(self) -> None:
        self._document = self._walk.document()
        self._keys["back"].setEnabled(self._walk.can_go_back)
        if self._document is None:
            self._show_end()
            return
        self.decisions.choose(self._document)
        self._views.setCurrentWidget(self.reading)
        self.reading.show_document(self._document)
        self.panel.show_given(self.decisions.chosen)
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        if self._is_in_use():
            self.suggestions.show()

    def _show_similar(self, similar: Similar) -> None:
        """The table of texts like the one in front; those nearly the same are selected."""
        self.show_documents(similar.documents.tolist())
        if similar.n_same > 1:
            self.browser.table.select_rows(0, similar.n_same - 1)

    def _show_end(self) -> None:
        if not self._walk.is_loaded:
            return
        sentence = nothing_left(self.queue_choice.currentData())
        self.done.show_state(
            "check-circle", tr("Nothing left here"), sentence, tr("Show the table")
        )
        self._views.setCurrentWidget(self.done)
        self.panel.show_given(())

    def _reload(self) -> None:
        """The same text, as it is now."""
        if self._document is None:
            return
        found = self._project.documents.documents([self._document.id])
        if not found:
            self._load()
            return
        before, self._document = self._document, found[0]
        self.reading.show_state(self._document)
        if self._views.currentWidget() is self.reading:
            if before.labels != self._document.labels:
                self.decisions.choose(self._document)
            self.panel.show_given(self.decisions.chosen)
            self._show_suggestion()

    def _follow_undo(self) -> None:
        """Show the text that a decision was taken back from."""
        document = self._watch.taken_back()
        if document is not None and self._is_one_by_one():
            self.show_document(document)

    def _is_one_by_one(self) -> bool:
        return self._views.currentWidget() not in (self.browser, self.review.view)

    def _show_decisions(self) -> None:
        self.reading.show_decisions(recent_decisions(self._project, _N_DECISIONS))

    def _show_labels(self) -> None:
        now = self._project.labels.all()
        counts = self.studio.workspace.project_counts()
        self.bar.show_labelled(counts.n_labelled)
        self._count_left()
        task = self._project.task
        self.panel.show_labels(now, counts.by_label, task)
        self.suggestions.show_labels(now, is_multi=task == "multi")
        if now != self._labels:
            self._labels = now
            self.browser.show_labels(now)
            self._keys.show_labels(now, self.decisions.give)
        self.panel.show_given(self.decisions.chosen if self.document is not None else ())
        self._show_suggestion()

    def _is_in_use(self) -> bool:
        """Whether what comes late still has a page to be shown on."""
        workspace = self.studio.workspace
        return workspace.is_open and workspace.project is self._project

    def _actions(self) -> LabelActions:
        does: dict[str, Run] = {
            "back": self.go_back,
            "forward": self.go_forward,
            "skip": lambda: self.decisions.skip(),
            "confirm": self._confirm,
            "flag": lambda: self.decisions.flag(),
            "clear": lambda: self.decisions.clear(),
            "one": self.show_reading,
            "similar": lambda: self.suggestions.find_similar(),
            "search": self.show_table,
            "progress": self.show_progress,
        }
        return LabelActions(self, self.reading.reader, does)

    def _lay_out(self) -> None:
        self.one_button = button(tr("One by one"))
        self.table_button = button(tr("Table"), icon_name="table")
        self.progress_button = button(tr("Progress"), icon_name="evaluate")
        group = QButtonGroup(self)
        for made in (self.one_button, self.table_button, self.progress_button):
            made.setCheckable(True)
            group.addButton(made)
            self.header.addWidget(made)
        self.one_button.setChecked(True)
        self._views = QStackedWidget()
        waiting = QWidget()
        for view in (waiting, self.reading, self.browser, self.done, self.review.view):
            self._views.addWidget(view)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        left = QVBoxLayout()
        left.setSpacing(Space.M)
        left.addWidget(self.bar)
        left.addWidget(self.suggestions.full_run.bar)
        left.addWidget(self._views, 1)
        row.addLayout(left, 1)
        self._views.currentChanged.connect(lambda: self.bar.setVisible(self._is_one_by_one()))
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)

    def menu_actions(self) -> list[QAction]:
        return self._keys.all()

    def _connect(self) -> None:
        panel, studio = self.panel, self.studio
        self._walk.moved.connect(self._show_moved)
        panel.given.connect(self.decisions.give)
        panel.confirmed.connect(self._confirm)
        panel.left.connect(self.reading.reader.setFocus)
        follow_scheme(studio, panel)
        panel.task_set.connect(self._set_task)
        self.browser.wanted_changed.connect(self._search.now)
        self.browser.opened.connect(self.show_document)
        self.reading.decisions.chosen.connect(self.show_document)
        self.done.acted.connect(self.show_table)
        self.one_button.clicked.connect(self.show_reading)
        self.table_button.clicked.connect(self.show_table)
        self.progress_button.clicked.connect(self.show_progress)
        self.queue_choice.activated.connect(self._change_queue)
        self.order.changed.connect(studio.suggestions.set_strategy)
        studio.suggestions.changed.connect(self._show_suggestion)
        self.suggestions.similar_found.connect(self._show_similar)

    def _change_queue(self) -> None:
        self.one_button.setChecked(True)
        self._views.setCurrentIndex(0)
        self._load()
        self.reading.reader.setFocus()

    def _set_task(self, task: str) -> None:
        labels.set_task(self.studio, "multi" if task == "multi" else "single")
        self._show_labels()
