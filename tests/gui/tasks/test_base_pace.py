"""How far some hours go for a base model, by speeds from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.studio import Studio
from app.tasks.base_pace import BasePace
from app.tasks.speed_prober import IsCancelled
from tests.core.test_pretraining_corpus import write_articles
from tests.core.training.test_estimate import SPEEDS
from tests.gui.tasks.test_estimator import ListedProber
from ulmfit_core.training.speeds import SpeedRequest


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "a.txt", range(60))


def looked_at(qtbot: QtBot, pace: BasePace, path: Path) -> BasePace:
    with qtbot.waitSignal(pace.changed):
        pace.look_at((str(path),))
    return pace


def measured(qtbot: QtBot, pace: BasePace) -> None:
    with qtbot.waitSignal(pace.changed):
        assert pace.tokens("en-compact", 1.0) is None
        assert pace.is_measuring
        pace.tokens("en-full", 1.0)  # one after the other, or both were wrong
    assert not pace.is_measuring


@pytest.mark.parametrize("works", [True, False])
def test_it_is_measured_once(qtbot: QtBot, studio: Studio, text: Path, works: bool) -> None:
    prober = ListedProber(works)
    pace = BasePace(studio.activities, prober)
    assert pace.tokens("en-compact", 1.0) is None
    assert not pace.is_measuring  # there is no text yet
    measured(qtbot, looked_at(qtbot, pace, text))
    expected = 0.93 * SPEEDS.language_model * 7200 if works else None
    assert pace.tokens("en-compact", 2.0) == (pytest.approx(expected) if works else None)
    assert not pace.is_measuring
    assert [n_texts for _, n_texts in prober.measured] == [60]


def test_nothing_is_measured_while_something_else_is_at_work(
    qtbot: QtBot, studio: Studio, text: Path
) -> None:
    pace = BasePace(studio.activities, ListedProber(), lambda: True)
    assert looked_at(qtbot, pace, text).tokens("en-compact", 1.0) is None
    assert not pace.is_measuring


class Interrupted(ListedProber):
    """Something happens in the midst of its measuring."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens
        self.was_cancelled: list[bool] = []

    def measure(
        self, request: SpeedRequest, texts: Sequence[str], is_cancelled: IsCancelled
    ) -> None:
        self.was_cancelled.append(is_cancelled())
        self._happens()
        self.was_cancelled.append(is_cancelled())


@pytest.mark.parametrize("what", ["let go", "disturbed"])
def test_what_is_of_no_use_any_more_is_left_off(
    qtbot: QtBot, studio: Studio, text: Path, what: str
) -> None:
    disturbed: list[str] = []
    prober = Interrupted(lambda: pace.let_go() if what == "let go" else disturbed.append(what))
    pace = BasePace(studio.activities, prober, lambda: bool(disturbed))
    measured(qtbot, looked_at(qtbot, pace, text))
    assert prober.was_cancelled == [False, True]


@pytest.mark.parametrize(
    ("name", "is_known"), [("b.TXT", True), (".DS_Store", True), ("b.gz", False)]
)
def test_the_size_of_the_text_is_known_where_it_is_that_of_the_files(
    qtbot: QtBot, studio: Studio, text: Path, name: str, is_known: bool
) -> None:
    (text.parent / name).write_bytes(b"x" * 100)
    n_bytes = text.stat().st_size + (100 if name == "b.TXT" else 0)
    pace = looked_at(qtbot, BasePace(studio.activities, None), text.parent)
    assert pace.sample.n_bytes == (n_bytes if is_known else None)
