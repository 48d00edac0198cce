"""What the page Train says of time and memory; the speeds come from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.notices import Notice
from app.studio import Studio
from app.tasks.estimator import Choice, Estimator, shown_speeds
from app.tasks.speed_prober import IsCancelled
from app.workspace import Change
from tests.builders import tiny_bundle
from tests.core.training.test_estimate import SPEEDS
from tests.gui.conftest import fill
from tests.gui.training_events import (
    ListedTraining,
    instant_head,
    record,
    whole,
    write_training,
)
from ulmfit_core.base_build import BaseBuild
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training
from ulmfit_core.training.presets import PRESETS
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.speeds import SpeedRequest, Speeds

STANDARD = Choice(PRESETS["standard"], "en-compact")
QUICK = Choice(PRESETS["quick"], "en-compact")


class ListedProber:
    """In place of a child process."""

    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.measured: list[tuple[SpeedRequest, int]] = []
        self._found: dict[str, Speeds] = {}

    def devices(self) -> tuple[str, ...] | None:
        return ("cpu", "cuda") if self._found else None

    def known(self, request: SpeedRequest) -> Speeds | None:
        return self._found.get(request.key)

    def learn(self, request: SpeedRequest, speeds: Speeds) -> None:
        self._found[request.key] = speeds

    def measure(
        self, request: SpeedRequest, texts: Sequence[str], is_cancelled: IsCancelled
    ) -> None:
        self.measured.append((request, len(texts)))
        if self.works:
            self._found[request.key] = SPEEDS


def listed_estimator(studio: Studio, prober: ListedProber) -> Estimator:
    services = (studio.workspace, studio.activities, studio.training)
    return Estimator(*services, prober, studio.bases)


@pytest.fixture
def prober() -> ListedProber:
    return ListedProber()


@pytest.fixture
def estimator(studio: Studio, project: Project, prober: ListedProber) -> Estimator:
    return listed_estimator(studio, prober)


def settle(qtbot: QtBot, estimator: Estimator, *choices: Choice) -> None:
    """Measure until nothing is left to be."""
    estimator.measure(choices)
    while estimator.is_measuring:
        qtbot.waitUntil(lambda: not estimator.is_measuring)
        estimator.measure(choices)


def test_nothing_is_measured_while_a_base_model_is_built(
    qtbot: QtBot,
    studio: Studio,
    estimator: Estimator,
    prober: ListedProber,
) -> None:
    build = BaseBuild(RunFolder(studio.workspace.project.folder / "base"))
    studio.bases.at_work = build
    settle(qtbot, estimator, STANDARD)
    assert prober.measured == []
    studio.bases.at_work = None
    with qtbot.waitSignal(estimator.changed):  # so that the page asks again
        studio.bases.changed.emit()
    settle(qtbot, estimator, STANDARD)
    assert len(prober.measured) == 1


def test_corpus_and_speed_are_measured_once_for_all_recipes(
    qtbot: QtBot, estimator: Estimator, prober: ListedProber
) -> None:
    assert estimator.estimate(STANDARD) is None
    assert estimator.devices == ("cpu",)
    settle(qtbot, estimator, STANDARD, QUICK)
    standard, quick = estimator.estimate(STANDARD), estimator.estimate(QUICK)
    assert standard is not None
    assert quick is not None
    assert standard.seconds > quick.seconds
    assert [n for _, n in prober.measured] == [4]  # the labelled texts
    assert estimator.devices == ("cpu", "cuda")


def test_what_cannot_be_measured_is_not_tried_for_ever(
    qtbot: QtBot, estimator: Estimator, prober: ListedProber
) -> None:
    prober.works = False
    settle(qtbot, estimator, STANDARD)
    assert estimator.estimate(STANDARD) is None
    assert len(prober.measured) == 1


def test_texts_of_a_project_that_closed_meanwhile_tell_nothing_of_the_next(
    qtbot: QtBot, estimator: Estimator, studio: Studio, project: Project, tmp_path: Path
) -> None:
    settle(qtbot, estimator, STANDARD)
    studio.workspace.notify(Change.ANNOTATIONS)
    estimator.measure([STANDARD])
    studio.workspace.close()
    with Project.create(tmp_path / "next", "Next") as other:
        fill(other)
    studio.workspace.open(tmp_path / "next")
    qtbot.waitUntil(lambda: not estimator.is_measuring)
    assert estimator.estimate(STANDARD) is None
    settle(qtbot, estimator, STANDARD)
    assert estimator.estimate(STANDARD) is not None


def test_a_change_of_the_texts_keeps_the_old_figure_until_the_new_one(
    qtbot: QtBot, estimator: Estimator, studio: Studio, project: Project
) -> None:
    settle(qtbot, estimator, STANDARD)
    before = estimator.estimate(STANDARD)
    place = project.labels.all()[0].id
    unlabelled = [d.id for d in project.documents.page() if not d.labels]
    studio.workspace.notify(project.annotations.label(unlabelled, [place]))
    assert estimator.estimate(STANDARD) == before
    settle(qtbot, estimator, STANDARD)
    assert estimator.estimate(STANDARD) != before


def test_nothing_is_measured_beside_a_training(
    qtbot: QtBot, estimator: Estimator, studio: Studio, project: Project, prober: ListedProber
) -> None:
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    studio.training.follow(ListedTraining([], waits=True), path, record([]))
    settle(qtbot, estimator, STANDARD)
    assert prober.measured == []
    studio.training.shut_down()
    settle(qtbot, estimator, STANDARD)
    assert len(prober.measured) == 1


def test_another_project_is_another_corpus(
    qtbot: QtBot, estimator: Estimator, studio: Studio
) -> None:
    settle(qtbot, estimator, STANDARD)
    studio.workspace.close()
    assert estimator.estimate(STANDARD) is None
    studio.workspace.notify(Change.NOTHING)


def test_a_model_to_train_on_reads_no_texts_again(
    qtbot: QtBot, estimator: Estimator, tmp_path: Path
) -> None:
    write_bundle(tiny_bundle(), tmp_path / "model.ulmfit")
    on = Choice(PRESETS["standard"], str(tmp_path / "model.ulmfit"))
    unread = replace(on, preset=replace(on.preset, language_model=None))
    settle(qtbot, estimator, on, unread)
    further = estimator.estimate(on)
    assert further is not None
    assert further == estimator.estimate(unread)
    assert further.memory == SPEEDS.classifier_memory < SPEEDS.language_model_memory


def test_a_base_that_cannot_be_read_is_said_once(
    qtbot: QtBot, estimator: Estimator, studio: Studio, prober: ListedProber
) -> None:
    posted: list[Notice] = []
    studio.notices.posted.connect(posted.append)
    gone = Choice(PRESETS["standard"], "no such base")
    settle(qtbot, estimator, gone)
    settle(qtbot, estimator, gone)
    assert estimator.estimate(gone) is None
    assert prober.measured == []
    words = "There is no base model 'no such base' that reads forwards."
    assert [notice.text for notice in posted] == [words]


def test_a_finished_training_corrects_what_was_measured(
    qtbot: QtBot, estimator: Estimator, studio: Studio, project: Project, prober: ListedProber
) -> None:
    settle(qtbot, estimator, STANDARD)
    path = project.runs.next_run_dir("classifier")
    write_training(path, "standard", None)
    job = Training(path).job
    of_that = Choice(PRESETS[job.preset], job.base)
    prober.learn(of_that.request, SPEEDS)
    studio.training.follow(ListedTraining(whole()), path, record([]))
    qtbot.waitUntil(lambda: not studio.training.is_busy)
    speeds = prober.known(of_that.request)
    assert speeds is not None
    assert speeds.language_model == pytest.approx(2240 / 0.2)  # as the listed events say
    assert speeds.classifier == pytest.approx(900 / 0.15)
    assert speeds.head == SPEEDS.head


def test_a_reading_shows_how_fast_the_frozen_model_reads() -> None:
    read = record([("classifier, forward", event) for event in instant_head()])
    known = shown_speeds(SPEEDS, read.histories.values())
    assert known == replace(SPEEDS, instant=pytest.approx(9000 / 0.6))
