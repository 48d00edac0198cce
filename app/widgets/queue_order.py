"""In which order texts are asked about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSlider,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from app.theme import Space
from app.translation import tr
from app.widgets.buttons import tool_button
from app.widgets.choice_box import ChoiceBox
from app.widgets.layouts import add, hbox
from app.widgets.texts import text_label
from ulmfit_core.fewshot.queue import Strategy

_STEPS = 20
_SLIDER_WIDTH = 160


class QueueOrder(QWidget):
    """``changed`` carries a Strategy and the weight of what is new, 0 to 1."""

    changed = Signal(object, float)

    def __init__(self, strategy: Strategy, mix: float) -> None:
        super().__init__()
        self.choice = ChoiceBox()
        for words, key, help_ in _choices():
            self.choice.addItem(words, key)
            last = self.choice.count() - 1
            self.choice.setItemData(last, help_, Qt.ItemDataRole.ToolTipRole)
        self.choice.setCurrentIndex(self.choice.findData(strategy))
        self.choice.name_itself(tr("In which order"), tr("Which text is asked about next."))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(round(mix * _STEPS))
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.setAccessibleName(tr("From doubtful texts to new kinds of texts"))
        self.slider.setToolTip(tr("Left: what the model doubts. Right: what is new to it."))
        self.more = tool_button("settings", tr("How much of the doubtful and of the new"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        hbox(self.choice, self.more, within=self, spacing=Space.XS)
        self.choice.activated.connect(self._tell)
        self.slider.valueChanged.connect(self._tell)
        self._show_more()

    @property
    def strategy(self) -> Strategy:
        return Strategy(self.choice.currentData())

    def _tell(self) -> None:
        self._show_more()
        self.changed.emit(self.strategy, self.slider.value() / _STEPS)

    def _show_more(self) -> None:
        self.more.setVisible(self.strategy is Strategy.MIXTURE)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        holder = QWidget()
        row = QHBoxLayout(holder)
        add(row, text_label(tr("doubtful"), "small"), self.slider, text_label(tr("new"), "small"))
        action = QWidgetAction(menu)
        action.setDefaultWidget(holder)
        menu.addAction(action)
        menu.aboutToShow.connect(self.slider.setFocus)
        return menu


def _choices() -> tuple[tuple[str, Strategy, str], ...]:
    return (
        (tr("Most useful first"), Strategy.MIXTURE, tr("Doubtful texts and new kinds, mixed")),
        (tr("Doubtful first"), Strategy.UNCERTAIN, tr("Where the model is torn")),
        (tr("New kinds first"), Strategy.NOVEL, tr("Unlike anything labelled")),
        (tr("Rare label first"), Strategy.RARE, tr("Likely to have the label given least")),
        (tr("At random"), Strategy.RANDOM, tr("A fair sample")),
        (tr("As imported"), Strategy.ORIGINAL, tr("In the order of the file")),
    )
