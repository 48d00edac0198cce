"""One training to look at: what happens, how long still, its plots; live or from its logs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QWidget,
)

from app.models.training_record import TrainingRecord, phase_title
from app.theme import Space, scaled
from app.translation import number, tr
from app.widgets.buttons import button
from app.widgets.layouts import add, hbox, turn, vbox
from app.widgets.progress_row import remaining_words
from app.widgets.run_charts import N_PARTS, RunCharts
from app.widgets.run_controls import RunControls
from app.widgets.tab_order import tab_through
from app.widgets.texts import ElidedLabel, paragraph, show_words, text_label
from ulmfit_core.training.history import RunHistory

_FRAME = 100  # ms between two paintings: the eye follows no faster
_RESOLUTION = 1000
_PIXELS = 1000  # about the width of a plot
_NAME = 240  # px: a longer name of a training is cut
_BAR = 120  # px at least, beside figures
_TICKS_AT_MOST = 20  # without a new painting while something arrives


class RunView(QWidget):
    """Shows a TrainingRecord; whoever feeds that says ``mark_dirty``. ``step_wanted`` carries the
    key of the step to take its model to."""

    left = Signal()
    step_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._record = TrainingRecord()
        self.is_live = False
        self._is_dirty = False
        self._chosen = ""  # the phase the user wants to see; empty: the newest with curves
        self._drawn: tuple[RunHistory | None, int] = (None, 0)
        self._ticks = 0  # since then
        self.back = button(tr("Back"), "link")
        self.back.setToolTip(tr("All trainings"))
        self.back.clicked.connect(self.left)
        self.title = ElidedLabel("", "section")  # gives way to the buttons
        self.sentence = paragraph("", "")
        self.cited = paragraph("", "muted")
        self.cited.hide()
        self.figures = text_label("", "muted")
        self.written = paragraph("", "muted")
        self.bar = QProgressBar(textVisible=False, maximum=_RESOLUTION)
        self.bar.setAccessibleName(tr("How far this part is"))
        self.controls = RunControls()
        self.resume = button(tr("Resume"), "primary", "play")
        self.halve = button(tr("Go on with half the batch"), icon_name="play")
        self.halve.setToolTip(tr("Each update in twice as many parts: slower, with less memory."))
        self.use = button(tr("Use"))
        self.use.clicked.connect(lambda: self.step_wanted.emit("use"))
        self.evaluate = button(tr("Go on to Evaluate"), "primary")
        self.evaluate.clicked.connect(lambda: self.step_wanted.emit("evaluate"))
        self.table_button = button(tr("As a table"), "segment", "table")
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._turn)
        self.charts = RunCharts()
        self.phases = QButtonGroup(self)
        self.phases.buttonClicked.connect(self._choose_phase)
        self._phase_row = QHBoxLayout()
        self._parts_left: list[int] = []  # of the charts, that the newest painting lacks
        self._timer = QTimer(self, interval=_FRAME // N_PARTS)
        self._timer.timeout.connect(self._paint_next)
        self._lay_out()

    def show_record(self, title: str, record: TrainingRecord, *, live: bool) -> None:
        """Look at another training, or at the same one now that it began or ended."""
        if record is not self._record:
            self._chosen = ""
            self.show_cited("")
        self._record, self.is_live = record, live
        self._drawn = (None, 0)
        self.title.set_whole(title)
        self.controls.setVisible(live)
        for onwards in (self.use, self.evaluate):
            onwards.setVisible(not live and record.is_finished)
        self._place_controls()
        self.mark_dirty()
        self.repaint_if_dirty()
        self._tick()

    @property
    def is_measured(self) -> bool:
        """Whether it is over, and its figures are those of held-out texts."""
        return not self.is_live and self._record.is_measured

    def show_cited(self, words: str) -> None:
        """Which figure to cite instead of the held-out texts'; nothing where there is no other."""
        show_words(self.cited, words)

    def offer_resume(self, wanted: bool, *, with_half: bool = False) -> None:
        """Whether it can go on, and with half the batch, too."""
        self.resume.setVisible(wanted)
        self.halve.setVisible(with_half)
        self._place_controls()

    def end(self) -> None:
        """What was watched is over."""
        self.show_record(self.title.whole(), self._record, live=False)

    def mark_dirty(self) -> None:
        """Something arrived; it is drawn at the next tick, if anyone can see it."""
        self._is_dirty = True

    def repaint_if_dirty(self) -> None:
        """Draw what arrived since the last time, all of it at once."""
        if self._show_what_arrived():
            self._parts_left = []
            self.charts.show_history(self._shown_history())

    def _paint_next(self) -> None:
        """A plot at a time: together they would hold the window up three times as long."""
        if not self._parts_left and self._show_what_arrived():
            self._parts_left = list(range(N_PARTS))
        if self._parts_left:
            self.charts.show_part(self._parts_left.pop(0), self._shown_history())

    def _show_what_arrived(self) -> bool:
        """In words; whether the plots would look different, too."""
        if not self._is_dirty:
            return False
        self._is_dirty = False
        self._show_phases()
        history = self._shown_history()
        self._show_words(history)
        return self._would_move(history)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_controls()
        self._place_figures()
        self._place_table_button()

    def _place_controls(self) -> None:
        """Below the name where it would be cut beside them."""
        words = self.title.fontMetrics().horizontalAdvance(self.title.whole())
        name = self.back.sizeHint().width() + Space.M + min(words, scaled(_NAME))
        shown = [w for w in (self.controls, *self._ways_on()) if not w.isHidden()]
        buttons = sum(Space.M + widget.sizeHint().width() for widget in shown)
        turn(self._top, beside=name + buttons <= self.width())

    def _ways_on(self) -> tuple[QPushButton, ...]:
        """From one that is not at work."""
        return self.resume, self.halve, self.use, self.evaluate

    def _place_figures(self) -> None:
        """Below the bar where they would leave it no room, and in more lines than one."""
        words = self.figures.fontMetrics().horizontalAdvance(self.figures.text())
        beside = words + Space.L + scaled(_BAR) <= self.width()
        self.figures.setWordWrap(not beside)
        turn(self._progress, beside=beside)

    def _place_table_button(self) -> None:
        """Below the parts where some of them would be cut beside it."""
        shown = (*self.phases.buttons(), self.table_button)
        wanted = sum(made.sizeHint().width() + Space.L for made in shown)
        turn(self._below, beside=wanted <= self.width())

    def showEvent(self, event: QShowEvent) -> None:
        self._tick()
        self.repaint_if_dirty()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        if self.is_live and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _shown_history(self) -> RunHistory | None:
        return self._record.histories.get(self._chosen or self._record.drawn)

    def _would_move(self, history: RunHistory | None) -> bool:
        """Whether the plots would look different: in a long run a step is less than a pixel."""
        self._ticks += 1
        step = history.step if history else 0
        shown, at = self._drawn
        if history is shown and step - at < step // _PIXELS and self._ticks < _TICKS_AT_MOST:
            return False
        self._drawn, self._ticks = (history, step), 0
        return True

    def _show_words(self, history: RunHistory | None) -> None:
        """Of what is at work, whatever is drawn; after the end of what is drawn."""
        record = self._record
        history = record.current if self.is_live else history
        is_known = record.current is not None or record.ended is not None or record.failure
        words = record.describe()
        if not self.is_live and not is_known:
            words = tr("It ended before its first step.")
        self.sentence.setText(words)
        total = history.total_steps if history else 0
        waits = self.is_live and (history is None or (record.is_assembling and not history.step))
        self.bar.setMaximum(0 if waits else _RESOLUTION)
        if history is not None and not waits:
            self.bar.setValue(round(_RESOLUTION * history.step / total) if total else 0)
        self.bar.setVisible(self.is_live)
        self.figures.setText(self._figures(history))
        self._place_figures()
        show_words(self.written, _written(history))

    def _figures(self, history: RunHistory | None) -> str:
        """Of updates there are steps to count; of the parts that measure and write, time alone."""
        if history is None:
            return ""
        if self.is_live and self._record.is_assembling:
            return _time_left(history)
        return _figures(history, live=self.is_live)

    def _show_phases(self) -> None:
        known = [b.property("phase") for b in self.phases.buttons()]
        wanted = list(self._record.histories)
        if known != wanted:
            for old in self.phases.buttons():
                self.phases.removeButton(old)
                old.deleteLater()
            for phase in wanted:
                self._phase_row.insertWidget(self._phase_row.count() - 1, self._phase(phase))
            self._place_table_button()
            tab_through(self.evaluate, *self.phases.buttons())
        shown = self._chosen or self._record.drawn
        for made in self.phases.buttons():
            made.setChecked(made.property("phase") == shown)

    def _phase(self, phase: str) -> QPushButton:
        made = button(phase_title(phase), "segment")
        made.setCheckable(True)
        made.setProperty("phase", phase)
        self.phases.addButton(made)
        return made

    def _choose_phase(self, made: QPushButton) -> None:
        phase = str(made.property("phase"))
        self._chosen = "" if phase == self._record.drawn else phase
        self._drawn = (None, 0)
        self.mark_dirty()
        self.repaint_if_dirty()

    def _turn(self, wanted: bool) -> None:
        self.charts.show_table(wanted)
        self._drawn = (None, 0)
        self.mark_dirty()
        self.repaint_if_dirty()

    def _lay_out(self) -> None:
        column = vbox(within=self, spacing=Space.M)
        self._top = hbox(spacing=Space.M)
        name = hbox(self.back, (self.title, 1), spacing=Space.M)
        add(self._top, (name, 1), self.controls)
        for made in self._ways_on():
            self._top.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            made.hide()
        add(column, self._top, self.sentence, self.cited)
        self._progress = hbox((self.bar, 1), self.figures, spacing=Space.L)
        add(column, self._progress, self.written)
        self._phase_row.setSpacing(Space.XS)
        self._phase_row.addStretch(1)
        self._below = hbox((self._phase_row, 1), spacing=Space.L)
        self._below.addWidget(self.table_button, 0, Qt.AlignmentFlag.AlignLeft)
        add(column, self._below, (self.charts, 1))


def _written(history: RunHistory | None) -> str:
    """What the language model wrote after its newest pass; empty where it was not asked to."""
    points = history.validations if history is not None else []
    point = next((point for point in reversed(points) if point.written), None)
    if point is None:
        return ""
    return tr("After pass {n} it writes: {text}", n=point.epoch, text=point.written)


def _figures(history: RunHistory, *, live: bool) -> str:
    """Step, pace and time left, as far as they are known."""
    total = history.total_steps
    step = (
        tr("step {step} of {total}", step=number(history.step), total=number(total))
        if total
        else tr("step {step}", step=number(history.step))
    )
    parts = [step]
    if live and history.tokens_per_second is not None:
        parts.append(tr("{n} tokens/s", n=number(round(history.tokens_per_second))))
    if live:
        parts.append(_time_left(history))
    return " · ".join(part for part in parts if part)


def _time_left(history: RunHistory) -> str:
    left = remaining_words(history.eta_seconds)
    return tr("this part: {left}", left=left) if left else ""  # others may follow
