"""The menus and their actions. Every action here is also a command of the palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from app.dialogs.preferences import theme_names
from app.icons import icon
from app.operations import agreement, bases, codebook, files, history, projects, support, view
from app.operations.sample import try_sample
from app.pages.page import Page
from app.plain_words import plain_name
from app.translation import tr

if TYPE_CHECKING:
    from app.main_window import MainWindow

Keys = str | QKeySequence.StandardKey | list[str]


class Menus:
    """Builds the window's menu bar; holds the actions that others need by name."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._page: Page | None = None
        self._build_file()
        self._build_edit()
        self._build_steps()
        self._build_view()
        self._build_help()
        self.show_state()

    def show_state(self) -> None:
        """Enable what can be done now."""
        workspace = self._window.studio.workspace
        of_labels = (self.compare, self.add_codebook, self.save_codebook)
        of_project = (self.rename_project, self.open_folder, self.close_project)
        for action in (*of_labels, *of_project, *self.steps):
            action.setEnabled(workspace.is_open)
        undo, redo = history.next_words(workspace)
        _name(self.undo, undo or tr("Undo"), enabled=undo is not None)
        _name(self.redo, redo or tr("Redo"), enabled=redo is not None)

    def show_page(self, page: Page | None) -> None:
        """Put what the page can do under the steps."""
        self._page = page
        self._fill_step_menu()

    def _fill_step_menu(self) -> None:
        """Anew whenever it opens: what a page can do changes, with its labels say."""
        for action in self.step_menu.actions()[len(self.steps) + 1 :]:
            self.step_menu.removeAction(action)
        if self._page is not None:
            actions = self._page.menu_actions()
            _keep_in_place(actions)
            self.step_menu.addActions(actions)

    def _build_file(self) -> None:
        window, studio = self._window, self._window.studio
        menu = self._menu(tr("&File"))
        new, open_ = QKeySequence.StandardKey.New, QKeySequence.StandardKey.Open
        self.new_project = self._add(
            menu, tr("&New project…"), lambda: projects.ask_and_create(studio, window), new, "plus"
        )
        self.open_project = self._add(
            menu,
            tr("&Open project…"),
            lambda: projects.ask_and_open(studio, window),
            open_,
            "folder",
        )
        self._recent = menu.addMenu(tr("Open &recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self.try_sample = self._add(
            menu, tr("Try the &sample"), lambda: try_sample(studio), icon_name="sample"
        )
        menu.addSeparator()
        self._add(
            menu, tr("&Add files…"), lambda: files.ask_and_take(window), "Ctrl+Shift+O", "file"
        )
        self.compare = self._add(
            menu,
            tr("Compare &labels with a file…"),
            lambda: agreement.ask_and_compare(studio, window),
        )
        self.add_codebook = self._add(
            menu, tr("Add labels from a cod&ebook…"), lambda: codebook.ask_and_add(studio, window)
        )
        self.save_codebook = self._add(
            menu, tr("Sa&ve the codebook…"), lambda: codebook.ask_and_save(studio, window)
        )
        self.rename_project = self._add(
            menu, tr("Rena&me the project…"), lambda: projects.ask_and_rename(studio, window)
        )
        self.open_folder = self._add(
            menu, tr("Show the project's &folder"), lambda: projects.show_folder(studio)
        )
        self.close_project = self._add(
            menu, tr("&Close project"), lambda: projects.close_project(studio), "Ctrl+W"
        )
        menu.addSeparator()
        self.build_base = self._add(
            menu,
            tr("&Build a base model…"),
            lambda: bases.show_base_builder(studio, window),
            icon_name="layers",
        )
        menu.addSeparator()
        preferences = self._add(
            menu,
            tr("&Preferences…"),
            lambda: view.show_preferences(studio, window),
            "Ctrl+,",
            "settings",
        )
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        quit_ = self._add(menu, tr("&Quit"), window.close, "Ctrl+Q")
        quit_.setMenuRole(QAction.MenuRole.QuitRole)

    def _build_edit(self) -> None:
        studio, pages = self._window.studio, self._window.pages
        menu = self._menu(tr("&Edit"))
        self.undo = self._add(menu, "", lambda: history.undo(studio, pages.front), "Ctrl+Z", "undo")
        self.redo = self._add(
            menu, "", lambda: history.redo(studio, pages.front), ["Ctrl+Shift+Z", "Ctrl+Y"], "redo"
        )

    def _build_steps(self) -> None:
        window = self._window
        self.step_menu = self._menu(tr("&Step"))
        self.steps = []
        for place, step in enumerate(window.steps, 1):
            action = self._add(
                self.step_menu,
                step.title,
                partial(window.go_to, step.key),
                f"Ctrl+{place}",
                step.icon,
            )
            action.setProperty("command", tr("Go to {step}", step=step.title))
            self.steps.append(action)
        self.step_menu.addSeparator()
        self.step_menu.aboutToShow.connect(self._fill_step_menu)

    def _build_view(self) -> None:
        window, studio = self._window, self._window.studio
        menu = self._menu(tr("&View"))
        self._add(
            menu,
            tr("Find a &command…"),
            window.palette_box.open,
            ["Ctrl+K", "Ctrl+Shift+P"],
            "search",
        )
        menu.addSeparator()
        group = QActionGroup(menu)
        names = theme_names()
        for theme in names:
            action = self._add(menu, names[theme], partial(view.set_theme, studio, theme))
            action.setCheckable(True)
            action.setChecked(studio.preferences.values.theme == theme)
            action.setProperty("command", tr("Theme: {name}", name=names[theme]))
            group.addAction(action)
            self._follow_theme(action, theme)
        menu.addSeparator()
        put_away = window.toasts.close_newest
        self._add(menu, tr("P&ut away a notice"), put_away, "Shift+Esc", "close")
        menu.addSeparator()
        self._add(
            menu, tr("&Larger text"), lambda: view.step_text_size(studio, 1), ["Ctrl++", "Ctrl+="]
        )
        self._add(menu, tr("S&maller text"), lambda: view.step_text_size(studio, -1), "Ctrl+-")
        self._add(menu, tr("&Normal text size"), lambda: view.reset_text_size(studio), "Ctrl+0")

    def _build_help(self) -> None:
        window, studio = self._window, self._window.studio
        menu = self._menu(tr("&Help"))
        self._add(menu, tr("&All commands and keys"), window.palette_box.open, "F1")
        self._add(menu, tr("Show the &log"), lambda: support.show_log(studio))
        about = self._add(
            menu, tr("A&bout ULMFiT Studio"), lambda: support.show_about(window), icon_name="info"
        )
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _follow_theme(self, action: QAction, theme: str) -> None:
        preferences = self._window.studio.preferences
        preferences.changed.connect(lambda: action.setChecked(preferences.values.theme == theme))

    def _fill_recent(self) -> None:
        studio = self._window.studio
        self._recent.clear()
        for folder, name in studio.preferences.recent().items():
            open_it = partial(projects.open_project, studio, folder)
            self._recent.addAction(plain_name(name), open_it)
        if self._recent.isEmpty():
            self._recent.addAction(tr("None yet")).setEnabled(False)

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(
        self,
        menu: QMenu,
        text: str,
        run: Callable[[], object],
        keys: Keys = "",
        icon_name: str = "",
    ) -> QAction:
        action = QAction(text, self._window)
        _keep_in_place([action])
        if isinstance(keys, list):
            action.setShortcuts([QKeySequence(key) for key in keys])
        elif keys:
            action.setShortcut(keys)
        if icon_name:
            action.setIcon(icon(icon_name))
        action.triggered.connect(lambda checked=False: run())
        menu.addAction(action)
        return action


def _keep_in_place(actions: Sequence[QAction]) -> None:
    """On macOS Qt moves into the application's menu, or joins with others, what begins with a word
    such as Options or Copy; an undo, or a page's action, may begin with any."""
    for action in actions:
        action.setMenuRole(QAction.MenuRole.NoRole)


def _name(action: QAction, text: str, *, enabled: bool) -> None:
    action.setText(text)
    action.setEnabled(enabled)
