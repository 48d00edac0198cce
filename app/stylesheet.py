"""The stylesheet, generated from the theme's tokens.

A widget asks for a look by the property ``role``; everything else is Fusion
under the palette.
"""

from __future__ import annotations

from string import Template

from app.theme import Colours, Radius, Space, Type
from ulmfit_core.resources import resource_path

_LINE = 18  # px of a line of text, at a text size of 100 %
_SHEET = Template("""
QWidget { font-size: ${body}px; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: ${xs}px; }

QLabel[role="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="reading"] { font-size: ${reading}px; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small}px; }
QLabel[role="success"] { color: $success; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="danger"] { color: $danger; }

QWidget#sidebar { background: $sidebar; }
QFrame[role="card"], QWidget[role="card"] {
    background: $surface; border: 1px solid $border; border-radius: ${card}px;
}
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $surface; border: 1px solid $border; border-radius: ${control_radius}px;
    padding: 7px ${l}px; min-height: ${line}px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 15px; }
QPushButton:disabled { color: $control; background: $window; }
QPushButton:default, QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent;
}
QPushButton[role="primary"] { font-weight: 600; }
QPushButton:default:hover, QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton:default:focus, QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled {
    background: $hover; color: $muted; border: 1px solid $border;
}
QPushButton:checked {
    background: $accent_soft; border: 1px solid $accent; font-weight: 600;
}
QPushButton:checked:focus { border: 2px solid $accent; padding: 6px 15px; }
QPushButton[role="danger"] { color: $danger; }
QPushButton[role="quiet"], QToolButton[role="quiet"] {
    background: transparent; border: 1px solid transparent; border-radius: ${control_radius}px;
    padding: ${xs}px ${s}px;
}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border: 1px solid $accent; }
QPushButton[role="segment"] { color: $muted; padding: 7px ${m}px; }
QPushButton[role="segment"]:focus { padding: 6px 11px; }
QPushButton[role="segment"]:checked {
    background: $accent_soft; color: $text; border-color: $accent; font-weight: 600;
}
QPushButton[role="link"] {
    background: transparent; border: none; border-bottom: 2px solid transparent; border-radius: 0;
    color: $accent; padding: 2px 0; font-weight: 600; text-align: left;
}
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-bottom: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: $surface; border: 1px solid $control; border-radius: ${control_radius}px;
    padding: 6px ${s}px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus { border: 2px solid $accent; padding: 5px 7px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
    background: $window; border-color: $border; color: $control;
}
QTextEdit[role="reader"], QTextEdit[role="reader"]:focus {
    border: none; border-left: 2px solid transparent; border-radius: 0;
    background: transparent; padding: 0;
}
QTextEdit[role="reader"]:focus { border-left: 2px solid $accent; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus {
    border: none; background: transparent; padding: ${xs}px;
}

QComboBox::drop-down { border: none; width: ${arrow_room}px; }
QComboBox::down-arrow { image: url("$arrow_image"); width: ${arrow}px; height: ${arrow}px; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView {
    border: 1px solid $border; border-radius: 0; padding: ${xs}px; background: $surface;
}
QComboBox QAbstractItemView::item { padding: ${xs}px ${s}px; min-height: 20px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox, QRadioButton { spacing: ${s}px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: ${tick}px; height: ${tick}px; border: 1px solid $control; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ${tick_radius}px; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$check_image");
}
QRadioButton::indicator:checked {
    border: ${dot_edge}px solid $accent; width: ${dot}px; height: ${dot}px;
}
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:checked:focus { border: 2px solid $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: $window; border-color: $border;
}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    border: none; width: ${step_room}px; background: transparent;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url("$up_image"); width: ${step}px; height: ${step}px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("$arrow_image"); width: ${step}px; height: ${step}px;
}

QTableView, QListView, QTreeView {
    background: $surface; border: 1px solid $border; border-radius: ${control_radius}px;
    gridline-color: $border; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTableView::item { padding: 0 5px; }
QTableView[role="figures"] { border: 1px solid transparent; }
QTableView[role="figures"]:focus { border-color: $accent; }
QTableView[role="matrix"], QTableView[role="matrix"]:focus { border: none; }
QTableView[role="matrix"] QHeaderView { font-size: ${small}px; }
QTableView[role="matrix"] QHeaderView::section { border: none; padding: 2px ${xs}px; }
QTableView[role="matrix"] QHeaderView::section:horizontal { padding: 2px 1px; }
QListView[role="bare"] { border: none; background: transparent; }
QListView[role="card"] { border-radius: ${card}px; padding: ${xs}px; }
QTableView:focus, QListView:focus, QTreeView:focus { border-color: $accent; }
QHeaderView { background: $surface; border: none; font-weight: 600; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: ${s}px; font-weight: 600;
}
QTableCornerButton::section { background: $surface; border: none; }

QMenuBar { background: $window; border-bottom: 1px solid $border; padding: 2px ${xs}px; }
QMenuBar::item { padding: ${xs}px ${s}px; border-radius: ${xs}px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $border; padding: ${xs}px; }
QMenu::item { padding: 6px ${xl}px 6px ${m}px; border-radius: ${xs}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $control; }
QMenu::separator { height: 1px; background: $border; margin: ${xs}px ${s}px; }
QMenu::icon { padding-left: ${s}px; }

QProgressBar {
    background: $border; border: none; border-radius: 3px; min-height: 6px; max-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { border: none; background: transparent; }
QScrollArea { border: 1px solid transparent; border-radius: ${control_radius}px; }
QScrollArea:focus { border: 1px solid $accent; }
QScrollArea[role="bare"] { border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab {
    background: transparent; color: $muted; padding: ${s}px ${l}px; border: none;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QGroupBox { border: none; margin-top: ${xl}px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
""")


def stylesheet(theme: Colours, text_scale: float = 1.0) -> str:
    """The sheet for one theme; ``text_scale`` is 1.0 at a text size of 100 %."""
    values: dict[str, object] = {
        name: value for name, value in vars(theme).items() if isinstance(value, str)
    }
    values |= {space.name.lower(): int(space) for space in Space}
    values |= {size.name.lower(): round(size * text_scale) for size in Type}
    values["line"] = round(_LINE * text_scale)
    shade = "dark" if theme.is_dark else "light"
    for image in ("arrow", "up", "check"):
        values[f"{image}_image"] = resource_path(
            "icons", "style", f"{image}-{shade}.svg"
        ).as_posix()
    values |= _marks(text_scale)
    values |= {"card": int(Radius.CARD), "control_radius": int(Radius.CONTROL)}
    return _SHEET.substitute(values)


def _marks(text_scale: float) -> dict[str, int]:
    """Pixels of arrows, ticks and dots, which grow with the words beside them."""
    tick, dot = 2 * round(8 * text_scale), 2 * round(4 * text_scale)
    arrow, step = round(12 * text_scale), round(10 * text_scale)
    return {
        "arrow": arrow,
        "arrow_room": arrow + 16,
        "step": step,
        "step_room": step + 10,
        "tick": tick,
        "tick_radius": tick // 2 + 1,
        "dot": dot,
        "dot_edge": (tick + 2 - dot) // 2,
    }
