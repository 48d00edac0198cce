"""How a file is read: what was detected, and each of it to be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import vbox
from app.widgets.texts import ElidedLabel
from ulmfit_core.corpus.options import BARE_TEXTS, Format, ReadOptions
from ulmfit_core.corpus.sniffing import Sniffed

_TEXT_FORMATS = (Format.CSV, Format.TSV, Format.TXT, Format.HTML, Format.JSONL, Format.JSON)
_NAMES = """utf-8 utf-16 cp1252 iso8859-15 cp1250 iso8859-2 cp1251 koi8-r cp1253 cp1254 cp1255
cp1256 cp1257 cp866 gb18030 big5 shift_jis euc_jp euc_kr"""
_ENCODINGS = tuple(_NAMES.split())
_LEAST_WIDTH = 90


class ReadOptionsBar(QWidget):
    """A row of choices, only those that mean something for the file. ``changed`` by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._captions: dict[QComboBox, ElidedLabel] = {}
        self._holders: dict[QComboBox, QWidget] = {}
        self._sheet: str | None = None  # whose rows are shown, of several
        self._arranged: tuple[int, list[QWidget]] = (0, [])  # how many in a row, of which
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self.sheet = self._choice(
            tr("Sheet"), tr("The sheet of the workbook whose rows come in; one at a time.")
        )
        self.format = self._choice(
            tr("Read as"), tr("The form of the file, where its name is misleading.")
        )
        self.encoding = self._choice(
            tr("Encoding"), tr("Another one where letters in the first rows look wrong.")
        )
        self.delimiter = self._choice(
            tr("Cells end at"), tr("The character between two cells of a row.")
        )
        self.header = self._choice(
            tr("First row"), tr("Whether it holds the names of the columns or a text.")
        )
        self.unit = self._choice(tr("A text is"), tr("Whether each line or each file is one text."))
        self.html = self._choice(
            tr("Text cells hold"),
            tr("Whether the tags in a cell are left out, and only its words are a text."),
        )
        self.damaged = self._choice(
            tr("Damaged rows"),
            tr("What to do with rows that hold invalid bytes or NUL characters."),
        )

    def offer_html(self, found: bool | None, said: bool | None) -> None:
        """What the cells with the texts hold; None found: they are no cells."""
        kinds = [(tr("plain text"), False), (tr("HTML: read its words"), True)]
        self._fill(self.html, kinds if found is not None else [], found, said)
        self._arrange()

    def show_options(self, sniffed: Sniffed, options: ReadOptions) -> None:
        """Offer what can be said about this file; what is not said stays as detected."""
        self._offer_sheets(sniffed)
        of_text = sniffed.format in _TEXT_FORMATS
        delimited = sniffed.format in (Format.CSV, Format.TSV)
        formats = [(format_.value, format_) for format_ in _TEXT_FORMATS]
        self._fill(self.format, formats if of_text else [], sniffed.format, options.format)
        several = tr("each file's own") if sniffed.format in (Format.FOLDER, Format.ZIP) else None
        found = sniffed.encoding or several
        encodings = [(name, name) for name in _ENCODINGS] if found else []
        self._fill(self.encoding, encodings, found, options.encoding)
        delimiters = list(_delimiters().items()) if delimited else []
        self._fill(
            self.delimiter,
            [(words, key) for key, words in delimiters],
            sniffed.delimiter,
            options.delimiter,
        )
        heads = [(tr("names the columns"), True), (tr("is a text like the others"), False)]
        has_header = sniffed.has_header is not None
        self._fill(self.header, heads if has_header else [], sniffed.has_header, options.has_header)
        units = [(tr("a line"), "line"), (tr("a whole file"), "file")]
        whole = sniffed.format in BARE_TEXTS
        default = "line" if sniffed.format is Format.TXT else "file"
        self._fill(self.unit, units if whole else [], default, options.text_unit)
        self._offer_damaged(options, is_offered=of_text or whole)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Narrower than all in one row."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """In one row where all have room, else in two, or with two in each."""
        shown = [holder for holder in self._holders.values() if not holder.isHidden()]
        widths = [holder.sizeHint().width() + Space.L for holder in shown]
        room, across = self.width() + Space.L, len(shown)
        if sum(widths) > room:
            across = max(2, min(-(-len(shown) // 2), room // max(widths)))
        if (across, shown) == self._arranged:
            return
        self._arranged = (across, shown)
        for place, holder in enumerate(shown):
            self._grid.addWidget(holder, *divmod(place, across))
        for column in range(len(self._holders) + 1):
            self._grid.setColumnStretch(column, int(column == across))

    def options(self, before: ReadOptions) -> ReadOptions:
        """``before`` with what was chosen here."""
        name = self.format.currentData()  # Qt gives a plain string for it
        chosen = replace(
            before,
            format=name and Format(name),
            encoding=self.encoding.currentData(),
            delimiter=self.delimiter.currentData(),
            has_header=self.header.currentData(),
            text_unit=self.unit.currentData(),
            damaged=self.damaged.currentData() or before.damaged,
        )
        if self.sheet.currentData() != self._sheet:  # whose first row is another
            chosen = replace(chosen, sheet=self.sheet.currentData(), has_header=None)
        if chosen.format != before.format:  # a delimiter or header of another format means nothing
            return replace(chosen, delimiter=None, has_header=None, text_unit=None)
        return chosen

    def _offer_sheets(self, sniffed: Sniffed) -> None:
        """All of a workbook, in its order, where there is a choice."""
        names = sniffed.sheets if len(sniffed.sheets) > 1 else ()
        self.sheet.blockSignals(True)
        self.sheet.clear()
        for name in names:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(self.sheet.findData(sniffed.sheet))
        self.sheet.blockSignals(False)
        self._sheet = self.sheet.currentData()
        self._holders[self.sheet].setVisible(bool(names))

    def _offer_damaged(self, options: ReadOptions, *, is_offered: bool) -> None:
        """Nothing is detected here: damage may stand anywhere in the file."""
        ways = [(tr("left out"), "reject"), (tr("read all the same"), "replace")]
        self._fill(self.damaged, ways if is_offered else [], options.damaged, None)
        self._captions[self.damaged].set_whole(self.damaged.accessibleName())

    def _choice(self, words: str, meaning: str) -> QComboBox:
        holder = QWidget(self)
        caption = ElidedLabel(words, "small", cut=Qt.TextElideMode.ElideRight)
        made = ChoiceBox()
        made.setAccessibleName(words)
        made.setAccessibleDescription(meaning)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setMinimumWidth(_LEAST_WIDTH)  # gives way where the window is narrow
        caption.setBuddy(made)
        caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._captions[made] = caption
        self._holders[made] = holder
        vbox(caption, made, within=holder, spacing=2)
        made.currentIndexChanged.connect(lambda: self.changed.emit())
        return made

    def _fill(
        self, choice: QComboBox, offers: list[tuple[str, Any]], found: Any, said: Any
    ) -> None:
        """The first entry is what was detected, as long as nothing is said against it."""
        choice.blockSignals(True)
        choice.clear()
        if said is None:
            unnamed = tr("nothing") if found is None else str(found)
            words = next((words for words, value in offers if value == found), unnamed)
            choice.addItem(words, None)
        else:
            choice.addItem(tr("as detected"), None)
        for words, value in offers:
            if said is not None or value != found:
                choice.addItem(words, value)
        if said is not None:
            choice.setCurrentIndex(max(0, choice.findData(said)))
        choice.blockSignals(False)
        name = choice.accessibleName()
        caption = tr("{name} (detected)", name=name) if said is None else name
        self._captions[choice].set_whole(caption)
        self._holders[choice].setVisible(bool(offers))


def _delimiters() -> dict[str, str]:
    return {
        ",": tr("a comma"),
        ";": tr("a semicolon"),
        "\t": tr("a tab"),
        "|": tr("a bar"),
    }
