"""How many texts have each label, as a table with what it rests on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.theme import Space
from app.translation import number, tr
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.figures_table import FiguresTable
from app.widgets.layouts import add, hbox, vbox
from app.widgets.texts import paragraph
from ulmfit_core.project.counting import CountedLabels


class LabelCounts(QWidget):
    """What ``count``, ``copy`` and ``save`` do is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: CountedLabels | None = None
        self.count = button(tr("Count the labels"), icon_name="table")
        self.copy = button(tr("Copy"), icon_name="copy")
        self.save = button(tr("Write the counts…"), icon_name="export")
        self.table = FiguresTable(tr("How many texts have each label"))
        self.words = paragraph("", "muted")
        header = SectionHeader(
            tr("How many texts have each label"),
            tr("A model errs, and its counts with it. The labelled test set puts them right."),
        )
        header.trailing.addWidget(self.count)
        self.copy.setAccessibleName(tr("Copy: {what}", what=self.table.accessibleName()))
        self._card = Card()
        add(self._card.body, self.table, self.words, hbox(self.copy, self.save, 1))
        vbox(header, self._card, within=self, spacing=Space.L)
        self._card.hide()

    def show_counts(self, counted: CountedLabels | None) -> None:
        """Show these; with None there are none to show."""
        self.counted = counted
        self._card.setVisible(counted is not None)
        if counted is not None:
            self.table.show_rows(_heads(), _rows(counted))
            self.words.setText(_words(counted))


def _heads() -> tuple[str, ...]:
    return tr("Labels"), tr("By the model"), tr("Estimated"), tr("95% interval")


def _rows(counted: CountedLabels) -> list[list[str]]:
    return [
        [
            label,
            number(predicted),
            number(estimated),
            tr("{low} to {high}", low=number(low), high=number(high)),
        ]
        for label, predicted, estimated, low, high in counted.rows()
    ]


def _words(counted: CountedLabels) -> str:
    """What the estimate rests on."""
    if counted.n_labelled == counted.n_texts:
        return tr("People labelled every text: nothing is estimated.")
    return tr(
        "Of {n} texts {labelled} count as people labelled them, the others as the model does, put "
        "right by its errors on {tested} test texts. Those have to be a random draw from the same "
        "texts, labelled in the order in which they came up. Of 100 such draws about 95 have an "
        "interval that holds the true count.",
        n=number(counted.n_texts),
        labelled=number(counted.n_labelled),
        tested=number(counted.n_tested),
    )
