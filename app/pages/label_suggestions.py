"""What the quick model says of the text in front, shown where the decision is made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.pages.full_run_offer import FullRunOffer
from app.pages.label_walk import LabelWalk
from app.pages.suggestion_words import reason_words, same_words, speaker_words
from app.studio import Studio
from app.translation import tr
from app.widgets.label_panel import LabelPanel
from app.widgets.reading_view import ReadingView
from ulmfit_core.fewshot.session import Similar
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label

InFront = Callable[[], StoredDocument | None]


class LabelSuggestions(QObject):
    """Shows them on the labels' buttons and on the text's card. Of the test set, and of what was
    drawn at random, nothing is said: a suggestion would sway who labels it. ``similar_found``
    carries a Similar."""

    similar_found = Signal(object)

    def __init__(
        self,
        studio: Studio,
        walk: LabelWalk,
        panel: LabelPanel,
        reading: ReadingView,
        in_front: InFront,
    ) -> None:
        super().__init__(panel)
        self._desk = studio.suggestions
        self._walk, self._panel, self._reading = walk, panel, reading
        self._in_front = in_front
        self.full_run = FullRunOffer(studio)
        self._labels: list[Label] = []
        self._is_multi = False
        self._asked_about: int | None = None
        self._n_same = 0
        self._is_looking = False

    def show_labels(self, labels: list[Label], *, is_multi: bool) -> None:
        """Know the labels there are now."""
        self._labels, self._is_multi = labels, is_multi

    def best(self) -> int | None:
        """The label that Enter gives; None where there is none, or the text has one already."""
        document = self._in_front()
        if document is None or self._is_multi or self._walk.is_unaided(document):
            return None
        if document.labels and self._walk.doubt(document.id) is None:
            return None
        probabilities = self._probabilities(document)
        return max(probabilities, key=lambda label: probabilities[label]) if probabilities else None

    def show(self) -> None:
        """Say what is known now of the text in front."""
        document = self._in_front()
        if document is not None and self._walk.is_unaided(document):
            document = None
        probabilities = self._probabilities(document) if document is not None else {}
        self._panel.show_suggestion(probabilities, self.best())
        self._panel.show_speaker(self._speaker())
        self._look_for_same(document)
        self._show_reason(document)

    def _speaker(self) -> str:
        if not self._desk.is_ready:
            return ""
        if not self._desk.can_answer:
            return tr("Suggestions come once the texts have been read.")
        return speaker_words(self._desk.suggestions)

    def _probabilities(self, document: StoredDocument) -> dict[int, float]:
        """By the labels there are; of one that is checked, as those say that were not shown it."""
        doubt, found = self._walk.doubt(document.id), self._desk.suggestions.of(document.id)
        if doubt is not None:
            found = dict(zip(self._walk.doubts.labels, doubt.probabilities, strict=True))
        return {label.id: found[label.id] for label in self._labels if label.id in found}

    def find_similar(self) -> None:
        """Look for texts like the one in front; ``similar_found`` brings them."""
        document = self._in_front()
        if document is not None:
            self._desk.find_similar(document.id, self.similar_found.emit)

    def _look_for_same(self, document: StoredDocument | None) -> None:
        """One look at a time: each takes megabytes, and a hand can be quicker than it is."""
        if document is None or document.id == self._asked_about:
            return
        self._n_same = 0
        if self._is_looking:
            return
        self._asked_about, self._is_looking = document.id, True

        def show(similar: Similar) -> None:
            self._is_looking = False
            in_front = self._in_front()
            if in_front is not None and in_front.id == document.id:
                if not similar.n_same:  # not even itself: the texts are not read yet
                    self._asked_about = None
                self._n_same = max(0, similar.n_same - 1)
                self._show_reason(in_front)
            elif in_front is not None:
                self.show()

        self._desk.find_similar(document.id, show)

    def _show_reason(self, document: StoredDocument | None) -> None:
        if document is None or self._walk.is_unaided(document):
            self._reading.show_reason("")
            return
        now, doubt = self._desk.suggestions, self._walk.doubt(document.id)
        reason = doubt.reason if doubt is not None else now.reasons.get(document.id)
        labels = self._walk.doubts.labels if doubt is not None else now.labels
        names = {label.id: label.name for label in self._labels}
        words = [reason_words(reason, names, labels), same_words(self._n_same)]
        self._reading.show_reason(" · ".join(word for word in words if word))
