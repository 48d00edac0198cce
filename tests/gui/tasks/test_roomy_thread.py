"""Threads of ours have room for deep recursions, also where the system gives little."""

from __future__ import annotations

from contextlib import nullcontext

from PySide6.QtCore import QThread

from app.tasks.background_task import BackgroundTask, once
from app.tasks.training_worker import TrainingWorker
from tests.gui.training_events import ListedTraining

_OF_PYTHON = 16 << 20  # what CPython asks of macOS for each of its own threads


def test_each_thread_asks_for_as_much_stack_as_python_does() -> None:
    threads: list[QThread] = [
        BackgroundTask(once(lambda: None)),
        TrainingWorker(ListedTraining([]), nullcontext),
    ]
    assert [thread.stackSize() for thread in threads] == [_OF_PYTHON, _OF_PYTHON]
