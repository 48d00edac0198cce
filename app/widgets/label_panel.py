"""The labels of the project: to be given, added and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QWidget,
)

from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.label_button import LabelButton
from app.widgets.label_menu import LabelMenu
from app.widgets.label_rows import LabelRows
from app.widgets.layouts import add, vbox
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, show_words, text_label
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import Task

_WIDTH, _LEAST_WIDTH = 288, 240  # gives way where the window is narrow
_MANY_GIVEN = 60  # labels; with more, what they mean teaches little beside them


class LabelPanel(QWidget):
    """Says what is wanted: ``given`` and all of the menu carry a Label. ``confirmed`` is Enter
    in a multi-label project."""

    given = Signal(Label)
    confirmed = Signal()
    added = Signal(str)
    renamed = Signal(Label, str)
    meaning_wanted = Signal(Label)  # to be written, or read whole
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
        self.rows = LabelRows()
        self.rows.given.connect(self.given)
        self.rows.menu_wanted.connect(self._open_menu)
        self.field = _Field(tr("Add a label"))
        self.field.setAccessibleDescription(
            tr("Enter adds it with the next free key; Escape leads back to the text.")
        )
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self._take)
        self.field.down.connect(self._enter_rows)
        self.field.left.connect(self.left)
        self.hint = paragraph("", "muted")
        self.more = paragraph("", "muted")
        self.speaker = paragraph("", "small")
        self.speaker.hide()
        self.confirm = button(tr("Confirm and go on"), "primary")
        self.confirm.setToolTip(tr("Enter"))
        self.confirm.clicked.connect(self.confirmed)
        self.task = ChoiceBox()
        self.task.addItem(tr("One label a text"), "single")
        self.task.addItem(tr("Any number of labels"), "multi")
        self.task.name_itself(
            tr("How many labels a text has"),
            tr("Where several may belong to a text, Enter confirms those that are marked."),
        )
        self.task.activated.connect(lambda: self.task_set.emit(self.task.currentData()))
        self.rows.below = (self.field, self.confirm, self.task)
        self._lay_out()

    @property
    def buttons(self) -> dict[int, LabelButton]:
        """Those that are shown, by the label's id."""
        return self.rows.buttons

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(_LEAST_WIDTH, least.width()), least.height())

    def show_labels(self, labels: Sequence[Label], counts: Mapping[int, int], task: Task) -> None:
        """Show these labels, and how many documents have each."""
        self._labels = labels
        self.rows.show_labels(labels, counts)
        self.field.call(tr("Find or add a label") if self.rows.are_many else tr("Add a label"))
        self._say_more()
        self.task.setCurrentIndex(self.task.findData(task))
        self._show_hint(sum(counts.values()))
        self._is_multi = task == "multi"
        self._show_confirm()

    def _show_hint(self, n_given: int) -> None:
        """What to do first, and then what brings most while few labels are given."""
        may_mean = n_given < _MANY_GIVEN and not self.rows.are_many
        is_silent = not all(label.definition for label in self._labels)
        words = tr("Name the first label below: what may a text be?")
        if self._labels:
            words = tr("Say in each label's menu (…) what it means: that teaches the suggestions.")
        self.hint.setText(words)
        self.hint.setVisible(not self._labels or (may_mean and is_silent))

    def show_text(self, is_there: bool) -> None:
        """Say whether one text is in front: there is nothing else to confirm."""
        self._has_text = is_there
        self._show_confirm()

    def show_given(self, labels: Iterable[int]) -> None:
        """Mark the labels that the document has."""
        self.rows.show_given(labels)
        self._say_more()

    def show_suggestion(self, probabilities: Mapping[int, float], best: int | None) -> None:
        """Say how likely each label is by its id; {} takes that back."""
        self.rows.show_suggestion(probabilities, best)

    def show_speaker(self, sentence: str) -> None:
        """Say which model the suggestions come from; "" where there is none."""
        show_words(self.speaker, sentence)

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

    def _narrow(self, text: str) -> None:
        self.rows.narrow(text)
        self._say_more()

    def _take(self) -> None:
        name = self.field.text().strip()
        known = self.rows.named(name) if self.rows.are_many else None
        if known is not None:
            self.field.clear()
            self.given.emit(known)
        elif name:
            self.added.emit(name)
        else:
            self.left.emit()

    def _enter_rows(self) -> None:
        for made in self.buttons.values():
            made.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def _say_more(self) -> None:
        """Where not all labels are to be seen, why; of what is typed, what Enter does."""
        said = [more] if (more := self.rows.more()) else []
        if self.rows.are_many and (name := self.field.text().strip()):
            is_known = self.rows.named(name) is not None
            said.append(tr("Enter gives it.") if is_known else tr("Enter adds it as a new label."))
        self.more.setText(". ".join(said))
        self.more.setVisible(bool(said))

    def _open_menu(self, label: Label, place: QPoint) -> None:
        LabelMenu(label, self._labels, self).popup(place)

    def _lay_out(self) -> None:
        column = vbox(text_label(tr("Labels"), "section"), self.hint, within=self, spacing=Space.S)
        add(column, (self.rows, 100), self.more, self.field, self.confirm, 1)
        add(column, self.speaker, self.task)


def _put_away(field: QLineEdit) -> None:
    field.blockSignals(True)  # losing the keyboard, it would say that it is finished
    field.deleteLater()


class _Field(QLineEdit):
    """A field that Escape leaves, and the arrow down."""

    left = Signal()
    down = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.call(placeholder)

    def call(self, placeholder: str) -> None:
        """Say what it is for."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)
