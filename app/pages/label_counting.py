"""What is done about the counts of labels on the page Use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.dialogs.save_file import ask_where
from app.operations.counting import copy_counts, count_project_labels, save_counts
from app.studio import Studio
from app.translation import tr
from app.widgets.label_counts import LabelCounts
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
        view.count.clicked.connect(self.count)
        view.copy.clicked.connect(self.copy)
        view.save.clicked.connect(self.save)

    def count(self) -> None:
        """Begin, unless it goes on already."""
        model = self._model()
        if model is None or self._is_counting:
            return

        def show(counted: CountedLabels) -> None:
            self._end()
            if self._is_in_use() and self._model() == model:
                self._view.show_counts(counted)

        self._is_counting = True
        self.enable(False)
        count_project_labels(self._studio, model, show, self._end)

    def forget(self) -> None:
        """Show none: they were another model's, or labels changed since."""
        self._view.show_counts(None)

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

    def _end(self) -> None:
        self._is_counting = False
        if self._is_in_use():
            self.enable(self._model() is not None)
