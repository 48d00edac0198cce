"""Going through the texts of a queue, one after the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.models.label_queue import LabelQueue, Order
from app.operations.documents import find_documents
from app.operations.elusion import find_drawn
from app.operations.review import Doubts, find_doubts, find_to_ask_again
from app.studio import Studio
from app.tasks.latest import Latest
from ulmfit_core.arrays import Ids
from ulmfit_core.fewshot.review import Doubt
from ulmfit_core.project.annotations import Origin
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status

_REMEMBERED = 10  # decisions of an earlier time to go back over

CHECK, AGAIN = "check", "again"  # labels that look wrong; labels to be given again blind
SAMPLE = "sample"  # drawn at random, to tell how many of a label are unfound
_ORDERED = (CHECK, AGAIN, SAMPLE)  # found by other means than a filter

QUEUES = {
    "learn": QUEUE,
    "test": DocumentFilter(status=Status.UNLABELLED, is_test=True, is_duplicate=False),
    "skipped": DocumentFilter(status=Status.SKIPPED),
    "flagged": DocumentFilter(flagged=True),
    CHECK: DocumentFilter(status=Status.LABELLED, is_test=False),
    AGAIN: DocumentFilter(status=Status.LABELLED, is_test=False),
    SAMPLE: DocumentFilter(status=Status.UNLABELLED, is_duplicate=False),
}


class LabelWalk(QObject):
    """``moved`` says that another text is the current one, or none."""

    moved = Signal()

    def __init__(self, studio: Studio, order: Order, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._project = studio.workspace.project
        self._order = order
        self._key = "learn"
        self._loads = Latest()
        self._queue: LabelQueue | None = None
        self.doubts = Doubts()
        self._labels: frozenset[int] = frozenset()  # when the queue was loaded
        self._known = self._labels  # and at any time before
        self._drawn: frozenset[int] = frozenset()
        self._could_answer = True  # the desk, when it was asked what the queue holds
        self._asked_for: int | None = None  # a text to show once there is a queue
        studio.suggestions.changed.connect(self._follow)

    @property
    def is_blind(self) -> bool:
        """Whether neither the label that a text has nor any suggestion is to be seen."""
        return self._key == AGAIN

    def is_unaided(self, document: StoredDocument) -> bool:
        """Whether no suggestion may sway who labels it, as figures are made of the answer."""
        is_drawn = document.id in self._drawn and not document.labels
        return self.is_blind or document.is_test or is_drawn

    def look_for_drawn(self) -> None:
        """Know which texts were drawn at random, in whatever queue they come."""
        self._drawn = self._project.elusion.drawn()

    @property
    def origin(self) -> Origin:
        """How a decision made here is remembered."""
        return {CHECK: Origin.CHECKED, AGAIN: Origin.ASKED_AGAIN}.get(self._key, Origin.HUMAN)

    @property
    def n_left(self) -> int | None:
        """How many texts are left where that is no question of a filter; else None."""
        if self._queue is None or self._key not in _ORDERED:
            return None
        return self._queue.n_left

    def doubt(self, document: int) -> Doubt | None:
        """What speaks against the label of a text that is being checked."""
        found = (doubt for doubt in self.doubts.found if doubt.document == document)
        return next(found, None) if self._key == CHECK else None

    @property
    def is_loaded(self) -> bool:
        return self._queue is not None

    @property
    def wanted(self) -> DocumentFilter:
        """Which texts are gone through."""
        return QUEUES[self._key]

    @property
    def can_go_back(self) -> bool:
        return self._queue is not None and self._queue.can_go_back

    def document(self) -> StoredDocument | None:
        """The current text as it is now; None where there is none."""
        current = self._queue.current if self._queue is not None else None
        found = self._project.documents.documents([current]) if current is not None else []
        return found[0] if found else None

    def has_other_labels(self) -> bool:
        """Whether labels went, or came back, since those that look wrong were looked for."""
        changed = self._label_ids() ^ self._labels
        return self._key == CHECK and not changed.isdisjoint(self._known)

    def load(self, key: str) -> None:
        """Begin with the queue ``key`` of QUEUES, anew."""
        self._key, self._could_answer = key, self._studio.suggestions.can_answer
        self._labels, self.doubts = self._label_ids(), Doubts()
        self._known |= self._labels
        is_latest = self._loads.begin()

        def begin(ids: Ids) -> None:
            if self._is_in_use() and is_latest():
                self._begin(ids)

        def check(found: Doubts) -> None:
            if is_latest():
                self.doubts = found
            begin(np.array([doubt.document for doubt in found.found], np.int64))

        if key == CHECK:
            find_doubts(self._studio, check)
        elif key == AGAIN:
            find_to_ask_again(self._studio, begin)
        elif key == SAMPLE:
            find_drawn(self._studio, begin)
        else:
            find_documents(self._studio, self.wanted, begin)

    def advance(self) -> None:
        """Go on to the next text that is not decided."""
        self._step(lambda queue: queue.advance(self._is_open))

    def back(self) -> None:
        """Go back to the text before, decided or not."""
        self._step(lambda queue: queue.back())

    def forward(self) -> None:
        """Go on without a decision."""
        self._step(lambda queue: queue.forward(self._is_open))

    def go_to(self, document: int) -> None:
        """Show one text out of turn."""
        if self._queue is None:
            self._asked_for = document
        else:
            self._step(lambda queue: queue.go_to(document))

    def _follow(self) -> None:
        """More is known of the texts: what could not be told of them before, too."""
        desk = self._studio.suggestions
        if self._key in (CHECK, AGAIN) and desk.can_answer and not self._could_answer:
            self.load(self._key)
        self._reorder()

    def _reorder(self) -> None:
        """Ask in the order that was found, from the next text on."""
        ids = self._studio.suggestions.queue
        if self._queue is not None and ids is not None and self._key == "learn":
            self._queue.reorder(ids)

    def _begin(self, ids: Ids) -> None:
        is_ordered = self._key in _ORDERED
        self._queue = LabelQueue(
            ids if is_ordered else self._order(ids), () if is_ordered else self._trail()
        )
        self._reorder()
        self._queue.advance(self._is_open)
        if self._asked_for is not None:
            self._queue.go_to(self._asked_for)
            self._asked_for = None
        self.moved.emit()

    def _step(self, step: Callable[[LabelQueue], object]) -> None:
        if self._queue is not None:
            step(self._queue)
            self.moved.emit()

    def _trail(self) -> list[int]:
        decisions = self._project.commands.decisions(_REMEMBERED)
        return [c.document_id for c in reversed(decisions) if c.document_id is not None]

    def _is_open(self, id_: int) -> bool:
        if self.wanted.status is not Status.UNLABELLED:
            return True  # what is looked at again is shown once, whatever it is now
        found = self._project.documents.documents([id_])
        if self._key == SAMPLE:  # what was skipped is asked again: only answers count
            return bool(found) and found[0].status is not Status.LABELLED
        return bool(found) and found[0].status is Status.UNLABELLED

    def _label_ids(self) -> frozenset[int]:
        return frozenset(label.id for label in self._project.labels.all())

    def _is_in_use(self) -> bool:
        return self._studio.workspace.has_open(self._project)
