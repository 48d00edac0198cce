"""Texts of the test set with what they are and what the model made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from app.models.flat_table import WHOLE_ROLE, FlatTable, Index
from app.translation import percent, tr
from ulmfit_core.evaluation.report import EvaluationReport, JudgedDocument
from ulmfit_core.project.project import Project

TEXT, HAS, GIVEN, SURE = range(4)
_PAGE = 100  # texts read at once
_LONGEST = 300  # characters of a text that fit into a row


class JudgedTable(FlatTable):
    """Holds what a report says of each document; texts are read a page at a time."""

    def __init__(self, project: Project) -> None:
        heads = (tr("Text"), tr("Its label"), tr("Was given"), tr("Sure"))
        super().__init__(heads, n_words=SURE)
        self._project = project
        self.documents: list[JudgedDocument] = []
        self._labels: list[tuple[str, ...]] = []  # by row: those of the report on it
        self._texts: dict[int, str] = {}  # by row

    def show_documents(
        self, report: EvaluationReport | None, documents: Sequence[JudgedDocument]
    ) -> None:
        """Show these documents of the report, in this order."""
        self.beginResetModel()
        self.documents = list(documents)
        self._labels = [report.labels if report is not None else ()] * len(documents)
        self._texts.clear()
        self.endResetModel()

    def renew(self, report: EvaluationReport) -> None:
        """The same documents, as a newer report sees them; what left the test set keeps its
        place and its last words."""
        newer = {document.id: document for document in report.documents}
        for row, document in enumerate(self.documents):
            if document.id in newer:
                self.documents[row], self._labels[row] = newer[document.id], report.labels
        self.tell_changed()

    def n_rows(self) -> int:
        return len(self.documents)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role == WHOLE_ROLE:
            return self._whole(index.row()) if index.column() == TEXT else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        document = self.documents[index.row()]
        match index.column():
            case 0:
                return self._text(index.row())
            case 1:
                return self._names(index.row(), document.truth, document.given)
            case 2:
                return self._names(index.row(), document.given, document.truth)
        return percent(document.certainty)

    def _names(self, row: int, places: Sequence[int], others: Sequence[int]) -> str:
        """Those that the other column has too come last, where a narrow one cuts them."""
        ordered = sorted(places, key=lambda place: place in others)
        return ", ".join(self._labels[row][place] for place in ordered) or tr("none")

    def _whole(self, row: int) -> str | None:
        found = self._project.documents.documents([self.documents[row].id])
        return found[0].text if found else None

    def _text(self, row: int) -> str:
        if row not in self._texts:
            first = row // _PAGE * _PAGE
            ids = [document.id for document in self.documents[first : first + _PAGE]]
            found = {d.id: d.text for d in self._project.documents.documents(ids)}
            for place, id_ in enumerate(ids, first):
                self._texts[place] = " ".join(found.get(id_, "")[:_LONGEST].split())
        return self._texts[row]
