"""Where texts come from: a file, a folder, or the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.file_dialogs import choose_files, choose_folder
from app.theme import Space, scaled
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.icon_label import IconLabel
from app.widgets.layouts import add, hbox, vbox
from app.widgets.text_field import TextField
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, text_label
from app.widgets.turning_row import TurningRow

_WIDTH = 460  # px that the sentence takes at most


class ImportSource(Card):
    """``chosen`` carries a list of paths, ``pasted`` a text."""

    chosen = Signal(list)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.files = button(tr("Choose files…"), "primary", "file")
        self.folder = button(tr("Choose a folder…"), icon_name="folder")
        self.paste = button(tr("Paste text"), icon_name="copy")
        self.field = TextField()
        self.field.setAccessibleDescription(
            tr("You see the first rows before anything is imported.")
        )
        self.take = button(tr("Go on"), "primary")
        self.cancel = button(tr("Cancel"))
        self._ways = QStackedWidget()
        self._ways.addWidget(self._invitation())
        self._ways.addWidget(self._paper())
        self.body.addWidget(self._ways, 1)
        self.files.clicked.connect(self.choose_files)
        self.folder.clicked.connect(self.choose_folder)
        self.paste.clicked.connect(self.open_paper)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.close_paper)
        self.field.files_pasted.connect(self.chosen)
        self.field.textChanged.connect(
            lambda: self.take.setEnabled(bool(self.field.toPlainText().strip()))
        )
        self.take.setEnabled(False)

    def choose_files(self) -> None:
        """Let files be chosen."""
        paths = choose_files(self, tr("Choose files with texts"))
        if paths:
            self.chosen.emit([Path(path) for path in paths])

    def choose_folder(self) -> None:
        """Let a folder of text files be chosen."""
        path = choose_folder(self, tr("Choose a folder of texts"))
        if path:
            self.chosen.emit([Path(path)])

    def open_paper(self) -> None:
        """Offer room to paste texts into."""
        self._ways.setCurrentIndex(1)
        self.field.setFocus()

    def close_paper(self) -> None:
        """Back to the ways to choose."""
        self.field.clear()
        self._ways.setCurrentIndex(0)

    def _take(self) -> None:
        text = self.field.toPlainText()
        self.close_paper()
        self.pasted.emit(text)

    def _invitation(self) -> QWidget:
        made = QWidget()
        middle = Qt.AlignmentFlag.AlignHCenter
        column = vbox(1, within=made)
        column.addWidget(IconLabel("import", "accent", 40), 0, middle)
        column.addSpacing(Space.S)
        column.addWidget(text_label(tr("Drop a file or a folder here"), "section"), 0, middle)
        words = paragraph(
            tr(
                "csv, tsv, Excel, json, jsonl, Parquet, SPSS, plain text, Word, PDF, a mailbox, "
                "a zip, or a folder of texts. You see the first rows before anything is imported."
            ),
            "muted",
        )
        words.setAlignment(middle)
        with_text_size(words, lambda: words.setMaximumWidth(scaled(_WIDTH)))
        line = hbox(1, (words, 1000), 1)
        column.addLayout(line)
        column.addSpacing(Space.L)
        add(column, TurningRow(1, self.files, self.folder, self.paste, 1), 1)
        return made

    def _paper(self) -> QWidget:
        made = QWidget()
        heading = paragraph(tr("Paste one text a line, or cells copied from a table"), "section")
        heading.setBuddy(self.field)
        self.field.setAccessibleName(heading.text())
        row = hbox(1, self.cancel, self.take)
        vbox(heading, (self.field, 1), row, within=made, spacing=Space.M)
        return made
