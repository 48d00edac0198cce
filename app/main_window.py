"""The window: the start screen, or the sidebar of steps beside the page of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QByteArray, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.local_files import local_files
from app.menus import Menus
from app.notices import ask
from app.operations import files
from app.operations.projects import open_project
from app.pages.page import Page, PageFactory
from app.pages.start import StartPage
from app.paths import place_words
from app.steps import first_open_step, steps
from app.studio import Studio
from app.translation import tr, tr_count
from app.widgets.command_palette import CommandPalette
from app.widgets.layouts import hbox
from app.widgets.page_stack import PageStack
from app.widgets.sidebar import Sidebar
from app.widgets.toast import ToastStack
from app.workspace import Change, Counts

_FIRST_SIZE = (1180, 780)
_LEAST_SIZE = (860, 480)  # a full HD screen at 200 % has 960 × 540
_REFRESH_AFTER = 30  # ms: a key held down repaints the frame once, not at every repeat


class MainWindow(QMainWindow):
    """Shows what the workspace holds; what is done about it are the operations."""

    def __init__(
        self,
        studio: Studio,
        factories: Mapping[str, PageFactory],
        settings: QSettings | None = None,
    ) -> None:
        super().__init__()
        self.studio = studio
        self._settings = settings
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST_SIZE)
        self.steps = steps()
        self._unseen = Change.NOTHING
        self._refresh_soon = QTimer(self, singleShot=True, interval=_REFRESH_AFTER)
        self._refresh_soon.timeout.connect(self._refresh)
        self.start = StartPage(studio.preferences, studio.activities)
        self.sidebar = Sidebar(self.steps, studio.activities)
        self.pages = PageStack(studio, self.steps, factories)
        self._lay_out()
        self.toasts = ToastStack(self._screens)
        self.palette_box = CommandPalette(self)
        self.menus = Menus(self)
        self._connect()
        self._restore_geometry()
        self._show_project()

    def go_to(self, key: str) -> None:
        """Bring a step to the front, and after a slash a place there."""
        key, _, place = key.partition("/")
        if self.studio.workspace.is_open:
            if key != self.pages.front:
                self.toasts.leave_page()
            self.pages.show_step(key, self._counts())
            self.sidebar.show_step(key)
            self.menus.show_page(self.pages.page())
            self._give_keyboard_to_step()
            page = self.page()
            if place and page is not None:
                page.show_place(place)

    def page(self) -> Page | None:
        """The page in front, if one is."""
        return self.pages.page() if self.studio.workspace.is_open else None

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        self.studio.activities.finish()
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
        self.studio.workspace.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            files.take_files(self, paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.leave_room(event.size().width())
        self.palette_box.close_if_open()

    def _give_keyboard_to_step(self) -> None:
        """So that a page's keys work at once, unless it chose a place for them itself."""
        focused, front = self.focusWidget(), self.pages.currentWidget()
        if front is not None and (focused is None or not front.isAncestorOf(focused)):
            front.setFocus()

    def _lay_out(self) -> None:
        frame = QWidget()
        hbox(self.sidebar, (self.pages, 1), within=frame, spacing=0)
        self._frame = frame
        self._screens = QStackedWidget(self)
        self._screens.addWidget(self.start)
        self._screens.addWidget(frame)
        self.setCentralWidget(self._screens)

    def _connect(self) -> None:
        workspace = self.studio.workspace
        workspace.opened.connect(self._show_project)
        workspace.closed.connect(self._show_project)
        workspace.closed.connect(self.toasts.leave_project)
        workspace.changed.connect(self._note_change)
        self.studio.notices.posted.connect(self.toasts.show_notice)
        self.studio.notices.withdrawn.connect(self.toasts.withdraw)
        self.sidebar.chosen.connect(self.go_to)
        self.pages.step_wanted.connect(self.go_to)
        self.pages.files_given.connect(lambda paths: files.take_files(self, paths))
        self.start.sample_wanted.connect(self.menus.try_sample.trigger)
        self.start.new_wanted.connect(self.menus.new_project.trigger)
        self.start.open_wanted.connect(self.menus.open_project.trigger)
        self.start.project_chosen.connect(lambda folder: open_project(self.studio, folder))

    def _show_project(self) -> None:
        workspace = self.studio.workspace
        self.pages.clear()
        self.start.refresh()
        self.setWindowTitle("ULMFiT Studio")
        self._screens.setCurrentWidget(self._frame if workspace.is_open else self.start)
        self.menus.show_page(None)
        if workspace.is_open:
            self._show_name()
            counts = self._counts()
            self.sidebar.show_counts(counts)
            self.go_to(first_open_step(self.steps, counts))
        self.menus.show_state()

    def _counts(self) -> Counts:
        counts = self.studio.workspace.counts()
        return replace(counts, is_training=self.studio.training.is_busy)

    def _show_name(self) -> None:
        project = self.studio.workspace.project
        self.sidebar.show_project(project.name, place_words(project.folder))
        self.setWindowTitle(f"{project.name} – ULMFiT Studio")

    def _note_change(self, change: Change) -> None:
        self._unseen |= change
        self.menus.show_state()  # at once: undo may be the very next key
        self._refresh_soon.start()

    def _refresh(self) -> None:
        change, self._unseen = self._unseen, Change.NOTHING
        if not self.studio.workspace.is_open:
            return
        counts = self._counts()
        self._show_name()
        self.sidebar.show_counts(counts)
        self.pages.refresh(counts, change)

    def _may_close(self) -> bool:
        losses = [a.if_stopped for a in self.studio.activities.running if a.if_stopped]
        if not losses:
            return True
        n = len(losses)
        return ask(
            self,
            tr_count("{n} activity is not finished.", "{n} activities are not finished.", n),
            "\n".join(dict.fromkeys(losses)),
            tr("Stop and quit"),
        )

    def _restore_geometry(self) -> None:
        saved = self._settings.value("geometry") if self._settings is not None else None
        if not (isinstance(saved, QByteArray) and self.restoreGeometry(saved)):
            self.resize(*_FIRST_SIZE)
