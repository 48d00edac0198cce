"""A model reads every text of a project, beside what people say of it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

import numpy as np

from ulmfit_core.labelled_rows import BLOCK_ROWS
from ulmfit_core.predictor import Predictor
from ulmfit_core.project.beside_texts import BesideTexts
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.drawn_parts import DrawnPart
from ulmfit_core.project.filters import Status
from ulmfit_core.project.label_tally import Flags, ReadTexts
from ulmfit_core.project.project import Project


def read_texts(
    project: Project,
    predictor: Predictor,
    parts: Sequence[DrawnPart],
    taught: set[int],
    answers: Mapping[int, Sequence[str]],
) -> Generator[int, None, tuple[ReadTexts, BesideTexts]]:
    """``taught``: texts that the model may know by heart, with ``answers`` to some of them that it
    gave when it did not. Yields how many it has read; returns them, and what is beside them."""
    n = project.documents.count()
    rows, beside = _Rows(project, predictor, n), BesideTexts(n)
    done = 0
    while block := project.documents.page(after=done, limit=min(BLOCK_ROWS, n - done)):
        scores = yield from predictor.scoring((document.text for document in block), done)
        for document, row in zip(block, scores, strict=True):
            rows.take(document, predictor.prediction(row).labels)
            beside.take(document.id - 1, document)
        done = block[-1].id
    return rows.done(parts, taught, answers), beside


class _Rows:
    """Filled text by text, a text before its repeats."""

    def __init__(self, project: Project, predictor: Predictor, n: int) -> None:
        self._name_of = {label.id: label.name for label in project.labels.all()}
        self.labels = tuple(dict.fromkeys([*self._name_of.values(), *predictor.labels]))
        self._places = {name: place for place, name in enumerate(self.labels)}
        self.first = np.zeros(n, np.int64)
        self.is_known = np.zeros(n, bool)
        self.truth, self.said = np.zeros((2, n, len(self.labels)), bool)

    def take(self, document: StoredDocument, given: Iterable[str]) -> None:
        place, first = document.id - 1, document.duplicate_of or document.id
        self.first[place] = first
        self.mark(self.said[place], given)
        if document.status is Status.LABELLED:
            self.is_known[place] = True
            self.mark(self.truth[place], (self._name_of[id_] for id_ in document.labels))
        elif document.status is Status.UNLABELLED:
            self.is_known[place] = self.is_known[first - 1]
            self.truth[place] = self.truth[first - 1]

    def mark(self, row: Flags, names: Iterable[str]) -> None:
        """Names that are no labels any more are passed over."""
        row[[self._places[name] for name in names if name in self._places]] = True

    def done(
        self, parts: Sequence[DrawnPart], taught: set[int], answers: Mapping[int, Sequence[str]]
    ) -> ReadTexts:
        answered = np.array(sorted(answers), np.int64)
        named = np.zeros((len(answered), len(self.labels)), bool)
        for row, id_ in zip(named, answered, strict=True):
            self.mark(row, answers[int(id_)])
        return ReadTexts(
            self.labels,
            self.first,
            self.is_known,
            self.truth,
            self.said,
            np.array(sorted(taught), np.int64),
            answered,
            named,
            parts,
        )
