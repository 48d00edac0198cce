"""All long work, at the foot of the sidebar: one line each, the newest first when folded."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from app.icons import icon
from app.tasks.activities import Activities
from app.tasks.activity import Activity
from app.theme import Space
from app.translation import tr, tr_count
from app.widgets.buttons import tool_button
from app.widgets.layouts import add, vbox
from app.widgets.progress_row import ProgressRow
from app.widgets.tab_order import tab_through
from app.widgets.texts import text_label

_SHOWN_FOLDED = 1


class ActivityPanel(QWidget):
    """Appears when work begins and goes when the last is over; unfolds to show all of it."""

    def __init__(self, activities: Activities) -> None:
        super().__init__()
        self._rows: dict[Activity, ProgressRow] = {}
        self.heading = text_label("", "small")
        self.fold_button = tool_button("chevron-up", tr("Show all activities"))
        self.fold_button.setCheckable(True)
        self.fold_button.toggled.connect(self._arrange)
        self._column = vbox(within=self, spacing=Space.M, margin=Space.M)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.fold_button)
        add(self._column, top, self._scrolled_rows())
        activities.added.connect(self._add)
        activities.removed.connect(self._remove)
        for activity in activities.running:
            self._add(activity)
        self._arrange()

    def rows(self) -> list[ProgressRow]:
        return list(self._rows.values())

    def _add(self, activity: Activity) -> None:
        row = ProgressRow(activity)
        self._rows[activity] = row
        self._rows_column.insertWidget(0, row)
        tab_through(self.fold_button, row.stop_button)
        self._arrange()

    def _remove(self, activity: Activity) -> None:
        row = self._rows.pop(activity)
        self._rows_column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._arrange()

    def _scrolled_rows(self) -> QScrollArea:
        holder = QWidget()
        holder.setProperty("role", "page")
        self._rows_column = vbox(within=holder, spacing=Space.M)
        self._area = _Rows()
        self._area.setProperty("role", "bare")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._area.setWidget(holder)
        return self._area

    def _arrange(self) -> None:
        unfolded = self.fold_button.isChecked()
        self.fold_button.setIcon(icon("chevron-down" if unfolded else "chevron-up", "muted"))
        self.fold_button.setVisible(len(self._rows) > _SHOWN_FOLDED)
        self.heading.setText(tr_count("{n} activity", "{n} activities", len(self._rows)))
        for place, row in enumerate(reversed(self._rows.values())):
            row.setVisible(unfolded or place < _SHOWN_FOLDED)
        heights = [row.sizeHint().height() for row in self._rows.values()]
        self._area.setMinimumHeight(max(heights, default=0))
        self._area.updateGeometry()
        self.setVisible(bool(self._rows))


class _Rows(QScrollArea):
    """As high as what is in it, where there is room for that."""

    def sizeHint(self) -> QSize:
        inside = self.widget()
        return inside.sizeHint() if inside is not None else super().sizeHint()
