"""Shown when something breaks that is our own fault: what happened, to copy and send."""

from __future__ import annotations

import platform
from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.layouts import add, vbox
from app.widgets.texts import paragraph, text_label


class BugReport(QDialog):
    """Not modal: whatever can go on, goes on."""

    def __init__(self, traceback: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 460)
        self.text = QPlainTextEdit(f"{versions()}\n\n{traceback}", readOnly=True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(tr("Details"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.reject)
        column = vbox(within=self, spacing=Space.M, margin=Space.XL)
        column.addWidget(text_label(tr("Something went wrong"), "title"))
        column.addWidget(
            paragraph(
                tr(
                    "This is a mistake in the app, not yours. Your labels are on disk. "
                    "You can go on; if it happens again, start the app anew and send us this text. "
                    "Read it first: names of files and words of yours may stand in it."
                ),
                "muted",
            )
        )
        add(column, (self.text, 1), buttons)


def versions() -> str:
    """What ran where, in one line."""
    return (
        f"ULMFiT Studio {version('ulmfit-studio')}, PySide6 {version('PySide6-Essentials')}, "
        f"Python {platform.python_version()}, {platform.platform()}"
    )
