"""What is done about the counts of labels on the page Use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.dialogs.save_file import ask_where
from app.operations.counting import copy_counts, count_project_labels, save_counts
from app.studio import Studio
from app.translation import tr
from app.widgets.label_counts import LabelCounts
from ulmfit_core.project.commands import Command
from ulmfit_core.project.counting import CountedLabels


class LabelCounting:
    """Counts by one model at a time; what was counted before labels changed is not shown on."""

    def __init__(
        self,
        studio: Studio,
        view: LabelCounts,
        is_in_use: Callable[[], bool],
        model: Callable[[], Path | None],
    ) -> None:
        """``is_in_use``: whether what comes late still has a page to be shown on."""
        self._studio, self._view, self._is_in_use, self._model = studio, view, is_in_use, model
        self._project = studio.workspace.project
        self._is_counting = False
        self._holds_after: Command | None = None  # what is shown was counted after this change
        view.count.clicked.connect(self.count)
        view.copy.clicked.connect(self.copy)
        view.save.clicked.connect(self.save)

    def count(self) -> None:
        """Begin, unless it goes on already."""
        model = self._model()
        if model is None or self._is_counting:
            return

        begun = self._project.commands.last_change_of_labels()

        def show(counted: CountedLabels) -> None:
            self._end()
            if not self._is_in_use() or self._model() != model:
                return
            if not self._holds(begun):
                words = tr("Labels or texts changed while they were counted.")
                self._studio.notices.warning(words, tr("Count once more."), of_project=True)
                return
            self._holds_after = begun
            self._view.show_counts(counted)
            if not self._view.isVisible():
                self._studio.notices.success(tr("The labels are counted: see the page Use."))

        self._is_counting = True
        self.enable(False)
        count_project_labels(self._studio, model, show, self._end)

    def forget(self) -> None:
        """Show none: they were another model's."""
        self._view.show_counts(None)

    def forget_what_changed(self) -> None:
        """Show none, where labels or texts have changed since."""
        if not self._holds(self._holds_after):
            self.forget()

    def enable(self, can: bool) -> None:
        """Whether there is a model to count with."""
        self._view.count.setEnabled(can and not self._is_counting)

    def copy(self) -> None:
        """Put the counts on the clipboard."""
        if self._view.counted is not None:
            copy_counts(self._view.counted, self._view.by)

    def save(self) -> None:
        """Let a place for the counts be chosen, and write them there."""
        counted = self._view.counted
        proposed = self._project.exports_dir / f"{self._project.folder.name}-counts.csv"
        target = ask_where(self._view, tr("Write the counts to"), proposed)
        if target is not None and counted is not None:
            save_counts(self._studio, counted, target, self._view.by)

    def _holds(self, after: Command | None) -> bool:
        """Whether no text has other labels than after that change."""
        last = self._project.commands.last_change_of_labels()
        return last is after if last is None or after is None else last.is_same(after)

    def _end(self) -> None:
        self._is_counting = False
        if self._is_in_use():
            self.enable(self._model() is not None)
