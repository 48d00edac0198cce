"""Going through the texts of a queue, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.models.label_queue import Ids, LabelQueue, Order
from app.operations.documents import find_documents
from app.studio import Studio
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import QUEUE, DocumentFilter, Status

_REMEMBERED = 10  # decisions of an earlier time to go back over

QUEUES = {
    "learn": QUEUE,
    "test": DocumentFilter(status=Status.UNLABELLED, is_test=True, is_duplicate=False),
    "skipped": DocumentFilter(status=Status.SKIPPED),
    "flagged": DocumentFilter(flagged=True),
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
        self._queue: LabelQueue | None = None
        self._asked_for: int | None = None  # a text to show once there is a queue
        studio.suggestions.changed.connect(self._reorder)

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

    def load(self, key: str) -> None:
        """Begin with the queue ``key`` of QUEUES, anew."""
        self._key = key

        def begin(ids: Ids) -> None:
            if self._is_in_use() and key == self._key:
                self._begin(ids)

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

    def _reorder(self) -> None:
        """Ask in the order that was found, from the next text on."""
        ids = self._studio.suggestions.queue
        if self._queue is not None and ids is not None and self._key == "learn":
            self._queue.reorder(ids)

    def _begin(self, ids: Ids) -> None:
        self._queue = LabelQueue(self._order(ids), self._trail())
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
        return bool(found) and found[0].status is Status.UNLABELLED

    def _is_in_use(self) -> bool:
        workspace = self._studio.workspace
        return workspace.is_open and workspace.project is self._project
