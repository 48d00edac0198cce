"""A file that was removed after it was chosen is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.operations.models import export_model
from app.operations.prediction import predict_file
from app.studio import Studio
from tests.builders import tiny_bundle
from ulmfit_core.export.bundle import write_bundle


@pytest.fixture
def written_before(tmp_path: Path) -> Path:
    path = tmp_path / "written before.ulmfit"
    path.write_text("by someone")
    return path


def predict(studio: Studio, gone: Path, target: Path) -> None:
    model = gone.with_name("model.ulmfit")
    write_bundle(tiny_bundle(), model)
    predict_file(studio, model, gone, target, ("text",))


def export(studio: Studio, gone: Path, target: Path) -> None:
    export_model(studio, gone, target, lambda: None)


@pytest.mark.parametrize("act", [predict, export])
def test_the_source_of_what_was_to_be_replaced_is_gone(
    act: Callable[[Studio, Path, Path], None],
    qtbot: QtBot,
    studio: Studio,
    tmp_path: Path,
    written_before: Path,
) -> None:
    with qtbot.waitSignal(studio.notices.posted) as posted:
        act(studio, tmp_path / "gone.csv", written_before)
    assert "gone.csv" in posted.args[0].text
    assert written_before.read_text() == "by someone"
