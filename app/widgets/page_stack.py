"""The page of the step in front, or what has to be done before it can begin."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.pages.page import Page, PageFactory
from app.steps import Missing, Step
from app.studio import Studio
from app.translation import tr
from app.widgets.empty_state import EmptyState
from app.workspace import Change, Counts


class PageStack(QStackedWidget):
    """Builds each page when first needed, then says ``made``. ``step_wanted`` carries the key to
    go to instead, ``files_given`` the paths of files to take."""

    step_wanted = Signal(str)
    files_given = Signal(list)
    made = Signal()

    def __init__(
        self,
        studio: Studio,
        steps: tuple[Step, ...],
        factories: Mapping[str, PageFactory],
    ) -> None:
        super().__init__()
        self._studio = studio
        self._steps = {step.key: step for step in steps}
        self._factories = factories
        self._pages: dict[str, Page] = {}
        self.front = ""  # the key of the step in front
        self._goes_to = ""
        self.waiting = EmptyState("info", "", "")
        self.waiting.acted.connect(lambda: self.step_wanted.emit(self._goes_to))
        self.addWidget(self.waiting)

    def page(self) -> Page | None:
        """The page in front; None where the step waits for something."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Page) else None

    def show_step(self, key: str, counts: Counts) -> None:
        """Bring a step to the front."""
        if key != self.front:
            self._leave()
            self.front = key
        self.refresh(counts, Change.NOTHING)

    def refresh(self, counts: Counts, change: Change) -> None:
        """The project changed: perhaps the step can begin now, or no longer."""
        step = self._steps[self.front]
        missing = step.missing(counts)
        if missing is not None:
            self._leave()
            self._wait(step.icon, missing)
        elif step.key in self._factories:
            self._show(self._made(step), change)
        else:
            self._wait(step.icon, _by_command(step))

    def clear(self) -> None:
        """Throw the pages away: the project is closed."""
        self._leave()
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.front = ""
        self.setCurrentWidget(self.waiting)

    def _made(self, step: Step) -> Page:
        if step.key not in self._pages:
            page = self._factories[step.key](self._studio, step)
            page.step_wanted.connect(self.step_wanted)
            page.files_given.connect(self.files_given)
            self._pages[step.key] = page
            self.addWidget(page)
            self.made.emit()
        return self._pages[step.key]

    def _show(self, page: Page, change: Change) -> None:
        if self.currentWidget() is not page:
            self.setCurrentWidget(page)
            page.enter()
            change = Change.ALL
        if change:
            page.refresh(change)

    def _leave(self) -> None:
        page = self.page()
        if page is not None:
            page.leave()
            self.setCurrentWidget(self.waiting)

    def _wait(self, icon_name: str, missing: Missing) -> None:
        self._goes_to = missing.step
        self.waiting.show_state(icon_name, missing.title, missing.sentence, missing.button)
        self.setCurrentWidget(self.waiting)


def _by_command(step: Step) -> Missing:
    return Missing(
        step.title,
        tr("In this version the command does this step; ulmfit --help tells how."),
        "",
        step.key,
    )
