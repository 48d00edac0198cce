"""Which words spoke for a label and which against it: shaded in the text, and told below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from app.plain_words import plain_tip
from app.theme import Radius, Space, Type, colours, font, mixed, scaled
from app.translation import decimal, tr
from app.widgets.layouts import hbox, vbox
from app.widgets.text_positions import spans
from app.widgets.texts import paragraph, text_label
from app.widgets.turning_row import TurningRow
from ulmfit_core.evaluation.attribution import SpokenPart

_FAINTEST, _STRONGEST = 0.10, 0.42  # shares of the colour: the text stays readable on it
_LEAST_SHARE = 0.12  # of the loudest: what is quieter is not marked
_LEAST_WEIGHT = 0.05  # nats: below, nothing spoke
_MOST_TOLD = 6
_LONGEST = 28  # characters of a part in the line below


def marked(parts: Sequence[SpokenPart]) -> list[SpokenPart]:
    """The parts worth marking, the loudest first."""
    loudest = max((abs(part.weight) for part in parts), default=0.0)
    least = max(_LEAST_WEIGHT, loudest * _LEAST_SHARE)
    return sorted((p for p in parts if abs(p.weight) >= least), key=lambda p: -abs(p.weight))


def shades(
    document: QTextDocument, text: str, parts: Sequence[SpokenPart]
) -> list[QTextEdit.ExtraSelection]:
    """Marks over a document that shows ``text``: they change nothing in it."""
    loud = marked(parts)
    cursors = spans(document, text, [(part.start, part.end) for part in loud])
    made = []
    for part, cursor in zip(loud, cursors, strict=True):
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = _format(part.weight, abs(loud[0].weight))
        made.append(selection)
    return made


class SpokenLegend(QWidget):
    """What the marks mean, and the words that spoke loudest with their weight."""

    def __init__(self) -> None:
        super().__init__()
        self.told = paragraph("", "small")
        self.told.setAccessibleName(tr("The words that spoke"))
        self.told.setToolTip(
            plain_tip(
                tr(
                    "What each does to the odds of the label, as a logarithm: +0.7 doubles them, "
                    "−0.7 halves them."
                )
            )
        )
        self._for = _Swatch(is_for=True)
        self._against = _Swatch(is_for=False)
        self._for_words, self._against_words = text_label("", "small"), text_label("", "small")
        is_for = hbox(self._for, (self._for_words, 1), spacing=Space.S)
        is_against = hbox(self._against, (self._against_words, 1), spacing=Space.S)
        row = TurningRow(is_for, (is_against, 1))
        vbox(row, self.told, within=self, spacing=Space.XS)

    def show_parts(
        self, text: str, parts: Sequence[SpokenPart], label: str, *, by_word: bool
    ) -> None:
        """Tell of the parts of ``text`` what they did for ``label``."""
        self._for_words.setText(tr("speaks for {label}", label=label))
        self._against_words.setText(tr("speaks against it"))
        loud = marked(parts)[:_MOST_TOLD]
        words = " · ".join(f"{_sign(p.weight)} {_shown(text, p)}" for p in loud)
        if not words:
            words = tr("No single word matters: without any of them the answer is the same.")
        elif not by_word:
            words = tr("By passage, as the text is long: {words}", words=words)
        self.told.setText(words)


class _Swatch(QWidget):
    """A mark as in the text."""

    def __init__(self, *, is_for: bool) -> None:
        super().__init__()
        self._is_for = is_for
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(scaled(26), scaled(18))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        made = _format(1.0 if self._is_for else -1.0, 1.0)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(made.background())
        painter.drawRoundedRect(QRectF(self.rect()), Radius.CONTROL / 2, Radius.CONTROL / 2)
        painter.setPen(QColor(colours().text))
        painter.setFont(font(Type.SMALL))
        sign = "+" if self._is_for else "−"
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, sign)
        painter.end()


def _format(weight: float, loudest: float) -> QTextCharFormat:
    """For: the accent, underlined. Against: the colour of danger, with a broken line."""
    theme, made = colours(), QTextCharFormat()
    colour = QColor(theme.accent if weight > 0 else theme.danger)
    share = _FAINTEST + (_STRONGEST - _FAINTEST) * abs(weight) / loudest
    line = QTextCharFormat.UnderlineStyle
    made.setBackground(mixed(colour, QColor(theme.surface), share))
    made.setUnderlineStyle(line.SingleUnderline if weight > 0 else line.DashUnderline)
    made.setUnderlineColor(colour)
    return made


def _sign(weight: float) -> str:
    return f"{'+' if weight > 0 else '−'}{decimal(abs(weight))}"


def _shown(text: str, part: SpokenPart) -> str:
    words = " ".join(text[part.start : part.end].split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
