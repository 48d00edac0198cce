"""What a base model is to be built from: text, name, direction, beginning and time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.theme import Space
from app.translation import tr, tr_count
from app.widgets.buttons import button
from app.widgets.choice_box import ChoiceBox
from app.widgets.number_box import DecimalBox, NumberBox
from app.widgets.texts import ElidedLabel, form_label
from ulmfit_core.base_models import has_base, list_bases, twin_of
from ulmfit_core.base_request import (
    LEAST_HOURS,
    LONGEST_NAME,
    MOST_HOURS,
    BuildRequest,
)
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.corpus.text_column import TextColumn
from ulmfit_core.training.start import NO_BASE

_FORWARD = ""  # in place of the base whose twin it is
_PIECES = (300, 64_000, 8000)  # least, most, usual
_HOURS = 1.0


class BuildForm(QWidget):
    """``changed`` comes with every answer; ``request`` holds them."""

    changed = Signal()
    column_chosen = Signal()  # another than that which looks most like the texts

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self.chosen = ElidedLabel(tr("No text yet"), "muted")
        self.files = button(tr("Choose files…"), icon_name="file")
        self.folder = button(tr("Choose a folder…"), icon_name="folder")
        self.columns = ChoiceBox()
        self.name = QLineEdit(maxLength=LONGEST_NAME)
        self.reads = ChoiceBox()
        self.begins = ChoiceBox()
        self.pieces = NumberBox(*_PIECES)
        self.hours = DecimalBox(LEAST_HOURS, MOST_HOURS, _HOURS)
        self._fill()
        self._describe()
        self._lay_out()
        self._connect()

    @property
    def begin(self) -> str:
        """The base it begins with."""
        return str(self._twin_of or self.begins.currentData())

    @property
    def is_complete(self) -> bool:
        return bool(self.paths and self.request().name)

    def request(self) -> BuildRequest:
        """All of the answers."""
        return BuildRequest(
            name=twin_of(self.begin) if self._twin_of else self.name.text().strip(),
            paths=tuple(map(str, self.paths)),
            minutes=60 * self.hours.value(),
            begin=self.begin,
            twin=bool(self._twin_of),
            vocab_size=self.pieces.value(),
            text_columns=(self.column.name,) if self.column else ("text",),
        )

    @property
    def column(self) -> TextColumn | None:
        """Of the tables that were chosen; None where all is plain text."""
        names = tuple(self.columns.itemText(place) for place in range(self.columns.count()))
        return TextColumn(self.columns.currentText(), names) if names else None

    def show_column(self, column: TextColumn | None) -> None:
        """Offer the columns of the tables, if there are any."""
        if column != self.column:
            with QSignalBlocker(self.columns):
                self.columns.clear()
                self.columns.addItems(column.columns if column else ())
                self.columns.setCurrentText(column.name if column else "")
        self._form.setRowVisible(self.columns, column is not None and len(column.columns) > 1)

    def take(self, paths: list[Path]) -> None:
        """Build from these; where it has no name yet it is called after the first."""
        self.paths = paths
        self.show_column(None)
        names = ", ".join(path.name for path in paths)
        count = tr_count("{n} file", "{n} files", len(paths))
        self.chosen.set_whole(names if len(paths) == 1 else f"{count}: {names}")
        if not self.name.text().strip():
            self.name.setText(repaired(paths[0].name).partition(".")[0])
        self.changed.emit()

    @property
    def _twin_of(self) -> str:
        return str(self.reads.currentData())

    def _fill(self) -> None:
        bases = [base.name for base in list_bases() if base.direction == "forward"]
        self.reads.addItem(tr("forward"), _FORWARD)
        for name in bases:
            if not has_base(name, "backward"):
                words = tr("backward, beside {name}", name=name)
                self.reads.addItem(words, name)
            self.begins.addItem(tr("the layers of {name}", name=name), name)
        self.begins.addItem(tr("nothing: from scratch"), NO_BASE)

    def _describe(self) -> None:
        for number in (self.pieces, self.hours):
            number.lineEdit().setTextMargins(Space.S, 0, 0, 0)  # the stylesheet's is not heeded
        self.pieces.setGroupSeparatorShown(True)
        self.pieces.setSingleStep(1000)
        self.hours.setSingleStep(0.5)
        for field, words in (
            (self.columns, tr("Only what stands in this column of the tables is read.")),
            (self.name, tr("Trainings list it so.")),
            (self.reads, tr("Thorough reads with a base of each direction.")),
            (
                self.begins,
                tr("Under a vocabulary of its own. From scratch takes a million tokens more."),
            ),
            (
                self.pieces,
                tr("8,000 do for an alphabet; Chinese or Japanese need 16,000, and more time."),
            ),
            (self.hours, tr("It can be paused, and gone on with, at any time.")),
        ):
            field.setAccessibleDescription(words)
            field.setToolTip(words)

    def _connect(self) -> None:
        self.columns.currentIndexChanged.connect(lambda index: self.column_chosen.emit())
        self.name.textChanged.connect(lambda text: self.changed.emit())
        self.begins.currentIndexChanged.connect(lambda index: self.changed.emit())
        self.hours.valueChanged.connect(lambda value: self.changed.emit())
        self.reads.currentIndexChanged.connect(self._direction_changed)

    def _direction_changed(self) -> None:
        """A twin has the name, the layers and the vocabulary of the other."""
        for field in (self.name, self.begins, self.pieces):
            field.setEnabled(not self._twin_of)
        self.changed.emit()

    def _lay_out(self) -> None:
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.M)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(form_label(tr("Text"), self.files), self.chosen)
        form.addRow(self._ways())
        for words, field in (
            (tr("Column with the text"), self.columns),
            (tr("&Name"), self.name),
            (tr("Reads"), self.reads),
            (tr("Begins with"), self.begins),
            (tr("Pieces of its vocabulary"), self.pieces),
            (tr("Hours"), self.hours),
        ):
            form.addRow(form_label(words, field), field)
        self.show_column(None)
        for box in (self.columns, self.reads, self.begins):
            box.give_way()

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.files)
        row.addWidget(self.folder)
        row.addStretch(1)
        return row
