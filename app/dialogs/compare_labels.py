"""How far the labels of a file agree with the project's, and where they do not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.models.agreement_words import (
    agreement_words,
    label_heads,
    label_row,
    offer_words,
    passed_over_words,
)
from app.models.disagreement_table import DisagreementTable
from app.operations.compare_labels import CodedColumns, Comparison
from app.theme import Space, scaled
from app.translation import tr, tr_count
from app.widgets.buttons import button, tool_button
from app.widgets.card import SectionHeader
from app.widgets.choice_box import ChoiceBox
from app.widgets.column_menu import ColumnMenu
from app.widgets.figures_table import FiguresTable, leave_room
from app.widgets.layouts import add, hbox, vbox
from app.widgets.scrolled import Scrolled
from app.widgets.table_style import style_table
from app.widgets.texts import ElidedLabel, form_label, paragraph, show_words

_SIZE = (820, 720)
_LEAST_LIST = 200


class CompareLabelsDialog(QDialog):
    """Not modal. ``columns_chosen`` carries CodedColumns to compare by; ``save_wanted``: the texts
    with other labels shall be written to a file. ``take_over_wanted``: those without a label here
    shall have the file's."""

    columns_chosen = Signal(CodedColumns)
    save_wanted = Signal()
    take_over_wanted = Signal()

    def __init__(self, made: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Compare labels"))
        self.made = made
        self._texts: list[tuple[str, ...]] = []
        self._labels: list[tuple[str, ...]] = []
        self.text, self.label = _choice(tr("Text column")), _choice(tr("Label column"))
        self.together = tool_button("more", tr("Several label columns together"))
        self.columns = ColumnMenu(made.columns, self)
        self.problem = paragraph("", "warning")
        self.sentence = paragraph()
        self.passed_over = paragraph("", "muted")
        self.offered = paragraph()
        self.take_over = button("")
        self.labels = FiguresTable(tr("How far both agree on each label"))
        self.model = DisagreementTable(self)
        self.table = QTableView()
        self.differ = SectionHeader("")
        self.save = button(tr("Save as csv…"), icon_name="export")
        self.leave = button(tr("Close"))
        self._lay_out()
        self._offer_columns()
        for box in (self.text, self.label):
            box.activated.connect(self._choose)
        self.columns.aboutToShow.connect(self._check_columns)
        self.columns.chosen.connect(self._put_together)
        self.save.clicked.connect(self.save_wanted)
        self.take_over.clicked.connect(self.take_over_wanted)
        self.leave.clicked.connect(self.reject)
        self.show_comparison(made)
        self.leave.setFocus()

    def show_comparison(self, made: Comparison) -> None:
        """Show what came of it, of the same file."""
        self.made, found = made, made.found
        self.problem.setText(made.problem)
        self.problem.setVisible(found is None)
        self.sentence.setText(agreement_words(found) if found else "")
        self.passed_over.setText(passed_over_words(made))
        rows = [label_row(each) for each in found.labels] if found else []
        self.labels.show_rows(label_heads(), rows)
        self.model.show_rows(found.disagreements if found else ())
        n = self.model.n_rows()
        self.differ.title.setText(
            tr_count("{n} text has other labels there", "{n} texts have other labels there", n)
        )
        self.save.setEnabled(n > 0)
        for part in (self.sentence, self.labels, self.differ, self.table):
            part.setVisible(found is not None)
        self.passed_over.setVisible(bool(self.passed_over.text()))
        self._show_offer(made)

    def _show_offer(self, made: Comparison) -> None:
        show_words(self.offered, offer_words(made))
        n = len(made.offered.labels)
        self.take_over.setText(
            tr_count("Take over the labels of {n} text", "Take over the labels of {n} texts", n)
        )
        self.take_over.setVisible(n > 0)

    def _offer_columns(self) -> None:
        """What is not known yet is chosen by nobody: the box is empty."""
        chosen = self.made.chosen
        self._texts = _offer(self.text, self.made.columns, chosen.text)
        self._offer_labels(chosen.label)

    def _offer_labels(self, chosen: tuple[str, ...]) -> None:
        self._labels = _offer(self.label, self.made.columns, chosen, self.made.flags)

    def _check_columns(self) -> None:
        self.columns.check(self._chosen().label)

    def _put_together(self, labels: tuple[str, ...]) -> None:
        self._offer_labels(labels)
        self._choose()

    def _choose(self) -> None:
        self.columns_chosen.emit(self._chosen())

    def _chosen(self) -> CodedColumns:
        text, label = self.text.currentIndex(), self.label.currentIndex()
        return CodedColumns(
            self._texts[text] if text >= 0 else (), self._labels[label] if label >= 0 else ()
        )

    def _lay_out(self) -> None:
        self._set_up_table()
        self.together.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.together.setMenu(self.columns)
        title = ElidedLabel(tr("Labels here and in {name}", name=self.made.path.name), "section")
        columns = hbox(spacing=Space.S)
        for box in (self.text, self.label):
            add(columns, form_label(box.accessibleName(), box), (box, 1))
        columns.addWidget(self.together)
        self.differ.trailing.addWidget(self.save)
        inside = QWidget()
        shown = QVBoxLayout(inside)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(Space.M)
        offer = hbox((self.offered, 1), self.take_over, spacing=Space.M)
        add(shown, self.problem, self.sentence, self.passed_over, offer, self.labels, self.differ)
        shown.addWidget(self.table, 1)
        body = Scrolled(inside, tr("How far both agree"))
        column = vbox(within=self, spacing=Space.M, margin=Space.XL)
        add(column, title, columns, (body, 1), hbox(1, self.leave))
        self.resize(*map(scaled, _SIZE))

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        style_table(table, tr("Texts with other labels"))
        table.setProperty("role", "list")
        table.setMinimumHeight(scaled(_LEAST_LIST))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        leave_room(table)


def _choice(name: str) -> ChoiceBox:
    made = ChoiceBox()
    made.setAccessibleName(name)
    made.setAccessibleDescription(tr("Another column is compared at once."))
    made.give_way()
    return made


def _offer(
    box: ChoiceBox,
    columns: tuple[str, ...],
    chosen: tuple[str, ...],
    flags: tuple[str, ...] = (),
) -> list[tuple[str, ...]]:
    """Each column alone, after those that are ``chosen`` together and all ``flags``; where nothing
    is known yet nobody has chosen and the box is empty."""
    together = [names for names in (chosen, flags) if len(names) > 1]
    offered = list(dict.fromkeys([*together, *((name,) for name in columns)]))
    box.clear()
    box.addItems([", ".join(names) for names in offered])
    box.setCurrentIndex(offered.index(chosen) if chosen in offered else -1)
    return offered
