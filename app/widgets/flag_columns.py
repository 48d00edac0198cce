"""Columns of an import that are a label each, and others like them that are none yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.plain_words import plain_name, plain_tip
from app.theme import Space
from app.translation import number, tr, tr_count
from app.widgets.buttons import button
from app.widgets.layouts import vbox
from app.widgets.texts import paragraph
from ulmfit_core.corpus.options import LabelFlag

_MOST_NAMED = 12


class FlagColumns(QWidget):
    """Hidden where it has nothing to say. ``wanted``: the others shall be labels too."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = paragraph("", "muted")
        self.more = button("", "link")
        self.more.clicked.connect(self.wanted)
        vbox(self.words, self.more, within=self, spacing=Space.XS)

    def show_flags(self, flags: Sequence[LabelFlag], others: Sequence[str]) -> None:
        """Name the labels, and offer the ``others``, columns that say yes or no as well."""
        named = ", ".join(plain_name(flag.label) for flag in flags[:_MOST_NAMED])
        if n := len(flags[_MOST_NAMED:]):
            named = tr("{labels} and {n} more", labels=named, n=number(n))
        words = tr("A label each, which a text has where the cell says yes: {labels}", labels=named)
        self.words.setText(words if flags else "")
        self.words.setVisible(bool(flags))
        self.more.setText(
            tr_count(
                "Take {n} more column that says yes or no as a label",
                "Take {n} more columns that say yes or no as labels",
                len(others),
            )
        )
        self.more.setToolTip(plain_tip(", ".join(others)))
        self.more.setVisible(bool(others))
        self.setVisible(bool(flags) or bool(others))
