"""What every page is: a title, a line that says what it is for, its main action, and its body."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.steps import Step
from app.studio import Studio
from app.theme import Space, scaled
from app.widgets.buttons import button
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.texts import paragraph, text_label
from app.workspace import Change

_ROOM_FOR_PURPOSE = 500  # px: in a lower page the body needs the line


class Page(QWidget):
    """A page fills ``body``; it says nothing when it cannot begin, for the window does.

    The window builds a page when it is first needed and calls ``enter`` each time it comes
    to the front, ``leave`` when it goes, and ``refresh`` when the project changed while it
    is in front; right after ``enter`` it comes with ``Change.ALL``.
    One project has its own pages: they are thrown away with it. ``step_wanted`` carries the key
    of a step to go to, or the key and a place there as in ``label/test``; ``files_given`` paths
    for the window to take as if they were dropped on it.
    """

    step_wanted = Signal(str)
    files_given = Signal(list)

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__()
        self.studio = studio
        self.step = step
        self._project = studio.workspace.project
        self.setProperty("role", "page")
        self.setAccessibleName(step.title)
        self.setAccessibleDescription(step.purpose)
        self._outer = outer = QVBoxLayout(self)
        self._leave_around(Space.XL)
        self._top = self._header(step.title, step.purpose)
        outer.addLayout(self._top)
        self.body = vbox(spacing=Space.L)
        outer.addLayout(self.body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._purpose.setVisible(not self._is_low)
        self._leave_around(Space.M if self._is_low else Space.XL)
        self._place_header()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # another button, or larger words
            self._place_header()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """A control that goes away leaves the keyboard to the page; Qt would give it to whatever
        comes next in the window, as the button that stops an activity."""
        focused = self.focusWidget()
        if focused is not None and not (focused.isVisible() and focused.isEnabled()):
            self.setFocus()
            return True
        return super().focusNextPrevChild(forward)

    def enter(self) -> None:
        """The page comes to the front."""

    def leave(self) -> None:
        """Another one does."""

    def refresh(self, change: Change) -> None:
        """The project changed: show it as it is now. Quick runs of changes come as one."""

    def show_place(self, place: str) -> None:
        """Someone was sent to this place of the page."""

    def take_files(self, paths: list[Path]) -> bool:
        """Files were dropped on the window or opened; True when the page deals with them."""
        return False

    def menu_actions(self) -> list[QAction]:
        """What the page can do, for the menu *Step* and the command palette."""
        return self.actions()

    def set_primary(self, text: str, run: Callable[[], object], key: str = "") -> QPushButton:
        """Put the page's main action into its header, as a button and an action with a shortcut."""
        action = QAction(text, self)
        action.triggered.connect(lambda checked=False: run())
        if key:
            action.setShortcut(key)
        self.addAction(action)
        made = button(text, "primary")
        made.clicked.connect(action.trigger)
        action.enabledChanged.connect(made.setEnabled)
        self.header.addWidget(made)
        return made

    def _is_in_use(self) -> bool:
        """Whether what comes late still has a page to be shown on."""
        return self.studio.workspace.has_open(self._project)

    def _leave_around(self, space: Space) -> None:
        self._outer.setContentsMargins(Space.XXL, space, Space.XXL, space)
        self._outer.setSpacing(space)

    @property
    def _is_low(self) -> bool:
        return self.height() < scaled(_ROOM_FOR_PURPOSE)

    def _place_header(self) -> None:
        """Actions go below the title where it has no room beside it, and each below another; in a
        low page they take its place, as the window's steps say it too."""
        room = self.width() - 2 * Space.XXL
        shown = [self.header.itemAt(place) for place in range(self.header.count())]
        widths = [item.sizeHint().width() for item in shown if item and not item.isEmpty()]
        wanted = sum(widths) + Space.S * len(widths)
        title = self._title.sizeHint().width()
        is_beside = title + wanted <= room
        turn(self._top, beside=is_beside)
        self._title.setVisible(is_beside or not self._is_low)
        turn(self.header, beside=wanted <= room)

    def _header(self, title: str, purpose: str) -> QBoxLayout:
        self._title = text_label(title, "title")
        self._purpose = paragraph(purpose, "muted")
        words = vbox(self._title, self._purpose, spacing=Space.XS)
        self.header = hbox(spacing=Space.S)
        row = hbox((words, 1), self.header)
        return row


PageFactory = Callable[[Studio, Step], Page]
