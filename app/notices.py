"""The one door for messages to the user. Nothing here takes the keyboard away, but a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from app.core_sentences import said
from app.translation import tr
from ulmfit_core.errors import UlmfitError


class NoticeKind(Enum):
    """How grave it is; the value names its icon and its colour in the theme."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class NoticeAction:
    """A button under a notice, as *Undo* or *Open the folder*."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Notice:
    """One message: what happened and what was kept, what to do next, and more for who asks."""

    kind: NoticeKind
    text: str
    hint: str = ""
    details: str = ""
    actions: tuple[NoticeAction, ...] = field(default=())
    about: str = ""  # to be withdrawn by, once it is no longer true
    waits: bool = False  # for who went away meanwhile
    of_project: bool = False  # of the open one alone: goes with it, as does what it offers
    of_page: bool = False  # of what was asked for there, to no loss: goes when another comes

    @property
    def stays(self) -> bool:
        """Whether it waits to be read; the others go by themselves."""
        return self.waits or self.kind in (NoticeKind.WARNING, NoticeKind.ERROR)


class Notices(QObject):
    """Anyone posts, the window shows."""

    posted = Signal(Notice)
    withdrawn = Signal(str)

    def withdraw(self, about: str) -> None:
        """Take back what was said ``about`` something that is over."""
        self.withdrawn.emit(about)

    def post(self, notice: Notice) -> None:
        """Show a notice that the shorter forms below do not make."""
        self.posted.emit(notice)

    def info(self, text: str, *actions: NoticeAction) -> None:
        """Something worth knowing that asks for nothing."""
        self.post(Notice(NoticeKind.INFO, text, actions=actions))

    def success(
        self,
        text: str,
        *actions: NoticeAction,
        about: str = "",
        waits: bool = False,
        of_project: bool = False,
    ) -> None:
        """Something asked for is done; ``waits`` until it is read, where it took long, and
        ``of_project`` until the project is left that its actions are about."""
        kind = NoticeKind.SUCCESS
        self.post(Notice(kind, text, "", "", actions, about, waits=waits, of_project=of_project))

    def warning(
        self,
        text: str,
        hint: str = "",
        *actions: NoticeAction,
        about: str = "",
        of_project: bool = False,
    ) -> None:
        """Something that may not be what was meant; stays until it is put away, or withdrawn by
        what it is ``about``, or until the project that it speaks of is left."""
        kind = NoticeKind.WARNING
        self.post(Notice(kind, text, hint, "", actions, about, of_project=of_project))

    def error(
        self,
        error: UlmfitError,
        *actions: NoticeAction,
        details: str = "",
        about: str = "",
        of_page: bool = False,
    ) -> None:
        """Something failed that the user can mend; stays until it is put away, or withdrawn by what
        it is ``about``, or ``of_page`` until another page comes to the front."""
        words = said(error.message), said(error.hint)
        self.post(Notice(NoticeKind.ERROR, *words, details, actions, about, of_page=of_page))


def ask(parent: QWidget, question: str, explanation: str, verb: str) -> bool:
    """Ask before what cannot be undone; ``verb`` is on the button that does it.

    The only thing in the app that stops everything else. The harmless answer has the focus.
    """
    box = QMessageBox(QMessageBox.Icon.NoIcon, "", question, parent=parent)
    box.setOption(QMessageBox.Option.DontUseNativeDialog)  # Tab reaches no button of macOS's own
    box.setInformativeText(explanation)
    for label in box.findChildren(QLabel):  # a name may hold marks that Qt would read
        label.setTextFormat(Qt.TextFormat.PlainText)
    does = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    leaves = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leaves)
    box.setEscapeButton(leaves)
    box.exec()
    return box.clickedButton() is does
