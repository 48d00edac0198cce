"""The second step: one press labels a text and goes on; a table beside it labels many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.document_table import DocumentTable
from app.models.label_queue import Ids, Order, random_order
from app.operations import labelling, labels
from app.operations.documents import BackgroundCount, find_documents
from app.pages.decision_words import recent_decisions
from app.pages.label_walk import LabelWalk
from app.pages.page import Page
from app.pages.suggestion_words import reason_words, speaker_words
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
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.commands import DECISIONS, Command
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
        self._chosen: set[int] = set()  # in a multi-label project, until Enter
        self._searches = 0
        self._is_stale = True  # what the table shows
        self._undone = self._last_undone()  # the command that was taken back last
        self._corpus: tuple[int, int] | None = None
        self._label_actions: list[QAction] = []
        self._labels: list[Label] = []
        self._make_actions()
        desk = studio.suggestions
        self.order = QueueOrder(desk.strategy, desk.mix)
        self.bar = QueueBar(self.order)
        self.queue_choice = self.bar.choice
        actions = [self.back_action, self.skip_action, self.flag_action]
        self.reading = ReadingView(actions)
        self._left = BackgroundCount(studio, self.bar.show_left)
        self.browser = DocumentBrowser(DocumentTable(self._project, self))
        self.done = EmptyState("check-circle", tr("Nothing left here"), "")
        self.panel = LabelPanel()
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
        if Change.DOCUMENTS in change and self._is_other_corpus():
            self._load()
            self._search_soon()
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

    def give(self, label: Label) -> None:
        """What a label's key does: label and go on, mark for Enter, or label the selection."""
        if self._views.currentWidget() is self.browser:
            self._give_selection(label)
        elif self._document is not None and self._project.task == "multi":
            self._chosen ^= {label.id}
            self.panel.show_given(self._chosen)
        elif self._document is not None:
            self._decided(labelling.label_one(self.studio, self._document.id, [label.id]))
        else:
            self.panel.show_given(())

    def confirm(self) -> None:
        """Enter: these labels, none included, in a multi-label project; else the suggestion."""
        if self.document is None:
            return
        if self._project.task == "multi":
            chosen = [label.id for label in self._labels if label.id in self._chosen]
            self._decided(labelling.label_one(self.studio, self.document.id, chosen))
            return
        best = self._suggested()
        if best is not None:
            accepted = Origin.SUGGESTION_ACCEPTED
            self._decided(labelling.label_one(self.studio, self.document.id, [best], accepted))

    def _suggested(self) -> int | None:
        """The label that Enter gives; None where there is none, or the text has one already."""
        document = self.document
        if document is None or document.labels or document.is_test:
            return None
        is_multi = self._project.task == "multi"
        return None if is_multi else self.studio.suggestions.suggestions.best(document.id)

    def skip(self) -> None:
        """Leave the text for later."""
        if self.document is not None:
            self._decided(labelling.skip_one(self.studio, self.document.id))

    def flag(self) -> None:
        """Mark the text, or the selected ones, for a second look; or no longer."""
        ids = self._ids_in_front()
        if ids:
            documents = self._project.documents.documents(ids)
            labelling.toggle_flags(self.studio, documents)

    def clear(self) -> None:
        """Take the labels off the text, or off the selected ones."""
        ids = self._ids_in_front()
        if ids:
            labelling.clear_many(self.studio, ids)

    def go_back(self) -> None:
        """Show the text before, decided or not."""
        if self._views.currentWidget() is not self.browser:
            self._walk.back()

    def go_forward(self) -> None:
        """Show the next text without a decision about this one."""
        if self._views.currentWidget() is not self.browser:
            self._walk.forward()

    def show_documents(self, ids: Sequence[int]) -> None:
        """Show these texts, and no others, in the table."""
        self._is_stale = False
        self._searches += 1  # what was searched for is not wanted any more
        self.browser.forget()
        self.browser.show_ids(np.array(ids, np.int64))
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
        if self._is_stale:
            self._search()
        self.panel.show_given(())
        self._show_suggestion()
        self.browser.search.setFocus()

    def _decided(self, command: Command | None) -> None:
        if command is not None:
            self._undone = None
            self._walk.advance()

    def _give_selection(self, label: Label) -> None:
        self.panel.show_given(())
        ids = self.browser.selected()
        if ids:
            labelling.label_many(self.studio, ids, label.id, label.name)

    def _ids_in_front(self) -> list[int]:
        if self._views.currentWidget() is self.browser:
            return self.browser.selected()
        return [self._document.id] if self.document is not None else []  # type: ignore[union-attr]

    def _load(self) -> None:
        self._walk.load(self.queue_choice.currentData())
        self._left.ask(self._walk.wanted)

    def _show_moved(self) -> None:
        if self._views.currentWidget() is not self.browser:
            self._show_current()

    def _show_current(self) -> None:
        self._document = self._walk.document()
        self.back_action.setEnabled(self._walk.can_go_back)
        if self._document is None:
            self._show_end()
            return
        self._chosen = set(self._document.labels)
        self._views.setCurrentWidget(self.reading)
        self.reading.show_document(self._document)
        self.panel.show_given(self._chosen)
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        """What the quick model says of the text in front; of the test set it says nothing."""
        if not self._is_in_use():
            return
        now, document = self.studio.suggestions.suggestions, self.document
        is_asked = document is not None and not document.is_test
        probabilities = now.of(document.id) if document is not None and is_asked else {}
        self.panel.show_suggestion(probabilities, self._suggested() if is_asked else None)
        self.panel.show_speaker(speaker_words(now) if self.studio.suggestions.is_ready else "")
        reason = now.reasons.get(document.id) if document is not None and is_asked else None
        names = {label.id: label.name for label in self._labels}
        self.reading.show_reason(reason_words(reason, names, now.labels))

    def _show_end(self) -> None:
        sentences = {
            "learn": tr("Every text to learn from is labelled or skipped. Go on to Train."),
            "test": tr("Every text of the test set is labelled or skipped."),
            "skipped": tr("No skipped texts are left to look at."),
            "flagged": tr("No flagged texts are left to look at."),
        }
        if not self._walk.is_loaded:
            return
        sentence = sentences[self.queue_choice.currentData()]
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
                self._chosen = set(self._document.labels)
            self.panel.show_given(self._chosen)
            self._show_suggestion()

    def _follow_undo(self) -> None:
        """Show the text that a decision was taken back from."""
        before, self._undone = self._undone, self._last_undone()
        if self._undone is None or (before is not None and before <= self._undone):
            return  # nothing was undone since; redoing leaves later commands
        (command,) = self._project.commands.undone(1)
        is_alone = self._views.currentWidget() is not self.browser
        if is_alone and command.kind in DECISIONS and command.document_id is not None:
            self.show_document(command.document_id)

    def _last_undone(self) -> int | None:
        undone = self._project.commands.undone(1)
        return undone[0].id if undone else None

    def _is_other_corpus(self) -> bool:
        """Whether documents came or went since the last time this was asked."""
        records = self._project.imports.all()
        before = self._corpus
        self._corpus = (self._project.documents.count(), records[-1].id if records else 0)
        return self._corpus != before

    def _show_decisions(self) -> None:
        self.reading.show_decisions(recent_decisions(self._project, _N_DECISIONS))

    def _show_labels(self) -> None:
        now = self._project.labels.all()
        counts = self.studio.workspace.project_counts()
        self.bar.show_labelled(counts.n_labelled)
        self._left.ask(self._walk.wanted)
        self.panel.show_labels(now, counts.by_label, self._project.task)
        if now != self._labels:
            self._labels = now
            self.browser.show_labels(now)
            self._make_label_actions()
        self.panel.show_given(self._chosen if self.document is not None else ())
        self._show_suggestion()

    def _search_soon(self) -> None:
        """Search when the table is looked at, at once where it is."""
        self._is_stale = True
        if self._views.currentWidget() is self.browser:
            self._search()

    def _search(self) -> None:
        self._is_stale = False
        self._searches += 1
        mine = self._searches

        def show(ids: Ids) -> None:
            if self._is_in_use() and mine == self._searches:
                self.browser.show_ids(ids)

        find_documents(self.studio, self.browser.wanted(), show)

    def _is_in_use(self) -> bool:
        """Whether what comes late still has a page to be shown on."""
        workspace = self.studio.workspace
        return workspace.is_open and workspace.project is self._project

    def _make_label_actions(self) -> None:
        for action in self._label_actions:
            self.removeAction(action)
            action.deleteLater()
        self._label_actions = [self._label_action(label) for label in self._labels]
        self.addActions(self._label_actions)

    def _label_action(self, label: Label) -> QAction:
        action = QAction(tr("Label: {name}", name=label.name.replace("&", "&&")), self)
        if label.shortcut is not None:
            action.setShortcut(QKeySequence(label.shortcut.upper()))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda checked=False: self.give(label))
        return action

    def _make_actions(self) -> None:
        self.back_action = self._action(tr("Back"), self.go_back, "Backspace", "⌫")
        self.forward_action = self._action(tr("Forward"), self.go_forward, "Alt+Right", "")
        self.skip_action = self._action(tr("Skip"), self.skip, "Space", tr("Space"))
        self.confirm_action = self._action(tr("Confirm and go on"), self.confirm, "Return", "")
        self.flag_action = self._action(tr("Flag"), self.flag, "F", "F")
        self.clear_action = self._action(tr("Clear labels"), self.clear, "Delete", "")
        self.one_action = self._action(tr("One by one"), self.show_reading, "Ctrl+L", "")
        self.search_action = self._action(tr("Search texts"), self.show_table, "Ctrl+F", "")

    def _action(self, text: str, run: Callable[[], object], key: str, cap: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setProperty("key", cap)
        action.triggered.connect(lambda checked=False: run())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.one_button = button(tr("One by one"))
        self.table_button = button(tr("Table"), icon_name="table")
        group = QButtonGroup(self)
        for made in (self.one_button, self.table_button):
            made.setCheckable(True)
            group.addButton(made)
        self.one_button.setChecked(True)
        self.header.addWidget(self.one_button)
        self.header.addWidget(self.table_button)
        self._views = QStackedWidget()
        waiting = QWidget()
        for view in (waiting, self.reading, self.browser, self.done):
            self._views.addWidget(view)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        left = QVBoxLayout()
        left.setSpacing(Space.M)
        left.addWidget(self.bar)
        left.addWidget(self._views, 1)
        row.addLayout(left, 1)
        self._views.currentChanged.connect(
            lambda: self.bar.setVisible(self._views.currentWidget() is not self.browser)
        )
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)
        # Only where the text has the keyboard: elsewhere Space presses a button, Enter opens a row.
        for action in (self.back_action, self.skip_action, self.confirm_action):
            self.removeAction(action)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.reading.reader.addAction(action)

    def menu_actions(self) -> list[QAction]:
        own = [self.back_action, self.forward_action, self.skip_action, self.confirm_action]
        return own + [a for a in self.actions() if a not in own]

    def _connect(self) -> None:
        panel, studio = self.panel, self.studio
        self._walk.moved.connect(self._show_moved)
        panel.given.connect(self.give)
        panel.confirmed.connect(self.confirm)
        panel.left.connect(self.reading.reader.setFocus)
        panel.added.connect(self._add_label)
        panel.renamed.connect(lambda label, name: labels.rename_label(studio, label, name))
        panel.recoloured.connect(lambda label, to: labels.recolour_label(studio, label, to))
        panel.key_set.connect(lambda label, key: labels.set_label_key(studio, label, key))
        panel.moved.connect(lambda label, by: labels.move_label(studio, label, by))
        panel.merged.connect(lambda label, into: labels.merge_labels(studio, label, into))
        panel.deleted.connect(lambda label: labels.delete_label(studio, label))
        panel.task_set.connect(self._set_task)
        self.browser.wanted_changed.connect(self._search)
        self.browser.opened.connect(self.show_document)
        self.reading.decisions.chosen.connect(self.show_document)
        self.done.acted.connect(self.show_table)
        self.one_button.clicked.connect(self.show_reading)
        self.table_button.clicked.connect(self.show_table)
        self.queue_choice.activated.connect(self._change_queue)
        self.order.changed.connect(studio.suggestions.set_strategy)
        studio.suggestions.changed.connect(self._show_suggestion)

    def _change_queue(self) -> None:
        self.one_button.setChecked(True)
        self._views.setCurrentIndex(0)
        self._load()
        self.reading.reader.setFocus()

    def _add_label(self, name: str) -> None:
        if labels.add_label(self.studio, name):
            self.panel.field.clear()

    def _set_task(self, task: str) -> None:
        labels.set_task(self.studio, "multi" if task == "multi" else "single")
        self._show_labels()
