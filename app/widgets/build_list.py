"""The base models that were begun here, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.models.build_words import finished_words, unfinished_words
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.emptying import empty
from app.widgets.texts import ElidedLabel, text_label
from ulmfit_core.base_build import BaseBuild


class BuildList(QWidget):
    """Every signal carries the BaseBuild. Hidden where there is none."""

    go_on_wanted = Signal(object)
    discard_wanted = Signal(object)
    read_on_wanted = Signal(object)
    card_wanted = Signal(object)
    folder_wanted = Signal(object)
    rename_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, Space.M)
        self._column.setSpacing(Space.S)

    def show_builds(self, builds: Sequence[BaseBuild], at_work: BaseBuild | None) -> None:
        """Show these anew; the one at work is only named."""
        empty(self._column)
        finished = [build for build in builds if build != at_work and build.is_finished]
        unfinished = [build for build in builds if build not in finished]
        if unfinished:
            self._column.addWidget(text_label(tr("Not finished"), "strong"))
        for build in unfinished:
            self._column.addWidget(self._unfinished(build, is_at_work=build == at_work))
        if finished:
            self._column.addWidget(text_label(tr("Built on this computer"), "strong"))
        for build in finished:
            self._column.addWidget(self._finished(build))
        self.setVisible(bool(builds))

    def _unfinished(self, build: BaseBuild, *, is_at_work: bool) -> QWidget:
        if is_at_work:
            return _row(build, tr("is being built now"))
        go_on, discard = button(tr("Go on")), button(tr("Discard"), "danger")
        go_on.setAccessibleName(tr("Go on with {name}", name=build.name))
        discard.setAccessibleName(tr("Discard {name}", name=build.name))
        go_on.clicked.connect(lambda: self.go_on_wanted.emit(build))
        discard.clicked.connect(lambda: self.discard_wanted.emit(build))
        return _row(build, unfinished_words(build), go_on, discard)

    def _finished(self, build: BaseBuild) -> QWidget:
        read_on, more = button(tr("Read on…")), button(tr("More"))
        read_on.setAccessibleName(tr("Have {name} read on", name=build.name))
        read_on.clicked.connect(lambda: self.read_on_wanted.emit(build))
        more.setAccessibleName(tr("More about {name}", name=build.name))
        more.setMenu(self._menu(build, more))
        return _row(build, finished_words(build), read_on, more)

    def _menu(self, build: BaseBuild, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        ways: tuple[tuple[str, SignalInstance], ...] = (
            (tr("Show its card"), self.card_wanted),
            (tr("Show its folder"), self.folder_wanted),
            (tr("Rename…"), self.rename_wanted),
            (tr("Delete…"), self.delete_wanted),
        )
        for words, signal in ways:
            menu.addAction(words).triggered.connect(lambda _=False, s=signal: s.emit(build))
        return menu


def _row(build: BaseBuild, words: str, *buttons: QPushButton) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(ElidedLabel(f"{build.name}: {words}", cut=Qt.TextElideMode.ElideRight), 1)
    for each in buttons:
        row.addWidget(each)
    return made
