"""Files that are dropped on a field for texts, or pasted into it, are no text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.local_files import local_files
from app.widgets.text_field import TextField

COPY, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
FILE = Path(__file__)


class Window(QWidget):
    """Takes files, as the app's does."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.field = TextField("before")
        QVBoxLayout(self).addWidget(self.field)
        self.taken: list[Path] = []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.taken += local_files(event.mimeData())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    yield made
    QGuiApplication.clipboard().clear()  # Qt would let go of it when Python is gone, and crash


def a_file() -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(FILE))])
    return made


def words() -> QMimeData:
    made = QMimeData()
    made.setText("words ")
    return made


def drop(field: TextField, data: QMimeData) -> None:
    QApplication.sendEvent(
        field.viewport(), QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NO_KEY)
    )
    QApplication.sendEvent(field.viewport(), QDropEvent(QPointF(5, 5), COPY, data, LEFT, NO_KEY))


def paste(qtbot: QtBot, field: TextField, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_dropped_file_reaches_the_window(window: Window) -> None:
    drop(window.field, a_file())
    assert window.taken == [FILE]
    assert window.field.toPlainText() == "before"


def test_a_copied_file_is_given_to_whoever_wants_it(qtbot: QtBot, window: Window) -> None:
    pasted: list[list[Path]] = []
    window.field.files_pasted.connect(pasted.append)
    paste(qtbot, window.field, a_file())
    assert pasted == [[FILE]]
    assert window.field.toPlainText() == "before"


def test_words_become_text(qtbot: QtBot, window: Window) -> None:
    drop(window.field, words())
    paste(qtbot, window.field, words())
    assert window.field.toPlainText().count("words") == 2
    assert not window.taken
