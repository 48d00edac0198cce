from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.operations.sample import try_sample
from app.studio import Studio


def test_the_sample_is_a_project_ready_to_train(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> None:
    assert try_sample(studio, tmp_path)
    counts = studio.workspace.project.documents.counts
    qtbot.waitUntil(lambda: counts().n_documents > counts().n_labelled > 100)
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert studio.workspace.project.name == "Sample"
    assert len(counts().by_label) > 1
    assert counts().n_test_asked > 0


def test_a_second_sample_is_a_second_project(qtbot: QtBot, studio: Studio, tmp_path: Path) -> None:
    for name in ("Sample", "Sample 2"):
        assert try_sample(studio, tmp_path)
        qtbot.waitUntil(lambda: not studio.activities.running)
        assert studio.workspace.project.folder == tmp_path / name
