"""How many texts have each label, of all and by groups, with what that rests on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.count_rows import group_rows, label_rows
from app.models.share_rows import way_names
from app.theme import Space
from app.translation import number, tr
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import add, hbox, vbox
from app.widgets.share_table import ShareTable
from app.widgets.texts import paragraph, text_label
from ulmfit_core.project.counting import CountedLabels, CountsBy
from ulmfit_core.project.label_tally import FEWEST_IN_GROUP

_LEAST_BOX, _MOST_BOX = 100, 320  # pixels


class LabelCounts(QWidget):
    """What ``count``, ``copy`` and ``save`` do is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: CountedLabels | None = None
        self.count = button(tr("Count the labels"), icon_name="table")
        self.copy = button(tr("Copy"), icon_name="copy")
        self.save = button(tr("Write the counts…"), icon_name="export")
        self.way, self.label = ChoiceBox(), ChoiceBox()
        self.table = ShareTable(tr("How many texts have each label"))
        self.words = paragraph("", "muted")
        self.copy.setAccessibleName(tr("Copy: {what}", what=self.table.accessibleName()))
        self._lay_out()
        self.way.activated.connect(self._show)
        self.label.activated.connect(self._show)

    @property
    def by(self) -> CountsBy | None:
        """How the texts are parted; None where all are counted together."""
        place = self.way.currentIndex()
        return self.counted.by[place - 1] if self.counted is not None and place > 0 else None

    def show_counts(self, counted: CountedLabels | None) -> None:
        """Show these; with None there are none to show."""
        self.counted = counted
        self._card.setVisible(counted is not None)
        if counted is not None:
            self.way.offer({"": tr("All texts"), **way_names(counted.by)})
            self.label.offer({label: label for label in counted.labels})
            self._ways.setVisible(bool(counted.by))
            self._show()

    def _show(self) -> None:
        counted, by = self.counted, self.by
        if counted is None:
            return
        self._labels.setVisible(by is not None)
        figures = tr("By the model"), tr("Estimated"), tr("95% interval")
        if by is None:
            self.table.show_shares([tr("Labels"), *figures, tr("Share")], label_rows(counted))
        else:
            heads = [self.way.currentText(), tr("Texts"), *figures, ""]
            self.table.show_shares(heads, group_rows(counted, by, self.label.currentIndex()))
        self.words.setText(_words(counted, by))

    def _lay_out(self) -> None:
        header = SectionHeader(
            tr("How many texts have each label"),
            tr(
                "A model errs, and its counts with it. The labelled test set puts them right, also "
                "those of groups that another column makes."
            ),
        )
        header.trailing.addWidget(self.count)
        together = tr("Whether all texts are counted together, or in groups.")
        self._ways = _named(tr("Groups"), together, self.way)
        each = tr("The label that is counted in each group.")
        self._labels = _named(tr("For the label"), each, self.label)
        self._card = Card()
        choices = hbox(self._ways, self._labels, 1, spacing=Space.L)
        add(self._card.body, choices, self.table, self.words, hbox(self.copy, self.save, 1))
        vbox(header, self._card, within=self, spacing=Space.L)
        self._card.hide()


def _named(name: str, description: str, box: ChoiceBox) -> QWidget:
    words, made = text_label(name, "muted"), QWidget()
    words.setBuddy(box)
    box.setAccessibleName(name)
    box.setAccessibleDescription(description)
    box.setMinimumWidth(_LEAST_BOX)  # by itself it is as wide as what is in it
    box.setMaximumWidth(_MOST_BOX)
    hbox(words, box, within=made, spacing=Space.S)
    return made


def _words(counted: CountedLabels, by: CountsBy | None) -> str:
    """What the estimate rests on."""
    if counted.n_labelled == counted.whole.n_texts:
        return tr("People labelled every text: nothing is estimated.")
    words = tr(
        "Of {n} texts {labelled} count as people labelled them, the others as the model does, put "
        "right by its errors on {tested} test texts. Those have to be a random draw from the same "
        "texts, labelled in the order in which they came up. Of 100 such draws about 95 have an "
        "interval that holds the true count.",
        n=number(counted.whole.n_texts),
        labelled=number(counted.n_labelled),
        tested=number(counted.whole.n_tested),
    )
    return words if by is None else f"{words} {_words_on_groups()}"


def _words_on_groups() -> str:
    return tr(
        "A group is put right by its own test texts; with fewer than {n} of them nothing is "
        "estimated. Of many groups some differ by chance alone.",
        n=FEWEST_IN_GROUP,
    )
