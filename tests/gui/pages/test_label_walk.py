from __future__ import annotations

from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.models.label_queue import random_order
from app.pages.label_walk import LabelWalk
from app.studio import Studio
from ulmfit_core.project.project import Project


def test_only_the_last_answer_puts_a_text_in_front(
    qtbot: QtBot, studio: Studio, project: Project
) -> None:
    """One to an earlier load would put another there while the first is being read."""
    owner = QObject()
    walk, shown = LabelWalk(studio, random_order, owner), []
    walk.moved.connect(lambda: shown.append(walk.document()))
    for queue in ("learn", "skipped", "learn"):
        walk.load(queue)
    qtbot.waitUntil(lambda: not studio.activities.findChildren(QThread))
    assert len(shown) == 1
