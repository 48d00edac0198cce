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
from ulmfit_core.project.provenance import Provenance


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
    provenance, done = Provenance(project), 0
    while block := project.documents.page(after=done, limit=min(BLOCK_ROWS, n - done)):
        scores = yield from predictor.scoring((document.text for document in block), done)
        for document, row in zip(block, scores, strict=True):
            rows.take(document, predictor.prediction(row).labels)
            beside.take(document.id - 1, document, provenance.text_column(document))
        done = block[-1].id
    return rows.done(parts, taught, answers), beside


class _Rows:
    """Filled text by text."""

    def __init__(self, project: Project, predictor: Predictor, n: int) -> None:
        self._name_of = {label.id: label.name for label in project.labels.all()}
        self.labels = tuple(dict.fromkeys([*self._name_of.values(), *predictor.labels]))
        self._places = {name: place for place, name in enumerate(self.labels)}
        self.first = np.zeros(n, np.int64)
        self.is_known, self._is_skipped = np.zeros((2, n), bool)
        self.truth, self.said = np.zeros((2, n, len(self.labels)), bool)

    def take(self, document: StoredDocument, given: Iterable[str]) -> None:
        place = document.id - 1
        self.first[place] = document.duplicate_of or document.id
        self.mark(self.said[place], given)
        self._is_skipped[place] = document.status is Status.SKIPPED
        if document.status is Status.LABELLED:
            self.is_known[place] = True
            self.mark(self.truth[place], (self._name_of[id_] for id_ in document.labels))

    def mark(self, row: Flags, names: Iterable[str]) -> None:
        """Names that are no labels any more are passed over."""
        row[[self._places[name] for name in names if name in self._places]] = True

    def done(
        self, parts: Sequence[DrawnPart], taught: set[int], answers: Mapping[int, Sequence[str]]
    ) -> ReadTexts:
        self._label_copies()
        firsts = self._firsts(answers)
        answered = {first: id_ for id_, first in sorted(firsts.items(), reverse=True)}
        named = np.zeros((len(answered), len(self.labels)), bool)
        for row, first in zip(named, sorted(answered), strict=True):
            self.mark(row, answers[answered[first]])
        return ReadTexts(
            self.labels,
            self.first,
            self.is_known,
            self.truth,
            self.said,
            np.unique(np.array([*self._firsts(taught).values()], np.int64)),
            np.array(sorted(answered), np.int64),
            named,
            parts,
        )

    def _label_copies(self) -> None:
        """Texts that nobody decided about count as the first that is the same and labelled."""
        places = np.flatnonzero(self.is_known)[::-1]
        labelled = np.full(len(self.first) + 1, -1)
        labelled[self.first[places]] = places
        same = labelled[self.first]
        follows = ~(self.is_known | self._is_skipped) & (same >= 0)
        self.truth[follows] = self.truth[same[follows]]
        self.is_known |= follows

    def _firsts(self, ids: Iterable[int]) -> dict[int, int]:
        """Of those that are there, the text that each repeats, or itself."""
        return {id_: int(self.first[id_ - 1]) for id_ in ids if id_ <= len(self.first)}
