"""What people say of a project's texts and what a model says, added up text by text.

A text that comes again is counted with its first: by its label, and by the model's error on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ulmfit_core.evaluation.label_counts import Chosen, Counts, Draw, LabelCount, estimate_counts
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.drawn_parts import DrawnPart
from ulmfit_core.project.filters import Status
from ulmfit_core.project.project import Project


class LabelTally:
    """What is so and what the model says, added up text by text."""

    def __init__(
        self,
        project: Project,
        predictor: Predictor,
        parts: Sequence[DrawnPart],
        taught: set[int],
        answers: Mapping[int, Sequence[str]],
    ) -> None:
        """``taught``: texts that the model may know by heart, with ``answers`` to some of them
        that it gave when it did not."""
        labels = project.labels.all()
        self._name_of = {label.id: label.name for label in labels}
        names = dict.fromkeys([*self._name_of.values(), *predictor.labels])
        self._places = {name: place for place, name in enumerate(names)}
        self._parts = [part for part in parts if part.n_open]
        self._taught, self._answers = taught, answers
        self._held_out: dict[int, Counts] = {}  # errors of those answers
        self._n_others, self._n_taught = [[0] * len(self._parts) for _ in range(2)]
        self._errors = {int(id_): self._zeros() for part in parts for id_ in part.tested}
        self._labels: dict[int, tuple[int, ...]] = {}  # of labelled texts that are no repeats
        self._predicted, self._known, self._given, self._untaught = (
            self._zeros() for _ in range(4)
        )
        self.n_texts = self.n_open = 0

    def take(self, document: StoredDocument, given: Iterable[str]) -> None:
        """Count one text; its first comes before a repeat."""
        said, first = self._row(given), document.duplicate_of or document.id
        truth = self._truth(document, first)
        self.n_texts += 1
        self._predicted += said
        if truth is None:
            self.n_open += 1
            self._given += said
        else:
            self._known += truth
        if first in self._errors:
            self._errors[first] += 0 if truth is None else truth - said
        else:
            self._take_other(document.id == first, first, truth, said)

    def _take_other(self, is_first: bool, first: int, truth: Counts | None, said: Counts) -> None:
        place = next((i for i, part in enumerate(self._parts) if part.holds(first)), None)
        if place is None:
            return
        is_taught = truth is not None and first in self._taught
        (self._n_taught if is_taught else self._n_others)[place] += is_first
        if truth is None:
            return
        if not is_taught:
            self._untaught += truth - said
        elif first in self._answers:
            named = self._row(name for name in self._answers[first] if name in self._places)
            self._held_out[first] = self._held_out.get(first, 0) + truth - named

    def counts(self) -> tuple[LabelCount, ...]:
        """Of what was taken."""
        errors = np.array([*self._held_out.values()]).reshape(-1, len(self._places))
        n_taught = sum(self._n_taught) if len(errors) else 0
        chosen = Chosen(errors, n_taught, self._untaught)
        draws = [self._draw(i, has_taught=n_taught > 0) for i in range(len(self._parts))]
        totals = (self._predicted, self._known, self._given)
        return estimate_counts(tuple(self._places), *totals, self.n_open, draws, chosen)

    def _draw(self, place: int, *, has_taught: bool) -> Draw:
        """Where nothing was held out, those that taught the model count as like the rest."""
        errors = np.array([self._errors[int(id_)] for id_ in self._parts[place].tested])
        n_taught = self._n_taught[place] if has_taught else 0
        return Draw(errors, self._n_others[place] + n_taught)

    def _truth(self, document: StoredDocument, first: int) -> Counts | None:
        labels = document.labels if document.status is Status.LABELLED else self._labels.get(first)
        if labels is None:
            return None
        if document.id == first:
            self._labels[first] = labels
        return self._row(self._name_of[id_] for id_ in labels)

    def _row(self, names: Iterable[str]) -> Counts:
        row = self._zeros()
        row[[self._places[name] for name in names]] = 1
        return row

    def _zeros(self) -> Counts:
        return np.zeros(len(self._places), np.int64)
