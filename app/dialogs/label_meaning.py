"""Asks what a label means, in the words of a codebook."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.key_words import key_words
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.layouts import add, hbox, vbox
from app.widgets.text_field import TextField
from app.widgets.texts import paragraph, text_label
from ulmfit_core.project.labels import Label

_WIDTH, _HEIGHT = 480, 140


class LabelMeaningDialog(QDialog):
    """Opened, it goes when it closes; ``meaning`` holds the answer."""

    def __init__(self, label: Label, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What a label means"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = TextField(label.definition)
        self.field.setMinimumSize(scaled(_WIDTH), scaled(_HEIGHT))
        self.field.setAccessibleName(tr("What “{name}” means", name=label.name))
        keys = key_words("Ctrl+Return")
        self.field.setAccessibleDescription(tr("{keys} saves it.", keys=keys))
        self.save = button(tr("Save"), "primary")
        self.save.setToolTip(keys)
        self.save.clicked.connect(self.accept)
        self._lay_out(label)
        self.field.selectAll()

    @property
    def meaning(self) -> str:
        return self.field.toPlainText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
            return
        super().keyPressEvent(event)

    def _lay_out(self, label: Label) -> None:
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        name = text_label(label.name, "title")
        name.setWordWrap(True)
        hint = paragraph(
            tr(
                "What makes a text one of these, in words that such texts use: suggestions learn "
                "from them. What does not goes into sentences of its own that begin with “Not”."
            ),
            "muted",
        )
        column = vbox(name, hint, within=self, spacing=Space.M, margin=Space.XL)
        add(column, (self.field, 1), hbox(1, cancel, self.save, spacing=Space.S))
