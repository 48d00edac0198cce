"""What the keys of the page Label do to the text in front, or to those selected in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.operations import labelling
from app.pages.label_suggestions import LabelSuggestions
from app.pages.label_walk import LabelWalk
from app.studio import Studio
from app.translation import tr
from app.widgets.label_panel import LabelPanel
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.commands import Command
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.labels import Label

InFront = Callable[[], StoredDocument | None]
Selected = Callable[[], list[int] | None]


class LabelDecisions:
    """One text is decided and the walk goes on; many are decided at once.

    In a multi-label project ``chosen`` are the labels marked so far, until Enter.
    """

    def __init__(
        self,
        studio: Studio,
        walk: LabelWalk,
        panel: LabelPanel,
        suggestions: LabelSuggestions,
        in_front: InFront,
        selected: Selected,
        decided: Callable[[], object],
    ) -> None:
        """``in_front``: the text shown alone, if one is. ``selected``: the texts selected in the
        table; None while that is not in front. ``decided`` is called before going on."""
        self._studio, self._project = studio, studio.workspace.project
        self._walk, self._panel, self._suggestions = walk, panel, suggestions
        self._in_front, self._selected, self._tell = in_front, selected, decided
        # As they were made, and as the text had them then: a merge may be undone.
        self._marks: set[int] = set()
        self._had: tuple[int, ...] = ()

    @property
    def chosen(self) -> set[int]:
        """The labels marked so far, each as the one that it is part of now."""
        return self._as_merged(self._marks)

    def choose(self, document: StoredDocument) -> None:
        """Begin with the labels that a text has, unless they are not to be seen."""
        self._had = document.labels
        self._marks = set() if self._walk.is_blind else set(document.labels)

    def is_about(self, document: StoredDocument) -> bool:
        """Whether the text has the labels that it began with, merges apart."""
        return self._as_merged(self._had) == set(document.labels)

    def give(self, label: Label) -> None:
        """What a label's key does: label and go on, mark for Enter, or label the selection."""
        document, selected = self._in_front(), self._selected()
        if selected is not None:
            self._give_many(selected, label)
        elif document is not None and self._project.task == "multi":
            into = self._project.labels.merged_into()
            same = {mark for mark in self._marks if into.get(mark, mark) == label.id}
            self._marks = self._marks - same if same else self._marks | {label.id}
            self._panel.show_given(self.chosen)
        elif document is not None:
            self._label(document.id, [label.id], self._walk.origin)
        else:
            self._panel.show_given(())

    def confirm(self, labels: Iterable[Label]) -> None:
        """Enter: the chosen ones of these labels, none included, in a multi-label project; else
        the suggestion."""
        document = self._in_front()
        if document is None:
            return
        if self._project.task == "multi":
            self._confirm_chosen(document.id, [label.id for label in labels])
            return
        best = self._suggestions.best()
        if best is not None:
            is_plain = self._walk.origin is Origin.HUMAN
            origin = Origin.SUGGESTION_ACCEPTED if is_plain else self._walk.origin
            self._label(document.id, [best], origin)

    def _confirm_chosen(self, document: int, known: list[int]) -> None:
        """What is left of marks on labels that are gone is no decision for none."""
        marked = self.chosen
        chosen = [label for label in known if label in marked]
        if marked and not chosen:
            self._marks = set()
            words = tr("The label that was marked is gone. Press Enter once more if none fits.")
            self._studio.notices.info(words)
            return
        self._label(document, chosen, self._walk.origin)

    def skip(self) -> None:
        """Leave the text for later."""
        document = self._in_front()
        if document is not None:
            self._go_on(labelling.skip_one(self._studio, document.id))

    def flag(self) -> None:
        """Mark the text, or the selected ones, for a second look; or no longer."""
        ids = self._ids()
        if ids:
            labelling.toggle_flags(self._studio, ids)

    def clear(self) -> None:
        """Take the labels off the text, or off the selected ones."""
        ids = self._ids()
        if ids:
            labelling.clear_many(self._studio, ids)

    def _as_merged(self, labels: Iterable[int]) -> set[int]:
        """These labels, each as the one that it is part of now."""
        into = self._project.labels.merged_into()
        return {into.get(label, label) for label in labels}

    def _label(self, document: int, labels: list[int], origin: Origin) -> None:
        if origin is Origin.ASKED_AGAIN:
            self._go_on(labelling.label_again(self._studio, document, labels))
        else:
            self._go_on(labelling.label_one(self._studio, document, labels, origin))

    def _go_on(self, command: Command | None) -> None:
        if command is not None:
            self._tell()
            self._walk.advance()

    def _give_many(self, documents: list[int], label: Label) -> None:
        self._panel.show_given(())
        if documents:
            labelling.label_many(self._studio, documents, label.id, label.name)

    def _ids(self) -> list[int]:
        selected, document = self._selected(), self._in_front()
        if selected is not None:
            return selected
        return [document.id] if document is not None else []
