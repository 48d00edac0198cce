"""Shares of texts in a table, each drawn with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView

from app.models.share_rows import ShareRow
from app.theme import scaled
from app.widgets.figures_table import FiguresTable
from app.widgets.share_cells import SHARE_ROLE, ShareCells

_NAMES, _LEAST_NAMES = 0.35, 160  # of the width, and pixels: where others need room as well
_DRAWN = 150  # pixels for a share, where there is room


class ShareTable(FiguresTable):
    """The last column is drawn. Where there is no room it is left out first, then others, but never
    the first, which has the names, nor the two before the last, an estimate and its interval. Long
    names are cut before anything is left out for them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setItemDelegate(ShareCells(self))

    def show_shares(self, heads: Sequence[str], rows: Sequence[ShareRow]) -> None:
        """Show these rows under these heads."""
        self.show_rows(heads, [row.cells for row in rows])
        for place, row in enumerate(rows):
            item = self.item(place, len(heads) - 1)
            if item is not None:
                item.setData(SHARE_ROLE, row.share)
        self._share_room()

    def _share_room(self) -> None:
        """Names and estimates come first: where there is no room for all, columns are left out,
        and what is left over is for the drawn shares."""
        header, last = self.horizontalHeader(), self.columnCount() - 1
        wanted = [self._width_of(column) for column in range(last + 1)]
        room = self.viewport().width()
        uncut = wanted[0]
        wanted[0] = min(uncut, max(scaled(_LEAST_NAMES), round(_NAMES * room)))
        spare = room - sum(wanted)
        left_out = set()
        for column in (last, *range(last - 3, 0, -1)):  # the model's figures, and how many texts
            if spare < 0:
                left_out.add(column)
                spare += wanted[column]
        for column in range(last + 1):
            self.setColumnHidden(column, column in left_out)
        header.setSectionResizeMode(last, QHeaderView.ResizeMode.Fixed)
        spare -= uncut - wanted[0]
        header.resizeSection(last, wanted[last] + max(0, min(spare, scaled(_DRAWN))))

    def _width_of(self, column: int) -> int:
        """Of all rows: the inherited hint is of those in view."""
        indices = (self.model().index(row, column) for row in range(self.rowCount()))
        head = self.horizontalHeader().sectionSizeHint(column)
        return max(head, *(self.sizeHintForIndex(index).width() for index in indices))
