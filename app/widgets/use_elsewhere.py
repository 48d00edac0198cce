"""A model outside the app: its file, and the lines that use it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card, SectionHeader
from app.widgets.code_lines import CodeLines
from app.widgets.layouts import add, hbox, vbox


class UseElsewhere(QWidget):
    """What ``export`` and ``card`` do is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.export = button(tr("Export the model…"), icon_name="export")
        self.card = button(tr("Copy the model card"), icon_name="copy")
        self.python = CodeLines(tr("In Python"))
        self.command = CodeLines(tr("On the command line"))
        header = SectionHeader(
            tr("Use it elsewhere"),
            tr(
                "The model is one file. It needs no internet, no graphics card and no PyTorch. "
                "Words of your texts stand in it, names among them: mind who gets it."
            ),
        )
        header.trailing.addWidget(self.export)
        card = Card()
        add(card.body, self.python, self.command, hbox(self.card, 1))
        vbox(header, card, within=self, spacing=Space.L)

    def show_path(self, path: Path, columns: Sequence[str] = ()) -> None:
        """Write the lines for a model file there, and for files like one whose ``columns`` became
        texts."""
        self.python.show_text(
            "from ulmfit_core.predictor import Predictor\n"
            f"predictor = Predictor.open({json.dumps(str(path), ensure_ascii=False)})\n"
            'print(predictor.predict("A new text").label)'
        )
        named = [word for column in columns for word in ("--text", column)]
        words = ["ulmfit", "predict", str(path), "texts.csv", *named, "--out", "labelled.csv"]
        join = subprocess.list2cmdline if sys.platform == "win32" else shlex.join
        self.command.show_text(join(words))
