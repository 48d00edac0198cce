"""The views of the page Label, one at a time, and the buttons that turn to them."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from app.models.document_table import DocumentTable
from app.pages.label_review import LabelReview
from app.pages.label_unfound import LabelUnfound
from app.pages.queue_words import nothing_left
from app.steps import Missing
from app.studio import Studio
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.document_browser import DocumentBrowser
from app.widgets.empty_state import EmptyState
from app.widgets.reading_view import ReadingView


class LabelViews(QStackedWidget):
    """One text after the other, all of them in a table, or the progress; while the texts of a
    queue are looked for, nothing, and at its end a sentence."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.reading = ReadingView()
        self.browser = DocumentBrowser(DocumentTable(studio.workspace.project, self))
        self.done = EmptyState("check-circle", tr("Nothing left here"), "")
        self.review = LabelReview(studio)
        self.unfound = LabelUnfound(studio, self.review.view.unfound)
        self._waiting = QWidget()
        for view in (self._waiting, self.reading, self.browser, self.done, self.review.view):
            self.addWidget(view)
        self.one = button(tr("One by one"))
        self.table = button(tr("Table"), icon_name="table")
        self.progress = button(tr("Progress"), icon_name="evaluate")
        group = QButtonGroup(self)
        for made in self.buttons():
            made.setCheckable(True)
            group.addButton(made)
        self.one.setChecked(True)

    def buttons(self) -> tuple[QPushButton, ...]:
        """In the order in which they stand."""
        return self.one, self.table, self.progress

    @property
    def is_waiting(self) -> bool:
        """Whether texts are looked for."""
        return self.currentWidget() is self._waiting

    @property
    def is_reading(self) -> bool:
        """Whether a text is shown alone."""
        return self.currentWidget() is self.reading

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left in a queue."""
        return self.currentWidget() is self.done

    @property
    def is_table(self) -> bool:
        return self.currentWidget() is self.browser

    @property
    def is_one_by_one(self) -> bool:
        """Whether the texts of a queue are gone through, be it at its end."""
        return self.currentWidget() not in (self.browser, self.review.view)

    def selected(self) -> list[int] | None:
        """What is selected in the table; None while that is not in front."""
        return self.browser.selected() if self.is_table else None

    def show_waiting(self) -> None:
        """Texts are looked for."""
        self.one.setChecked(True)
        self.setCurrentWidget(self._waiting)

    def show_reading(self) -> None:
        """There is a text to show."""
        self.setCurrentWidget(self.reading)

    def show_end(self, queue: str, missing: Missing | None) -> None:
        """Nothing is left in the queue of that name; ``missing`` is what a training waits for."""
        title, sentence = tr("Nothing left here"), nothing_left(queue, missing)
        onwards = tr("Go on to Train") if queue == "learn" and missing is None else ""
        self.done.show_state("check-circle", title, sentence, onwards, tr("Show the table"))
        self.setCurrentWidget(self.done)

    def show_table(self) -> None:
        """All texts."""
        self.table.setChecked(True)
        self.setCurrentWidget(self.browser)

    def show_progress(self) -> None:
        """How good the labels make the quick model."""
        self.progress.setChecked(True)
        self.setCurrentWidget(self.review.view)

    def follow(self) -> None:
        """Something changed: the progress tells of it, if that is in front."""
        if self.currentWidget() is self.review.view:
            self.unfound.show()
