"""Type a text, see its labels and which words spoke for the likeliest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.theme import Space
from app.translation import tr
from app.widgets.card import Card
from app.widgets.layouts import hbox, vbox
from app.widgets.probability_bars import LabelProbability, ProbabilityBars
from app.widgets.spoken_words import SpokenLegend, shades
from app.widgets.text_field import TextField
from app.widgets.text_size import with_text_size
from app.widgets.texts import paragraph, show_words, text_label
from ulmfit_core.evaluation.attribution import Attribution

PAUSE = 250  # ms without a key before the text is read
MOST_READ = 20_000  # characters: an answer comes within a second or two


class TryText(Card):
    """``asked`` comes after a pause in typing; ``show_answer`` and ``show_spoken`` answer."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = TextField()
        self.field.setAccessibleDescription(
            tr("The labels appear beside it a moment after the last key.")
        )
        self.answer = paragraph("", "section")
        self.hint = paragraph("", "muted")
        self.bars = ProbabilityBars()
        self.legend = SpokenLegend()
        self._n_labels = 0
        self._spoken: tuple[Attribution, str] | None = None
        self.pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.pause.timeout.connect(self.asked)
        self.field.textChanged.connect(self.pause.start)
        self.field.textChanged.connect(self._forget_spoken)
        self.field.setMinimumHeight(150)
        self.field.setPlaceholderText(tr("Type or paste a text"))
        self._lay_out()
        with_text_size(self, self._fit)
        self.show_nothing(tr("The labels appear here while you type."))

    @property
    def text(self) -> str:
        """What is read of the text; empty when there is nothing but spaces."""
        text = self.field.toPlainText()[:MOST_READ]
        return text if text.strip() else ""

    def expect(self, n_labels: int) -> None:
        """Keep room for what a model of so many labels says: nothing below moves when it does."""
        self._n_labels = n_labels
        self._fit()

    def show_answer(self, rows: Sequence[LabelProbability], read: str) -> None:
        """Show what the model makes of the text, of which it ``read`` this."""
        given = [row.name for row in rows if row.given]
        self.answer.setText(", ".join(given) or tr("No label is likely enough"))
        self.bars.show_rows(rows)
        self.bars.show()
        self._hint(" ".join(self._left_out(read)))

    def show_spoken(self, attribution: Attribution, read: str) -> None:
        """Tell of the words that were ``read`` what they did for the likeliest label, and shade
        them in the text where that is the same."""
        self._spoken = attribution, read
        label = attribution.likeliest
        parts = attribution.parts(label)
        if read == self.text:
            self.field.setExtraSelections(shades(self.field.document(), read, parts))
        self.legend.show_parts(read, parts, label, by_word=attribution.by_word)
        self.legend.show()

    def show_nothing(self, hint: str) -> None:
        """Show no labels, and why."""
        self.answer.setText("")
        self.bars.show_rows(())
        self.bars.hide()
        self._forget_spoken()
        self._hint(hint)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._spoken is not None:
            self.show_spoken(*self._spoken)
        super().changeEvent(event)

    def _forget_spoken(self) -> None:
        self._spoken = None
        self.field.setExtraSelections([])
        self.legend.hide()

    def _left_out(self, read: str) -> Iterator[str]:
        if len(self.field.toPlainText()) > MOST_READ:
            yield tr("Only the beginning of this long text was read.")
        if read != self.text:
            yield tr("Only its words were read, as the model learnt from HTML.")

    def _hint(self, words: str) -> None:
        show_words(self.hint, words)
        self.answer.setVisible(bool(self.answer.text()))

    def _fit(self) -> None:
        told = self.legend.sizeHint().height() + self.legend.told.fontMetrics().lineSpacing()
        parts = (self.answer.sizeHint().height(), self.bars.height_of(self._n_labels), told)
        self._said.setMinimumHeight(sum(parts) + Space.S * (len(parts) - 1))

    def _lay_out(self) -> None:
        heading = text_label(tr("Try a text"), "section")
        heading.setBuddy(self.field)
        self.field.setAccessibleName(heading.text())
        self.answer.setAccessibleDescription(tr("The label given"))
        self.body.addWidget(heading)
        self._said = QWidget()
        said = (self.answer, self.bars, self.hint, self.legend)
        vbox(*said, 1, within=self._said, spacing=Space.S)
        row = hbox((self.field, 1), (self._said, 1), spacing=Space.XL)
        self.body.addLayout(row)
