"""The base models that are not finished, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.build_words import unfinished_words
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.emptying import empty
from app.widgets.texts import ElidedLabel, text_label
from ulmfit_core.base_build import BaseBuild


class BuildList(QWidget):
    """Both signals carry the BaseBuild. Hidden where there is none."""

    go_on_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, Space.M)
        self._column.setSpacing(Space.S)

    def show_builds(self, builds: Sequence[BaseBuild], at_work: BaseBuild | None) -> None:
        """Show these anew; the one at work is only named."""
        empty(self._column)
        self._column.addWidget(text_label(tr("Not finished"), "strong"))
        for build in builds:
            self._column.addWidget(self._row(build, is_at_work=build == at_work))
        self.setVisible(bool(builds))

    def _row(self, build: BaseBuild, *, is_at_work: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        words = tr("is being built now") if is_at_work else unfinished_words(build)
        row.addWidget(ElidedLabel(f"{build.name}: {words}", cut=Qt.TextElideMode.ElideRight), 1)
        if not is_at_work:
            go_on, discard = button(tr("Go on")), button(tr("Discard"), "danger")
            go_on.setAccessibleName(tr("Go on with {name}", name=build.name))
            discard.setAccessibleName(tr("Discard {name}", name=build.name))
            go_on.clicked.connect(lambda: self.go_on_wanted.emit(build))
            discard.clicked.connect(lambda: self.discard_wanted.emit(build))
            row.addWidget(go_on)
            row.addWidget(discard)
        return made
