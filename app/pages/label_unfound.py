"""Progress: how many texts of a label are still unfound, asked while the page is looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.operations.elusion import draw, find_unfound
from app.pages.unfound_words import draw_words, unfound_sentences
from app.studio import Studio
from app.tasks.latest import Latest
from app.widgets.unfound_view import UnfoundView
from ulmfit_core.project.elusion import Elusion


class LabelUnfound(QObject):
    """Asks anew each time it is shown; until there is a label, there is nothing to ask about."""

    def __init__(self, studio: Studio, view: UnfoundView) -> None:
        super().__init__(view)
        self.view = view
        self._studio = studio
        self._asked = Latest()
        view.chosen.connect(self._ask)
        view.drawn.connect(self._draw)

    def show(self) -> None:
        """Say what is known of the label that is chosen, of the one drawn for last at first."""
        project = self._studio.workspace.project
        self.view.show_labels(project.labels.all(), project.elusion.latest())
        self._ask()

    def _ask(self) -> None:
        label, is_latest = self.view.label, self._asked.begin()
        if label is None:
            self.view.hide()
            return

        def tell(found: Elusion | None) -> None:
            if is_latest() and found is not None and self._studio.workspace.is_open:
                self._tell(found)

        find_unfound(self._studio, label, tell)

    def _tell(self, found: Elusion) -> None:
        sentences = unfound_sentences(found, self.view.choice.currentText())
        words = draw_words(found) if found.can_draw else ""
        holds = found.n_sampled > 0 and not found.n_new
        self.view.show_words(sentences, words, can_label=holds and found.n_open > 0)
        self.view.show()

    def _draw(self) -> None:
        if self.view.label is not None:
            draw(self._studio, self.view.label)
