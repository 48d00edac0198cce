from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.operations.labelling import toggle_flags
from app.studio import Studio


def test_many_texts_are_flagged_and_unflagged_beside_the_window(
    qtbot: QtBot, studio: Studio, many: range
) -> None:
    toggle_flags(studio, [many[0]])
    for n_flagged in (len(many), 0):  # one of them had a flag: that is not all
        toggle_flags(studio, many)
        assert [activity.title for activity in studio.activities.running] == ["Changing many texts"]
        qtbot.waitUntil(lambda: not studio.activities.running)
        assert studio.workspace.counts().texts.n_flagged == n_flagged
