"""One text, large, to be read and decided about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit

from app.theme import Space, Type, colours, font
from app.translation import number, tr
from app.widgets.text_positions import spans

MOST_SHOWN = 100_000  # characters: more take seconds to lay out, and nobody reads them here
_LINE_HEIGHT = 140.0  # percent
_WIDEST = 760  # pixels of text: longer lines are hard to follow


class Reader(QTextEdit):
    """Read-only and plain: selected and copied with the mouse, scrolled with the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: list[QTextCursor] = []
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "reader")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keys of the page, and scrolling
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("The text"))
        self.setMinimumHeight(64)
        self._style()

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self._marks = []
        self._show_marks()
        shown = text[:MOST_SHOWN]
        if len(text) > MOST_SHOWN:
            more = number(len(text) - MOST_SHOWN)
            shown += "\n\n" + tr("… and {n} more characters", n=more)
        self.setPlainText(shown)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(
            _LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.mergeBlockFormat(spacing)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._set_margins()

    def mark(self, text: str, places: Sequence[tuple[int, int]]) -> None:
        """Mark each (start, end) of the ``text`` that is shown, and scroll to the first."""
        seen = [place for place in places if place[1] <= MOST_SHOWN]
        self._marks = list(spans(self.document(), text, seen))
        self._show_marks()
        if self._marks:
            first = QTextCursor(self._marks[0])
            first.setPosition(first.selectionStart())
            self.setTextCursor(first)

    def _show_marks(self) -> None:
        selections = []
        for cursor in self._marks:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor
            selection.format = _found()
            selections.append(selection)
        self.setExtraSelections(selections)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._style()
            if self._marks:  # else they may be somebody else's
                self._show_marks()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_margins()

    def _set_margins(self) -> None:
        side = max(Space.XL, (self.viewport().width() - _WIDEST) // 2)
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setLeftMargin(side)
        margins.setRightMargin(side)
        margins.setTopMargin(Space.L)
        margins.setBottomMargin(Space.L)
        if margins != frame.frameFormat():
            frame.setFrameFormat(margins)

    def _style(self) -> None:
        self.document().setDefaultFont(font(Type.READING))
        self.document().setDocumentMargin(0)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Text, QColor(colours().text))
        if palette != self.palette():
            self.setPalette(palette)


def _found() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setBackground(QColor(colours().accent_soft))
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    made.setUnderlineColor(QColor(colours().accent))
    return made
