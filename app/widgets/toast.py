"""A notice on the screen, and the stack of them in the window's corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.notices import Notice, NoticeAction, NoticeKind
from app.plain_words import breakable
from app.theme import Radius, Space, colours, scaled
from app.translation import tr
from app.widgets.buttons import button, tool_button
from app.widgets.icon_label import IconLabel
from app.widgets.layouts import hbox, turn, vbox
from app.widgets.texts import paragraph

_WIDTH = 400
_SHOWN_FOR = 6000  # ms
_SHOWN_FOR_WITH_ACTION = 12000
_MOST = 4

_ICONS = {
    NoticeKind.INFO: ("info", "accent"),
    NoticeKind.SUCCESS: ("check-circle", "success"),
    NoticeKind.WARNING: ("warning", "warning"),
    NoticeKind.ERROR: ("error", "danger"),
}


class Toast(QWidget):
    """One notice. Goes by itself unless it has to be read; never while the mouse is on it."""

    closed = Signal()

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self.notice = notice
        self.setFixedWidth(scaled(_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(notice.text)
        self.setAccessibleDescription(notice.hint)
        self._timer = QTimer(self, singleShot=True)
        self._timer.setInterval(_SHOWN_FOR_WITH_ACTION if notice.actions else _SHOWN_FOR)
        self._timer.timeout.connect(self.close_notice)
        self._links = hbox(spacing=Space.L)
        self._lay_out()
        self._count_down()

    def close_notice(self) -> None:
        """Put it away."""
        self._timer.stop()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nothing is cut: buttons that have no room beside one another stand in a column."""
        super().resizeEvent(event)
        wanted = sum(link.sizeHint().width() + Space.L for link in self.findChildren(QPushButton))
        turn(self._links, beside=wanted - Space.L <= self._text.width())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._count_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_notice()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = colours()
        edge = getattr(theme, _ICONS[self.notice.kind][1]) if self.notice.stays else theme.control
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), Radius.CARD, Radius.CARD
        )
        painter.end()

    def _count_down(self) -> None:
        if not self.notice.stays:
            self._timer.start()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(IconLabel(*_ICONS[self.notice.kind], 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        row.addWidget(self._close_button(), 0, Qt.AlignmentFlag.AlignTop)

    def _words(self) -> QVBoxLayout:
        self._text = text = _breakable(self.notice.text, "strong")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = vbox(text, spacing=Space.XS)
        if self.notice.hint:
            words.addWidget(_breakable(self.notice.hint, "muted"))
        if self.notice.actions or self.notice.details:
            words.addLayout(self._buttons())
        if self.notice.details:
            words.addWidget(self._details())
        return words

    def _buttons(self) -> QHBoxLayout:
        row = self._links
        for action in self.notice.actions:
            row.addWidget(self._action_button(action))
        if self.notice.details:
            self.details_button = button(tr("Details"), "link")
            self.details_button.setCheckable(True)
            row.addWidget(self.details_button)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return row

    def _action_button(self, action: NoticeAction) -> QPushButton:
        made = button(action.text, "link")

        def run() -> None:
            self.close_notice()
            action.run()

        made.clicked.connect(run)
        return made

    def _details(self) -> QWidget:
        made = QPlainTextEdit(self.notice.details, readOnly=True)
        made.setAccessibleName(tr("Details"))
        made.setFixedHeight(140)
        made.hide()
        self.details_button.toggled.connect(made.setVisible)
        return made

    def _close_button(self) -> QToolButton:
        made = tool_button("close", tr("Put away"))
        made.clicked.connect(self.close_notice)
        return made


def _breakable(words: str, role: str) -> QLabel:
    """Read out without the marks of where it may break."""
    made = paragraph(breakable(words), role)
    made.setAccessibleName(words)
    return made


class ToastStack(QWidget):
    """The notices now on the screen, newest at the bottom, over the corner of ``host``."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host.window())  # a screen reader finds only pages in a stack of them
        self._host = host
        self._column = vbox(within=self, spacing=Space.S)
        host.installEventFilter(self)
        self.hide()

    def toasts(self) -> list[Toast]:
        return self.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def show_notice(self, notice: Notice) -> None:
        """Add one; the same again replaces itself, and of too many the oldest passing one goes."""
        for shown in self.toasts():
            if shown.notice == notice:
                self._take(shown)
        passing = [shown for shown in self.toasts() if not shown.notice.stays]
        if len(self.toasts()) >= _MOST and passing:
            self._take(passing[0])
        toast = Toast(notice)
        toast.closed.connect(lambda: self._take(toast))
        self._column.addWidget(toast)
        self._place()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    def withdraw(self, about: str) -> None:
        """Put away what is no longer true."""
        for toast in self.toasts():
            if toast.notice.about == about:
                self._take(toast)

    def leave_project(self) -> None:
        """Put away what speaks of a project that is not open any more."""
        for toast in self.toasts():
            if toast.notice.of_project:
                self._take(toast)

    def leave_page(self) -> None:
        """Put away what was said of something on the page that was in front."""
        for toast in self.toasts():
            if toast.notice.of_page:
                self._take(toast)

    def close_newest(self) -> None:
        """Put away the last one; what Escape does."""
        for toast in self.toasts()[-1:]:
            toast.close_notice()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _take(self, toast: Toast) -> None:
        self._column.removeWidget(toast)
        toast.hide()
        toast.setParent(None)
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        if not self.toasts():
            self.hide()
            return
        self.show()
        self.raise_()
        host = self._host
        width = min(scaled(_WIDTH), host.width() - 2 * Space.XL)
        for toast in self.toasts():
            toast.setFixedWidth(width)
        height = self._column.heightForWidth(width)
        height = height if height > 0 else self._column.sizeHint().height()
        left, top = host.width() - width - Space.XL, host.height() - height - Space.XL
        corner = host.mapTo(host.window(), QPoint(left, max(Space.S, top)))
        self.setGeometry(QRect(corner, QSize(width, height)))
