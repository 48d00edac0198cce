"""For whom the texts with their labels are to be written."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from app.operations.export_labels import Export
from app.theme import Space
from app.translation import tr
from app.widgets.buttons import button
from app.widgets.card import Card
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import add, hbox
from app.widgets.texts import text_label
from ulmfit_core.corpus.interchange.exporting import Target

_LEAST_WIDTH = 160


class LabelExport(Card):
    """A choice of tools, what to take along, and the button ``save``."""

    def __init__(self) -> None:
        super().__init__()
        self.tools = ChoiceBox()
        self.tools.setAccessibleDescription(
            tr("The form of the file is the one that this tool imports.")
        )
        self.all_texts = QCheckBox(tr("Texts without a label as well"))
        self.for_spreadsheets = QCheckBox(tr("Safe to open in a spreadsheet"))
        self.save = button(tr("Export the labels…"), icon_name="export")
        for target, name in _names().items():
            self.tools.addItem(name, target)
        self.for_spreadsheets.setChecked(True)
        self.tools.currentIndexChanged.connect(lambda index: self._show_what_applies())
        self._lay_out()

    @property
    def wanted(self) -> Export:
        """What is chosen."""
        return Export(
            Target(self.tools.currentData()),
            only_labelled=not self.all_texts.isChecked(),
            for_spreadsheets=self.for_spreadsheets.isChecked(),
        )

    def choose(self, target: Target) -> None:
        """Choose a tool."""
        self.tools.setCurrentIndex(self.tools.findData(target))

    def _show_what_applies(self) -> None:
        self.for_spreadsheets.setEnabled(self.wanted.target is Target.TABLE)

    def _lay_out(self) -> None:
        label = text_label(tr("For"))
        label.setBuddy(self.tools)
        self.tools.setAccessibleName(tr("What the labels are for"))
        self.tools.setMinimumWidth(_LEAST_WIDTH)  # gives way where the window is narrow
        first = hbox(label, (self.tools, 1), self.save, spacing=Space.M)
        add(self.body, first, self.all_texts, self.for_spreadsheets)


def _names() -> dict[Target, str]:
    return {
        Target.TABLE: tr("A table (csv, xlsx, jsonl, parquet)"),
        Target.LABEL_STUDIO: "Label Studio",
        Target.DOCCANO: "doccano",
        Target.PRODIGY: "Prodigy",
        Target.HUGGING_FACE: "Hugging Face datasets",
        Target.SAVED_DATASET: "Hugging Face datasets (load_from_disk)",
    }
