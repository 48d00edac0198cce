"""The window's left side: the project, its five steps, and at the foot what is being worked on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.steps import Step
from app.tasks.activities import Activities
from app.theme import Space, scaled
from app.widgets.activity_panel import ActivityPanel
from app.widgets.layouts import add
from app.widgets.step_button import StepButton
from app.widgets.text_size import with_text_size
from app.widgets.texts import ElidedLabel
from app.workspace import Counts

_WIDTH = 248
_LARGEST_SHARE = 0.28  # of the window's width: large text would leave the page no room


class Sidebar(QWidget):
    """``chosen`` carries the key of a step."""

    chosen = Signal(str)

    def __init__(self, steps: tuple[Step, ...], activities: Activities) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._most = 2 * _WIDTH
        with_text_size(self, self._fit)
        self._steps = steps
        self.project_name = ElidedLabel("", "section")
        self.folder = ElidedLabel("", "small")
        self.buttons = {step.key: StepButton(step.title, step.icon) for step in steps}
        self.panel = ActivityPanel(activities)
        self._lay_out()
        for key, button in self.buttons.items():
            button.clicked.connect(lambda checked=False, key=key: self.chosen.emit(key))

    def show_project(self, name: str, folder: str) -> None:
        """Name the project."""
        self.project_name.set_whole(name)
        self.folder.set_whole(folder)

    def show_counts(self, counts: Counts) -> None:
        """Say how each step stands."""
        for step in self._steps:
            self.buttons[step.key].set_state(step.state(counts), step.is_done(counts))

    def show_step(self, key: str) -> None:
        """Mark the step whose page is in front."""
        self.buttons[key].setChecked(True)

    def leave_room(self, window_width: int) -> None:
        """Take no more than a share of the window's width."""
        self._most = round(_LARGEST_SHARE * window_width)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(min(scaled(_WIDTH), self._most))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.XS)
        head = QVBoxLayout()
        head.setContentsMargins(Space.M, 0, Space.M, 0)
        head.setSpacing(2)
        add(head, self.project_name, self.folder)
        column.addLayout(head)
        column.addSpacing(Space.L)
        for button in self.buttons.values():
            column.addWidget(button)
        add(column, 1, self.panel)
