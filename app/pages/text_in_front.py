"""The text that is shown alone on the page Label, and what the panel beside it says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.models.kept_words import kept_words
from app.pages.label_decisions import LabelDecisions
from app.pages.label_suggestions import LabelSuggestions
from app.pages.label_views import LabelViews
from app.pages.label_walk import LabelWalk
from app.studio import Studio
from app.widgets.label_panel import LabelPanel
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label


class TextInFront:
    """The walk says which text it is; it is shown here, as it is now."""

    def __init__(
        self,
        studio: Studio,
        walk: LabelWalk,
        views: LabelViews,
        panel: LabelPanel,
        decided: Callable[[], object],
    ) -> None:
        """``decided`` as LabelDecisions takes it."""
        self._workspace, self._project = studio.workspace, studio.workspace.project
        self._preferences = studio.preferences
        self._walk, self._views, self._panel = walk, views, panel
        self._document: StoredDocument | None = None
        self._labels: Sequence[Label] = ()
        self._is_multi = False
        self.suggestions = LabelSuggestions(
            studio, walk, panel, views.reading, lambda: self.document
        )
        self.decisions = LabelDecisions(
            studio, walk, panel, self.suggestions, lambda: self.document, views.selected, decided
        )

    @property
    def document(self) -> StoredDocument | None:
        """None in the table and at a queue's end."""
        return self._document if self._views.is_reading else None

    def show_current(self) -> bool:
        """Show the text that the walk has come to; False where it has come to its end."""
        self._document = self._walk.document()
        if self._document is None:
            return False
        self.decisions.choose(self._document)
        self._views.show_reading()
        self._views.reading.show_document(self._document, self._n_repeats(self._document))
        self.show_kept()
        self._panel.show_given(self.decisions.chosen)
        self.show_suggestion()
        return True

    def reload(self) -> bool:
        """Show the same text as it is now; False where it is gone or another is in its place."""
        before = self._document
        if before is None:
            return True
        found = self._project.documents.documents([before.id])
        self._document = next((d for d in found if d.text == before.text), None)
        if self._document is None:
            return False
        self._views.reading.show_state(self._document, self._n_repeats(self._document))
        self.show_kept()
        if self._views.is_reading:
            if not self.decisions.is_about(self._document):
                self.decisions.choose(self._document)
            self._panel.show_given(self.decisions.chosen)
            self.show_suggestion()
        return True

    def _n_repeats(self, document: StoredDocument) -> int:
        return self._project.documents.n_repeats_of(document.id)

    def show_kept(self) -> None:
        """What came beside the text, unless that is not to be seen."""
        if self._document is not None:
            kept = self._document.kept if self._preferences.values.show_kept else ()
            self._views.reading.show_kept(kept_words(kept))

    def show_labels(self, labels: list[Label], *, is_multi: bool) -> None:
        """Know the labels there are now; where Enter no longer gives those marked, none is."""
        if is_multi is not self._is_multi and self._document is not None:
            self.decisions.choose(self._document)
        self._labels, self._is_multi = labels, is_multi
        self.suggestions.show_labels(labels, is_multi=is_multi)
        self._panel.show_given(self.decisions.chosen if self.document is not None else ())
        self.show_suggestion()

    def show_none(self) -> None:
        """Another view came to the front: the panel speaks of no text."""
        self._panel.show_given(())
        self.show_suggestion()

    def show_suggestion(self) -> None:
        """What comes late is shown only while there is still a page to show it on."""
        if self._workspace.has_open(self._project):
            self.suggestions.show()

    def confirm(self) -> None:
        """Enter."""
        self.decisions.confirm(self._labels)
