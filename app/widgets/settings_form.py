"""Every setting of a job, made from its dataclass: name, editor, and the help from the code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from app.core_sentences import said
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from ulmfit_core.errors import InputError
from ulmfit_core.training.settings import (
    SettableJob,
    parse_settings,
    setting_choices,
    setting_names,
)

_EDITOR_WIDTH = 150


class SettingsForm(QWidget):
    """Shows a preset's values; ``overrides`` are those that were changed by hand."""

    changed = Signal()

    def __init__(self, job: SettableJob, left_out: Sequence[str] = ()) -> None:
        super().__init__()
        self._job = job
        self._defaults: dict[str, Any] = {}
        self.editors: dict[str, QCheckBox | QComboBox | QLineEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, Space.M, 0, 0)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setColumnStretch(2, 1)
        self._help = {n: h for n, h in setting_names(job).items() if n not in left_out}
        self._grid.setRowStretch(len(self._help) + 1, 1)  # below the last: a longer form's room

    def show_defaults(self, template: Any) -> None:
        """Take the values of a job as those to start from, and show them."""
        self._defaults = {name: getattr(template, name) for name in self._help}
        if not self.editors:
            for name, help_text in self._help.items():
                self._add(name, help_text)
        self.reset()

    def show_value(self, name: str, value: Any) -> None:
        """Put another value in place of the preset's, as if it had been typed."""
        _show(self.editors[name], value)

    def reset(self) -> None:
        """Back to the preset's values."""
        for name, editor in self.editors.items():
            _show(editor, self._defaults[name])
        self.changed.emit()

    def overrides(self) -> dict[str, Any]:
        """What differs from the preset. Raises InputError for the first that cannot be."""
        given = {name: _text(editor) for name, editor in self.editors.items()}
        changed = [f"{n}={t}" for n, t in given.items() if t != _words(self._defaults[n])]
        values = parse_settings(changed, self._job, tr("The setting"))
        return {n: v for n, v in values.items() if v != self._defaults[n]}

    def problem(self) -> str:
        """What is wrong, in a sentence; empty when nothing is."""
        try:
            self.overrides()
        except InputError as error:
            return f"{said(error.message)} {tr(error.hint)}"  # the hint is the setting's help
        return ""

    def _add(self, name: str, help_text: str) -> None:
        editor = _editor(name, self._defaults[name])
        editor.setAccessibleName(name)
        editor.setAccessibleDescription(tr(help_text))
        with_text_size(editor, lambda: editor.setFixedWidth(scaled(_EDITOR_WIDTH)))
        self._connect(editor)
        self.editors[name] = editor
        row = len(self.editors)
        caption = text_label(name)
        caption.setBuddy(editor)
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(editor, row, 1)
        self._grid.addWidget(paragraph(tr(help_text), "muted"), row, 2)

    def _connect(self, editor: QCheckBox | QComboBox | QLineEdit) -> None:
        match editor:
            case QCheckBox():
                editor.toggled.connect(lambda on: self.changed.emit())
            case QComboBox():
                editor.currentTextChanged.connect(lambda text: self.changed.emit())
            case QLineEdit():
                editor.textChanged.connect(lambda text: self.changed.emit())


def _editor(name: str, value: Any) -> QCheckBox | QComboBox | QLineEdit:
    if isinstance(value, bool):
        return QCheckBox()
    if choices := setting_choices(name):
        box = ChoiceBox()
        box.addItems(list(choices))
        return box
    return QLineEdit()


def _show(editor: QCheckBox | QComboBox | QLineEdit, value: Any) -> None:
    match editor:
        case QCheckBox():
            editor.setChecked(bool(value))
        case QComboBox():
            editor.setCurrentText(str(value))
        case QLineEdit():
            editor.setText(_words(value))


def _text(editor: QCheckBox | QComboBox | QLineEdit) -> str:
    match editor:
        case QCheckBox():
            return _words(editor.isChecked())
        case QComboBox():
            return editor.currentText()
        case _:
            return editor.text().strip()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(f"{number:g}" for number in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
