"""The preferences. Each takes hold as it is changed: there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QWidget,
)

from app.notices import Notices
from app.operations.attempt import attempt
from app.preferences import TEXT_SIZES, Preferences
from app.theme import Space
from app.translation import languages, tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import add, vbox
from app.widgets.texts import form_label, text_label


class PreferencesDialog(QDialog):
    """A small window beside the window."""

    def __init__(
        self, preferences: Preferences, notices: Notices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences, self._notices = preferences, notices
        self.setWindowTitle(tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.theme = self._choice("theme", theme_names())
        self.text_size = self._choice("text_size", {size: f"{size} %" for size in TEXT_SIZES})
        self.language = self._choice("language", language_names())
        self.theme.setAccessibleDescription(tr("The colours of the window."))
        self.text_size.setAccessibleDescription(tr("Of all words in the window, in percent."))
        self.language.setAccessibleDescription(tr("Changes when the app starts the next time."))
        self.language.activated.connect(self._say_restart)
        self.keep_awake = self._switch("keep_awake", tr("Keep the computer awake while it trains"))
        self.gentle = self._switch("gentle", tr("Train gently, leaving room for other programs"))
        self.show_kept = self._switch("show_kept", tr("Show kept columns above the text"))
        words = tr("Train the full model by itself when enough was labelled")
        self.train_by_itself = self._switch("train_by_itself", words)
        self._lay_out()

    def _lay_out(self) -> None:
        column = vbox(within=self, spacing=Space.L, margin=Space.XL)
        column.addWidget(text_label(tr("Preferences"), "title"))
        form = QFormLayout()
        form.setHorizontalSpacing(Space.XL)
        form.setVerticalSpacing(Space.M)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(form_label(tr("&Theme"), self.theme), self.theme)
        form.addRow(form_label(tr("Text &size"), self.text_size), self.text_size)
        form.addRow(form_label(tr("&Language"), self.language), self.language)
        switches = (self.show_kept, self.keep_awake, self.gentle, self.train_by_itself)
        add(column, form, *switches, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # not of our set
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _choice(self, field: str, names: dict[Any, str]) -> QComboBox:
        made = ChoiceBox()
        for value, name in names.items():
            made.addItem(name, value)
        made.setCurrentIndex(made.findData(getattr(self._preferences.values, field)))
        made.activated.connect(lambda: self._set(field, made.currentData))
        return made

    def _switch(self, field: str, text: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setChecked(getattr(self._preferences.values, field))
        made.toggled.connect(lambda: self._set(field, made.isChecked))
        return made

    def _set(self, field: str, value: Callable[[], Any]) -> None:
        attempt(self._notices, lambda: self._preferences.update(**{field: value()}))

    def _say_restart(self) -> None:
        self._notices.info(tr("The language changes when the app starts the next time."))


def theme_names() -> dict[str, str]:
    """What the themes are called, by their value."""
    return {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}


def language_names() -> dict[str, str]:
    """What the languages are called in themselves, by their code."""
    named = {code: QLocale(code).nativeLanguageName().capitalize() for code in languages()}
    return {"system": tr("As the system"), **named, "en": "English"}
