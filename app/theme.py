"""The look, as tokens: colours in light and dark, spacing, type, radii; and Qt's palette of them.

Every other file takes its colours and sizes from here. Which theme is in force is not stored
anywhere but in the application's palette, so whatever paints asks :func:`colours`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette


class Space(IntEnum):
    """Distances in logical pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius(IntEnum):
    """Corner radii in logical pixels."""

    CONTROL = 6
    CARD = 10


class Type(IntEnum):
    """Font sizes in logical pixels, at a text size of 100 %."""

    SMALL = 12
    BODY = 14
    SECTION = 16
    READING = 19
    TITLE = 24
    DISPLAY = 30


@dataclass(frozen=True)
class Colours:
    """One theme. Text keeps a contrast of 4.5:1 on every ground, outlines and labels 3:1."""

    is_dark: bool
    window: str
    surface: str
    sidebar: str
    hover: str
    border: str
    scroll: str  # the handle of a scroll bar
    control: str  # the outline of what can be typed in or ticked
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    success: str
    warning: str
    danger: str
    labels: dict[str, str]  # for labels and plotted series, in this order


# The hues of labels and plotted series, the same in both themes. Lightness and strength come from
# a search for the largest least distance in OKLab, over normal sight and the simulations of
# protanopia, deuteranopia and tritanopia by Machado et al. (2009), at 3:1 or more on their grounds.
_LABELS_ON_LIGHT = {
    "blue": "#2D52BB",
    "orange": "#E36B2A",
    "green": "#62996C",
    "red": "#66132D",
    "purple": "#472F6A",
    "teal": "#007E85",
    "pink": "#C355B2",
    "brown": "#6A4006",
    "olive": "#696A17",
    "grey": "#4D5765",
}
_LABELS_ON_DARK = {
    "blue": "#3098FA",
    "orange": "#F0B6A1",
    "green": "#C6F9AC",
    "red": "#F9706D",
    "purple": "#835DBC",
    "teal": "#70DCF5",
    "pink": "#C82D72",
    "brown": "#B56D0C",
    "olive": "#AED103",
    "grey": "#99A0B1",
}

LIGHT = Colours(
    is_dark=False,
    window="#F6F7F9",
    surface="#FFFFFF",
    sidebar="#ECEFF4",
    hover="#E3E7EE",
    border="#DDE1E8",
    scroll="#858D9C",
    control="#7C8493",
    text="#1B2130",
    muted="#565F72",
    accent="#3552C8",
    accent_hover="#2A43AA",
    on_accent="#FFFFFF",
    accent_soft="#E4E9FB",
    success="#17703F",
    warning="#805000",
    danger="#B3261E",
    labels=_LABELS_ON_LIGHT,
)

DARK = Colours(
    is_dark=True,
    window="#14171D",
    surface="#1C2029",
    sidebar="#101319",
    hover="#262B36",
    border="#2C323E",
    scroll="#656E80",
    control="#737C8E",
    text="#E8EBF1",
    muted="#A5AEBE",
    accent="#93A8FF",
    accent_hover="#AFBFFF",
    on_accent="#0F1534",
    accent_soft="#262E4F",
    success="#6FCF97",
    warning="#E5B454",
    danger="#FF8A80",
    labels=_LABELS_ON_DARK,
)


def colours() -> Colours:
    """The theme in force, as the application's palette has it."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def label_colour(colour: int | str) -> QColor:
    """The colour of a label by its name, or of a plotted series by its number, from 0.

    The ten differ in lightness as well as hue, so that people with any one kind of colour
    blindness can tell them apart; beside a colour there is always a name or a key.
    """
    choices = colours().labels
    if isinstance(colour, int):
        return QColor(list(choices.values())[colour % len(choices)])
    return QColor(choices[colour])


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of a colour laid over a ground, opaque."""
    rest = 1 - share
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * rest,
        colour.greenF() * share + ground.greenF() * rest,
        colour.blueF() * share + ground.blueF() * rest,
    )


def palette(theme: Colours) -> QPalette:
    """What Fusion paints with."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.ToolTipBase: theme.surface,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Light: theme.surface,
        QPalette.ColorRole.Midlight: theme.hover,
        QPalette.ColorRole.Dark: theme.control,
        QPalette.ColorRole.Shadow: theme.border,
        QPalette.ColorRole.Accent: theme.accent,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    faint = QColor(theme.control)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.border))
    return made


def font(size: Type = Type.BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font of the type scale, in the application's family and at its text size."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(scaled(size))
    made.setWeight(weight)
    return made


def scaled(size: int) -> int:
    """A size of the type scale, or a length that goes with text, at the application's text size."""
    return round(size * QGuiApplication.font().pixelSize() / Type.BODY)
