"""Asks what a new project is called and where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app import paths
from app.file_dialogs import choose_folder
from app.platform.cloud import synced_by
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.layouts import add, hbox, vbox
from app.widgets.texts import ElidedLabel, paragraph, text_label


class NewProjectDialog(QDialog):
    """``folder`` and ``name`` hold the answers; the folder is shown as it will be."""

    def __init__(self, parent: QWidget | None = None, suggestion: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New project"))
        self.setMinimumWidth(520)
        self._parent_folder = paths.projects_folder()
        self.name_field = QLineEdit(suggestion or tr("My project"))
        self.name_field.selectAll()
        self.name_field.setAccessibleDescription(tr("Its folder is called so, too."))
        self.name_field.textChanged.connect(self._show_folder)
        self.place = ElidedLabel("", "muted")
        self.synced = paragraph("", "warning")
        self.browse = button(tr("Other place…"))
        self.browse.clicked.connect(self._browse)
        self.create_button = button(tr("Create project"), "primary")
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(self.accept)
        self._lay_out()
        self._show_folder()
        self._show_synced()

    @property
    def name(self) -> str:
        return self.name_field.text().strip()

    @property
    def folder(self) -> Path:
        return paths.free_folder(self.name, self._parent_folder)

    def _lay_out(self) -> None:
        column = vbox(within=self, spacing=Space.S, margin=Space.XL)
        column.addWidget(text_label(tr("New project"), "title"))
        column.addWidget(
            paragraph(tr("A project is a folder. Everything in it is saved as you go."), "muted")
        )
        column.addSpacing(Space.L)
        name = text_label(tr("&Name"), "strong")
        name.setBuddy(self.name_field)
        add(column, name, self.name_field)
        column.addSpacing(Space.M)
        column.addWidget(text_label(tr("Folder"), "strong"))
        row = hbox((self.place, 1), self.browse, spacing=Space.M)
        column.addLayout(row)
        column.addWidget(self.synced)
        column.addSpacing(Space.XL)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row = hbox(1, cancel, self.create_button, spacing=Space.S)
        return row

    def _show_folder(self) -> None:
        self.create_button.setEnabled(bool(self.name))
        self.place.set_whole(str(self.folder))

    def _show_synced(self) -> None:
        service = synced_by(self._parent_folder)
        self.synced.setVisible(service is not None)
        self.synced.setText(
            tr(
                "{service} copies this folder to a server: your texts would leave this computer.",
                service=service or "",
            )
        )

    def _browse(self) -> None:
        start = self._parent_folder if self._parent_folder.is_dir() else Path.home()
        chosen = choose_folder(self, tr("Where the project goes"), str(start))
        if chosen:
            self._parent_folder = Path(chosen)
            self._show_folder()
            self._show_synced()
