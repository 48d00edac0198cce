"""The actions of the page Label and their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.pages.suggestion_words import SHOW_SIMILAR
from app.plain_words import plain_name
from app.translation import tr
from ulmfit_core.project.labels import Label

Run = Callable[[], object]


class LabelActions:
    """Made with what they do, by name; ``cap`` as a property is the key as it is drawn."""

    def __init__(self, owner: QWidget, reader: QWidget, does: dict[str, Run]) -> None:
        """``owner`` has them all. Those of one text answer only in ``reader``: elsewhere Space
        presses a button and Enter opens a row."""
        self._owner = owner
        self._of_labels: list[QAction] = []
        keys = {
            "back": (tr("Back"), "Backspace", "⌫"),
            "forward": (tr("Forward"), "Alt+Right", ""),
            "skip": (tr("Skip"), "Space", tr("Space")),
            "confirm": (tr("Confirm and go on"), "Return", ""),
            "flag": (tr("Flag"), "F", "F"),
            "clear": (tr("Clear labels"), "Delete", ""),
            "one": (tr("One by one"), "Ctrl+L", ""),
            "similar": (tr("Find similar texts"), SHOW_SIMILAR, ""),
            "progress": (tr("Show progress"), "", ""),
            "search": (tr("Search texts"), "Ctrl+F", ""),
        }
        self._made = {name: self._action(*keys[name], does[name]) for name in keys}
        for name in ("back", "skip", "confirm"):
            owner.removeAction(self._made[name])
            self._made[name].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            reader.addAction(self._made[name])

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def of_one_text(self) -> list[QAction]:
        """What stands below the text as buttons."""
        return [self._made[name] for name in ("back", "skip", "flag")]

    def all(self) -> list[QAction]:
        """For the menu: those of one text first."""
        own = [self._made[name] for name in ("back", "forward", "skip", "confirm")]
        return own + [action for action in self._owner.actions() if action not in own]

    def show_labels(self, labels: Sequence[Label], give: Callable[[Label], object]) -> None:
        """One action a label, in place of those before."""
        for action in self._of_labels:
            self._owner.removeAction(action)
            action.deleteLater()
        self._of_labels = [self._label_action(label, give) for label in labels]
        self._owner.addActions(self._of_labels)

    def _label_action(self, label: Label, give: Callable[[Label], object]) -> QAction:
        name = tr("Label: {name}", name=plain_name(label.name))
        key = label.shortcut.upper() if label.shortcut is not None else ""
        return self._new(name, key, "", lambda: give(label))

    def _action(self, text: str, key: str, cap: str, run: Run) -> QAction:
        action = self._new(text, key, cap, run)
        self._owner.addAction(action)
        return action

    def _new(self, text: str, key: str, cap: str, run: Run) -> QAction:
        action = QAction(text, self._owner)
        if key:
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setProperty("key", cap)
        action.triggered.connect(lambda checked=False: run())
        return action
