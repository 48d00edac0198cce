from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.notices import Notice, NoticeAction, NoticeKind
from app.studio import Studio
from app.widgets.toast import Toast, ToastStack


@pytest.fixture
def stack(qtbot: QtBot, studio: Studio) -> Iterator[ToastStack]:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    made = ToastStack(host)
    host.show()
    yield made
    for toast in made.toasts():
        toast.close_notice()


def notice(kind: NoticeKind = NoticeKind.INFO, text: str = "Saved", **more: object) -> Notice:
    return Notice(kind, text, **more)  # type: ignore[arg-type]


def links(toast: Toast) -> dict[str, QPushButton]:
    return {button.text(): button for button in toast.findChildren(QPushButton)}


def test_what_is_no_longer_true_is_withdrawn(stack: ToastStack) -> None:
    stack.show_notice(notice(text="Paused", about="run 1"))
    stack.show_notice(notice(text="Saved"))
    stack.withdraw("run 1")
    assert [toast.notice.text for toast in stack.toasts()] == ["Saved"]


def test_the_stack_stands_in_the_lower_right_corner(qapp: QApplication, stack: ToastStack) -> None:
    stack.show_notice(notice())
    qapp.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    host = stack.parentWidget()
    assert stack.geometry().right() <= host.width() - 20
    assert 20 < host.height() - stack.geometry().bottom() < 30
    assert stack.isVisible()


def test_what_has_to_be_read_stays(stack: ToastStack) -> None:
    stack.show_notice(notice(NoticeKind.ERROR))
    stack.show_notice(notice(NoticeKind.WARNING))
    stack.show_notice(notice(NoticeKind.SUCCESS, waits=True))
    stack.show_notice(notice(NoticeKind.INFO))
    assert [toast._timer.isActive() for toast in stack.toasts()] == [False, False, False, True]


def test_what_passes_goes_when_its_time_is_over(qtbot: QtBot, stack: ToastStack) -> None:
    stack.show_notice(notice())
    stack.toasts()[0]._timer.start(1)
    qtbot.waitUntil(lambda: not stack.toasts())
    assert not stack.isVisible()


def test_the_mouse_holds_a_notice(qapp: QApplication, stack: ToastStack) -> None:
    stack.show_notice(notice())
    toast = stack.toasts()[0]
    toast.enterEvent(None)  # type: ignore[arg-type]
    assert not toast._timer.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_an_action_is_done_and_the_notice_goes(qtbot: QtBot, stack: ToastStack) -> None:
    done: list[str] = []
    stack.show_notice(notice(actions=(NoticeAction("Undo", lambda: done.append("undo")),)))
    qtbot.mouseClick(links(stack.toasts()[0])["Undo"], Qt.MouseButton.LeftButton)
    assert done == ["undo"]
    assert stack.toasts() == []


def test_details_unfold(qtbot: QtBot, qapp: QApplication, stack: ToastStack) -> None:
    stack.show_notice(notice(NoticeKind.ERROR, details="line 3"))
    before = stack.height()
    links(stack.toasts()[0])["Details"].click()
    qapp.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert stack.height() > before + 100


def test_the_same_notice_again_replaces_itself(stack: ToastStack) -> None:
    for _ in range(3):
        stack.show_notice(notice(NoticeKind.ERROR))
    assert len(stack.toasts()) == 1


def test_of_many_the_oldest_passing_one_goes(stack: ToastStack) -> None:
    stack.show_notice(notice(NoticeKind.ERROR, "stays"))
    for number in range(5):
        stack.show_notice(notice(text=str(number)))
    assert [toast.notice.text for toast in stack.toasts()] == ["stays", "2", "3", "4"]


def test_it_is_put_away_by_its_button_and_has_a_name(qtbot: QtBot, stack: ToastStack) -> None:
    stack.show_notice(notice(NoticeKind.ERROR, "Broken", hint="Mend it"))
    toast = stack.toasts()[0]
    assert (toast.accessibleName(), toast.accessibleDescription()) == ("Broken", "Mend it")
    button = toast.findChild(QToolButton)
    assert button.accessibleName() == "Put away"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert stack.toasts() == []


@pytest.mark.parametrize("text_size", [100, 175])
def test_a_long_name_is_not_cut(stack: ToastStack, studio: Studio, text_size: int) -> None:
    studio.preferences.update(text_size=text_size)
    name = "protocol_of_the_board_meeting_of_the_third_quarter_final_version_7.parquet" * 2
    stack.show_notice(notice(text=f"12 texts from {name}", hint=name))
    (toast,) = stack.toasts()
    toast.grab()
    for label in toast.findChildren(QLabel):
        if label.wordWrap():
            drawn = label.fontMetrics().boundingRect(
                QRect(0, 0, label.width(), 10_000), Qt.TextFlag.TextWordWrap, label.text()
            )
            assert drawn.width() <= label.width()
            assert label.text().replace("\u200b", "") in (toast.accessibleName(), name)


@pytest.mark.parametrize(
    ("words", "is_beside"), [("Go on with half the batch", False), ("Go on", True)]
)
def test_buttons_that_have_no_room_beside_one_another_stand_in_a_column(
    qtbot: QtBot, stack: ToastStack, words: str, is_beside: bool
) -> None:
    actions = tuple(NoticeAction(text, lambda: None) for text in (words, "Try it once again"))
    stack.show_notice(notice(NoticeKind.ERROR, actions=actions))
    (toast,) = stack.toasts()
    first, second = links(toast).values()
    qtbot.waitUntil(lambda: (first.y() == second.y()) == is_beside)
    assert all(made.width() >= made.sizeHint().width() for made in (first, second))
    assert toast.rect().contains(second.geometry())
    assert stack.rect().contains(toast.geometry())


def test_a_long_path_is_read_out_without_marks_of_where_it_breaks(stack: ToastStack) -> None:
    path = "/home/somebody/a-name-of-many-characters-in-one-word/project.sqlite"
    stack.show_notice(notice(text=path, hint=path))
    (toast,) = stack.toasts()
    labels = [label for label in toast.findChildren(QLabel) if "\u200b" in label.text()]
    assert [label.accessibleName() for label in labels] == [path, path]
