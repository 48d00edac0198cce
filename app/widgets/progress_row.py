"""One piece of long work: what, a bar, how long still, and a button that stops or pauses it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from app.plain_words import plain_tip
from app.tasks.activity import Activity, ActivityState
from app.theme import Space
from app.translation import percent, tr, tr_count
from app.widgets.buttons import tool_button
from app.widgets.layouts import hbox, vbox
from app.widgets.texts import ElidedLabel

_RESOLUTION = 1000


class ProgressRow(QWidget):
    """Follows an Activity until that is over."""

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self._activity = activity
        self.title = ElidedLabel(activity.title, "strong")
        self.bar = QProgressBar(textVisible=False, maximum=0)
        self.bar.setAccessibleName(activity.title)
        self.detail = ElidedLabel("", "small", cut=Qt.TextElideMode.ElideRight)
        self.remaining = ElidedLabel("", "small", cut=Qt.TextElideMode.ElideRight)
        policy = self.remaining.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # else the row would grow after it got its place
        self.remaining.setSizePolicy(policy)
        stops = _what_it_does(activity)
        self.stop_button = tool_button("pause" if activity.pauses else "stop", stops)
        self.stop_button.setAccessibleDescription(activity.if_stopped)
        if activity.if_stopped:
            self.stop_button.setToolTip(plain_tip(f"{stops}. {activity.if_stopped}"))
        self.stop_button.clicked.connect(activity.stop)
        self._lay_out()  # before anything is shown: without a parent it would be a window
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._show)
        self._second.start()
        activity.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        top = hbox((self.title, 1), self.stop_button)
        vbox(top, self.bar, self.detail, self.remaining, within=self, spacing=Space.XS)

    def _show(self) -> None:
        activity = self._activity
        fraction = activity.fraction
        self.bar.setMaximum(0 if fraction is None else _RESOLUTION)
        self.bar.setValue(round((fraction or 0) * _RESOLUTION))
        stopping = activity.state is ActivityState.STOPPING
        self.stop_button.setEnabled(not stopping)
        self.detail.set_whole(_asked_words(activity) if stopping else activity.text)
        self.remaining.set_whole(_figures(fraction, activity.seconds_left))
        self.remaining.setVisible(bool(self.remaining.whole()))


def _what_it_does(activity: Activity) -> str:
    if activity.pauses:
        return tr("Pause {what}", what=activity.title)
    return tr("Stop {what}", what=activity.title)


def _asked_words(activity: Activity) -> str:
    return tr("Pausing…") if activity.pauses else tr("Stopping…")


def _figures(fraction: float | None, seconds: float | None) -> str:
    done = "" if fraction is None else percent(fraction)
    return " · ".join(part for part in (done, remaining_words(seconds)) if part)


def remaining_words(seconds: float | None) -> str:
    """``"about 3 min left"``; nothing where nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("less than a minute left") if seconds > 10 else tr("nearly done")
    minutes = round(seconds / 60)
    if minutes < 90:
        return tr_count("about {n} min left", "about {n} min left", minutes)
    hours = round(minutes / 60)
    return tr_count("about {n} h left", "about {n} h left", hours)
