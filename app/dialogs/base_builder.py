"""Asks what a base model is to be built from, and for how long."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core_sentences import said
from app.file_dialogs import choose_files, choose_folder
from app.models.build_words import example_words, left_out_words, reach_words
from app.tasks.base_builder import BaseBuilder
from app.tasks.base_pace import BasePace
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.build_form import BuildForm
from app.widgets.build_list import BuildList
from app.widgets.buttons import button
from app.widgets.scrolled import Scrolled
from app.widgets.texts import paragraph, text_label
from ulmfit_core.base_build import all_builds
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.errors import UlmfitError

_SIZE = (640, 720)


class BaseBuilderDialog(QDialog):
    """Not modal. ``wanted`` carries the BuildRequest."""

    wanted = Signal(BuildRequest)

    def __init__(self, bases: BaseBuilder, pace: BasePace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Build a base model"))
        self._bases, self._pace = bases, pace
        self.builds = BuildList()
        self.form = BuildForm()
        self.left_out = paragraph("", "warning")
        self.reach = paragraph()
        self.example = paragraph(example_words(), "muted")
        self.problem = paragraph("", "danger")
        self.begin = button(tr("Build the base model"), "primary")
        self.begin.setDefault(True)
        self.leave = button(tr("Close"))
        self._lay_out()
        self._connect()
        self.show_builds()
        self._show()
        self.form.files.setFocus()

    def show_builds(self) -> None:
        """List anew what was begun here."""
        self.builds.show_builds(all_builds(), self._bases.at_work)

    def show_problem(self, error: UlmfitError | None) -> None:
        """Say why it cannot begin."""
        words = f"{said(error.message)} {said(error.hint)}" if error else self._pace.sample.problem
        self.problem.setText(words.strip())
        self.problem.setVisible(bool(words))

    def take(self, paths: list[str]) -> None:
        """Build from these, where there are any."""
        if paths:
            self._pace.look_at(tuple(paths))
            self.form.take([Path(path) for path in paths])

    def _look_again(self) -> None:
        """At the same text, from the column that was chosen."""
        self._pace.look_at(tuple(map(str, self.form.paths)), self.form.column)
        self._show()

    def done(self, result: int) -> None:
        self._pace.let_go()
        super().done(result)

    def _connect(self) -> None:
        self.form.changed.connect(self._show)
        self.form.column_chosen.connect(self._look_again)
        self.form.files.clicked.connect(self._choose_files)
        self.form.folder.clicked.connect(self._choose_folder)
        self._pace.changed.connect(self._show)
        self._bases.changed.connect(self.show_builds)
        self.begin.clicked.connect(lambda: self.wanted.emit(self.form.request()))
        self.leave.clicked.connect(self.reject)

    def _choose_files(self) -> None:
        self.take(choose_files(self, tr("Choose files with texts")))

    def _choose_folder(self) -> None:
        path = choose_folder(self, tr("Choose a folder of texts"))
        self.take([path] if path else [])

    def _show(self) -> None:
        self.show_problem(None)
        self.form.show_column(self._pace.sample.column)
        self.begin.setEnabled(self.form.is_complete and not self._pace.sample.problem)
        self.reach.setText(self._reach())
        self.left_out.setText(left_out_words(self._pace.sample.left_out))
        self.left_out.setVisible(bool(self._pace.sample.left_out))

    def _reach(self) -> str:
        """What is known by now of how far the time goes."""
        sample = self._pace.sample
        if not sample.texts:
            return tr("Choose some text: the more, the better; a few million words make a start.")
        tokens = self._pace.tokens(self.form.begin, self.form.hours.value())
        if tokens is not None:
            return reach_words(tokens, sample.n_bytes)
        return tr("Measuring how fast this computer reads…") if self._pace.is_measuring else ""

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(text_label(tr("Build a base model"), "title"))
        words = tr(
            "A language model that reads general text of a language or a field, for trainings to "
            "start from. It is made on this computer, beside your other work."
        )
        column.addWidget(paragraph(words, "muted"))
        parts = (self.builds, self.form, self.left_out, self.reach, self.example, self.problem)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Scrolled(inside, tr("Build a base model")), 1)
        outer.addLayout(self._buttons())
        width, height = map(scaled, _SIZE)
        room = self.screen().availableGeometry()
        self.resize(min(width, room.width()), min(height, room.height()))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.XL)
        row.setSpacing(Space.S)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.begin)
        return row
