"""The documents of a project as a table of any length, read a page at a time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QObject,
    Qt,
)

from app.models.flat_table import WHOLE_ROLE, FlatTable, Index
from app.models.kept_words import kept_words
from app.models.place_words import place_words
from app.plain_words import plain_tip
from app.translation import tr
from ulmfit_core.arrays import Ids
from ulmfit_core.project.documents import StoredDocument
from ulmfit_core.project.filters import Status
from ulmfit_core.project.passages import passage
from ulmfit_core.project.project import Project

TEXT, LABELS, STATE = range(3)
ROW_ROLE = Qt.ItemDataRole.UserRole + 1  # the DocumentRow
_BESIDE = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_ROLES = (*_WORDS, WHOLE_ROLE, ROW_ROLE, *_BESIDE)

_PAGE = 100  # rows read at once
_KEPT_PAGES = 30
_LONGEST = 300  # characters of a text that fit into a row


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a row shows of a document."""

    id: int
    text: str  # its beginning, or what was searched for, on one line
    labels: tuple[tuple[str, str], ...]  # (name, colour)
    status: Status
    flagged: bool
    is_test: bool
    is_repeat: bool
    beside: str  # where it is from, and what came with it in its table


class DocumentTable(FlatTable):
    """Holds ids, 8 bytes a row; of the rows themselves only those looked at lately."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__((tr("Text"), tr("Labels"), tr("State")), parent=parent)
        self._project = project
        self._ids: Ids = np.empty(0, np.int64)
        self._search = ""
        self._pages: OrderedDict[int, list[DocumentRow | None]] = OrderedDict()

    def show_ids(self, ids: Ids, search: str = "") -> None:
        """Show these documents, in this order, and of each what was searched for; what is selected
        stays so where they are the same."""
        if np.array_equal(ids, self._ids):
            self._search = search
            self.refresh()
            return
        self.beginResetModel()
        self._ids, self._search = ids, search
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """The same documents, as they are now."""
        self._pages.clear()
        self.tell_changed()

    def ids_in(self, selection: QItemSelection) -> list[int]:
        """The documents whose rows are selected; by range, as a million may be."""
        parts = [self._ids[top:end] for top, end in row_spans(selection)]
        return [int(id_) for id_ in np.unique(np.concatenate([self._ids[:0], *parts]))]

    def row_of(self, row: int) -> DocumentRow | None:
        """What stands in a row; None for one whose document is gone."""
        page, place = divmod(row, _PAGE)
        return self._page(page)[place]

    def n_rows(self) -> int:
        return len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROLES:
            return None
        row = self.row_of(index.row())
        if row is None or role == ROW_ROLE:
            return row
        if role in _BESIDE:
            return _beside(row, role) if index.column() == TEXT else None
        if role == WHOLE_ROLE:
            return self._whole(row) if index.column() == TEXT else None
        if index.column() == TEXT:
            return row.text
        if index.column() == LABELS:
            return ", ".join(name for name, _ in row.labels)
        return state_words(row)

    def _whole(self, row: DocumentRow) -> str | None:
        found = self._project.documents.documents([row.id])
        return found[0].text if found else None

    def _page(self, page: int) -> list[DocumentRow | None]:
        if page not in self._pages:
            self._pages[page] = self._read(self._ids[page * _PAGE : (page + 1) * _PAGE])
            while len(self._pages) > _KEPT_PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page]

    def _read(self, ids: Ids) -> list[DocumentRow | None]:
        labels = {label.id: (label.name, label.colour) for label in self._project.labels.all()}
        documents = self._project.documents.documents(ids.tolist(), with_repeats=True)
        found = {document.id: _row(document, labels, self._search) for document in documents}
        return [found.get(id_) for id_ in ids.tolist()]


def row_spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """The selected rows as ranges (first, one after the last)."""
    ranges = (selection.at(place) for place in range(selection.count()))
    return list(dict.fromkeys((span.top(), span.bottom() + 1) for span in ranges))


def state_words(row: DocumentRow) -> str:
    """What is to be known of a document besides its labels."""
    words = []
    if row.flagged:
        words.append(tr("flagged"))
    if row.status is Status.SKIPPED:
        words.append(tr("skipped"))
    if row.is_test:
        words.append(tr("test set"))
    if row.is_repeat:
        words.append(tr("repeat"))
    return ", ".join(words)


def _beside(row: DocumentRow, role: int) -> str:
    """The tip has the text too, which may be cut."""
    is_tip = role == Qt.ItemDataRole.ToolTipRole
    return plain_tip(f"{row.beside}\n{row.text}") if is_tip else row.beside


def _row(document: StoredDocument, labels: dict[int, tuple[str, str]], search: str) -> DocumentRow:
    return DocumentRow(
        document.id,
        passage(document.text, search, _LONGEST),
        tuple(labels[label] for label in document.labels if label in labels),
        document.status,
        document.flagged,
        document.is_test,
        document.duplicate_of is not None,
        "\n".join(filter(None, (place_words(document), kept_words(document.kept)))),
    )
