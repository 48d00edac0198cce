"""The labels of the project: to be given, added and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QWidget,
)

from app.theme import Space, scaled
from app.translation import number, tr
from app.widgets.buttons import button, tool_button
from app.widgets.choice_box import ChoiceBox
from app.widgets.emptying import empty
from app.widgets.label_button import LabelButton
from app.widgets.label_menu import LabelMenu
from app.widgets.layouts import add, hbox, vbox
from app.widgets.scrolled import scrolled_rows
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Task

MOST_SHOWN = 60  # more are no labels to choose among, but a column that was mistaken
_WIDTH, _LEAST_WIDTH = 288, 240  # gives way where the window is narrow


class LabelPanel(QWidget):
    """Says what is wanted: ``given`` and all of the menu carry a Label. ``confirmed`` is Enter
    in a multi-label project."""

    given = Signal(Label)
    confirmed = Signal()
    added = Signal(str)
    renamed = Signal(Label, str)
    recoloured = Signal(Label, str)
    key_set = Signal(Label, object)
    moved = Signal(Label, int)
    merged = Signal(Label, Label)
    deleted = Signal(Label)
    task_set = Signal(str)
    left = Signal()  # Escape: the keyboard goes back to the text

    def __init__(self) -> None:
        super().__init__()
        with_text_size(self, lambda: self.setMaximumWidth(scaled(_WIDTH)))
        self._labels: Sequence[Label] = ()
        self._is_multi, self._has_text = False, True
        self.buttons: dict[int, LabelButton] = {}
        self.field = _Field(tr("Add a label"))
        self.field.setAccessibleDescription(
            tr("Enter adds it with the next free key; Escape leads back to the text.")
        )
        self.field.returnPressed.connect(self._add)
        self.field.left.connect(self.left)
        self.hint = paragraph(tr("Name the first label below: what may a text be?"), "muted")
        self.more = paragraph("", "muted")
        self.speaker = paragraph("", "small")
        self.speaker.hide()
        self.confirm = button(tr("Confirm and go on"), "primary")
        self.confirm.setToolTip(tr("Enter"))
        self.confirm.clicked.connect(self.confirmed)
        self.task = ChoiceBox()
        self.task.setAccessibleDescription(
            tr("Where several may belong to a text, Enter confirms those that are marked.")
        )
        self.task.addItem(tr("One label a text"), "single")
        self.task.addItem(tr("Any number of labels"), "multi")
        self.task.setAccessibleName(tr("How many labels a text has"))
        self.task.activated.connect(lambda: self.task_set.emit(self.task.currentData()))
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(_LEAST_WIDTH, least.width()), least.height())

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int], task: Task) -> None:
        """Show these labels, and how many documents have each."""
        if list(labels) != list(self._labels):
            self._labels = labels
            self._rebuild()
        for label in labels[:MOST_SHOWN]:
            self.buttons[label.id].set_count(counts.get(label.id, 0))
        self.task.setCurrentIndex(self.task.findData(task))
        self.hint.setVisible(not labels)
        self._is_multi = task == "multi"
        self._show_confirm()

    def show_text(self, is_there: bool) -> None:
        """Say whether one text is in front: there is nothing else to confirm."""
        self._has_text = is_there
        self._show_confirm()

    def show_given(self, labels: Iterable[int]) -> None:
        """Mark the labels that the document has."""
        given = set(labels)
        for label_id, made in self.buttons.items():
            if label_id in given and not made.isChecked():
                self._scroll.ensureWidgetVisible(made)
            made.setChecked(label_id in given)

    def show_suggestion(self, probabilities: Mapping[int, float], best: int | None) -> None:
        """Say how likely each label is by its id; {} takes that back."""
        for label_id, made in self.buttons.items():
            made.set_suggestion(probabilities.get(label_id), label_id == best)

    def show_speaker(self, sentence: str) -> None:
        """Say which model the suggestions come from; "" where there is none."""
        self.speaker.setText(sentence)
        self.speaker.setVisible(bool(sentence))

    def rename(self, label: Label) -> None:
        """Type another name in the label's place."""
        made = self.buttons[label.id]
        field = _Field(tr("New name"), made.parentWidget())
        field.setAccessibleDescription(tr("Enter renames the label; Escape leaves it as it is."))
        field.setText(label.name)
        field.selectAll()
        field.setGeometry(made.geometry())
        field.editingFinished.connect(lambda: self._renamed(label, field))
        field.left.connect(lambda: _put_away(field))
        field.left.connect(self.left)
        QWidget.setTabOrder(made, field)
        field.show()
        field.setFocus()

    def _show_confirm(self) -> None:
        self.confirm.setVisible(self._is_multi and self._has_text and bool(self._labels))

    def _renamed(self, label: Label, field: QLineEdit) -> None:
        """Enter was pressed, or the keyboard went elsewhere; not to what is made anew here."""
        is_given_up = not field.isVisible()  # the page goes, and its project maybe
        _put_away(field)
        if is_given_up:
            return
        self.renamed.emit(label, field.text())
        if self.isAncestorOf(self.window().focusWidget() or self.window()):
            self.left.emit()

    def _add(self) -> None:
        name = self.field.text().strip()
        if name:
            self.added.emit(name)
        else:
            self.left.emit()

    def _rebuild(self) -> None:
        self.buttons.clear()
        empty(self._rows)
        for label in self._labels[:MOST_SHOWN]:
            self._rows.addWidget(self._row(label))
        n_more = len(self._labels) - MOST_SHOWN
        self.more.setVisible(n_more > 0)
        self.more.setText(tr("and {n} more, too many to show", n=number(n_more)))
        heights = [made.sizeHint().height() + Space.XS for made in self.buttons.values()]
        self._scroll.setMaximumHeight(sum(heights))  # so that the field stands right below

    def _row(self, label: Label) -> QWidget:
        row = QWidget()
        key = (label.shortcut or "").upper()
        made = LabelButton(label.name, key, label.colour)
        made.clicked.connect(lambda: self.given.emit(label))
        more = tool_button("more", tr("Change the label {name}", name=label.name))
        more.clicked.connect(
            lambda: self._menu(label).popup(more.mapToGlobal(more.rect().bottomLeft()))
        )
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(
            lambda place: self._menu(label).popup(made.mapToGlobal(place))
        )
        hbox((made, 1), more, within=row, spacing=2)
        self.buttons[label.id] = made
        return row

    def _menu(self, label: Label) -> LabelMenu:
        return LabelMenu(label, self._labels, self)

    def _lay_out(self) -> None:
        column = vbox(text_label(tr("Labels"), "section"), self.hint, within=self, spacing=Space.S)
        self._rows = vbox(spacing=Space.XS)
        self._scroll = scrolled_rows(self._rows)
        self._scroll.setMaximumHeight(0)
        add(column, (self._scroll, 100), self.more, self.field, self.confirm, 1)
        add(column, self.speaker, self.task)


def _put_away(field: QLineEdit) -> None:
    field.blockSignals(True)  # losing the keyboard, it would say that it is finished
    field.deleteLater()


class _Field(QLineEdit):
    """A field that Escape leaves."""

    left = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)
