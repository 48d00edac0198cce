"""How often a model is right on each group of the test texts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.judged_rows import judged_rows
from app.models.share_rows import way_names
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.card import SectionHeader
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import vbox
from app.widgets.share_table import ShareTable
from app.widgets.text_size import with_text_size
from ulmfit_core.evaluation.report import EvaluationReport
from ulmfit_core.project.judged_groups import JudgedBy

_BOX_WIDTH = 220  # pixels


class JudgedGroups(QWidget):
    """``opened`` carries the name of a group and the ids of its documents."""

    opened = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self._ways: Sequence[JudgedBy] = ()
        self._report: EvaluationReport | None = None
        self.way = ChoiceBox()
        self.way.name_itself(tr("Groups"), tr("The column that makes the groups."))
        with_text_size(self.way, lambda: self.way.setMaximumWidth(scaled(_BOX_WIDTH)))
        self.table = ShareTable(tr("Each group"))
        explained = tr(
            "How often it is right on the texts of each. Of many groups some differ by chance "
            "alone. Enter or a double click shows the mistakes."
        )
        header = SectionHeader(tr("Each group"), explained)
        header.trailing.addWidget(self.way)
        vbox(header, self.table, within=self, spacing=Space.S)
        self.way.activated.connect(self._show)
        self.table.opened.connect(self._open)

    def show_groups(self, ways: Sequence[JudgedBy], report: EvaluationReport) -> None:
        """Show these; what was chosen before stays so where it is still there."""
        self._ways, self._report = ways, report
        self.way.offer(way_names(ways))
        self._show()

    def _show(self) -> None:
        place = self.way.currentIndex()
        if self._report is not None and place >= 0:
            counted = (tr("Texts"), tr("Mistakes"), tr("Right"), tr("Most likely"))
            heads = (self.way.currentText(), *counted, "")
            self.table.show_shares(heads, judged_rows(self._ways[place], self._report))

    def _open(self, row: int) -> None:
        if self._report is None:
            return
        groups = self._ways[self.way.currentIndex()].groups
        members = groups[row].documents if row < len(groups) else self._report.documents
        self.opened.emit(self.table.cells()[row][0], [document.id for document in members])
