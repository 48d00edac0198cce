"""Which model the suggestions come from: the quick one, or a full training that is better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.pages.suggestion_words import speaker_words
from app.studio import Studio
from app.tasks.suggestion_desk import SuggestionDesk
from app.workspace import Change
from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from tests.gui.views_on_disk import write_views
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.jobs import REGISTRY, PrepareJob, ScoreJob
from ulmfit_core.fewshot.offer import Due
from ulmfit_core.process import run_in_process
from ulmfit_core.project.held_out import HeldOut, write_held_out
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import StepFinished, TrainingEvent

N, N_LABELLED = 80, 60
HELD_OUT = np.arange(1, 21)
WORDS = {"king": "person", "river": "place"}
NAMES = ("person", "place")


def kind(document: int) -> int:
    return document % 2


def prepared(job: PrepareJob) -> Iterator[TrainingEvent]:
    yield from ()


def scored(job: ScoreJob) -> Iterator[TrainingEvent]:
    return run_in_process(job, registry=REGISTRY)


@pytest.fixture
def project(studio: Studio, tmp_path: Path) -> Project:
    """Kings and rivers, three quarters of them labelled; the views tell nothing of which is
    which."""
    studio.workspace.create(tmp_path / "kinds", "Kinds")
    made = studio.workspace.project
    documents = [
        Document(
            f"{tuple(WORDS)[kind(i)]} {i}",
            (NAMES[kind(i)],) if i <= N_LABELLED else (),
            str(i),
            "k.csv",
            i,
        )
        for i in range(1, N + 1)
    ]
    for _ in made.import_documents(documents, ImportSettings("k.csv", test_fraction=0.0)):
        pass
    return made


@pytest.fixture
def desk(studio: Studio, project: Project) -> SuggestionDesk:
    made = studio.suggestions
    made.preparer.prepare, made.scorer.score = prepared, scored
    return made


@pytest.fixture
def train(project: Project) -> Callable[..., Training]:
    """Leaves a full training that was right about the held-out texts, or wrong."""

    def trained(right: bool = True) -> Training:
        made = finished_training(project, keyword_bundle(WORDS))
        kinds = (HELD_OUT + (not right)) % 2
        said = np.eye(2)[kinds] * 0.8 + 0.1
        given = tuple((NAMES[kind(id_)],) for id_ in HELD_OUT.tolist())
        write_held_out(made.held_out_path, HeldOut(tuple(HELD_OUT.tolist()), given, NAMES, said))
        return made

    return trained


def blind(project: Project) -> None:
    """Views of one kind only."""
    write_views(project, lambda id_: 0)


def seeing(project: Project) -> None:
    write_views(project, kind)


def wait_for(qtbot: QtBot, desk: SuggestionDesk, wanted: Callable[[], bool]) -> None:
    qtbot.waitUntil(wanted, timeout=90_000)


def test_a_better_training_reads_all_texts_and_then_speaks(
    qtbot: QtBot, project: Project, desk: SuggestionDesk, train: Callable[..., Training]
) -> None:
    blind(project)
    train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.suggestions.is_by_training)
    label = {made.name: made.id for made in project.labels.all()}
    last, before = map(desk.suggestions.of, (N, N - 1))
    assert max(last, key=last.__getitem__) == label["person"]
    assert max(before, key=before.__getitem__) == label["place"]
    words = speaker_words(desk.suggestions)
    assert words.startswith("Training 1 speaks, taught by 60 texts. Of 20 texts held out")
    assert "it has 20 right" in words


def test_a_training_that_is_no_better_is_told_and_the_quick_model_speaks(
    qtbot: QtBot, project: Project, desk: SuggestionDesk, train: Callable[..., Training]
) -> None:
    seeing(project)
    train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.suggestions.verdict is not None)
    assert not desk.suggestions.is_by_training
    words = speaker_words(desk.suggestions)
    assert words.startswith("Quick model on words and language model, learnt from 60 texts.")
    assert "it has 20 right, the quick model 20. That is not surely better." in words
    assert not list(project.cache_dir.glob("features-answers-*"))


def test_when_the_training_is_deleted_the_quick_model_speaks_again(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    train: Callable[..., Training],
) -> None:
    blind(project)
    made = train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.suggestions.is_by_training)
    project.runs.remove(made.folder.path)
    studio.workspace.notify(Change.RUNS)
    wait_for(qtbot, desk, lambda: not desk.suggestions.is_by_training)
    assert desk.suggestions.verdict is None


def test_relabelling_what_was_held_out_turns_it_and_undo_turns_it_back(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    train: Callable[..., Training],
) -> None:
    blind(project)
    train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.suggestions.is_by_training)
    (place,) = [made for made in project.labels.all() if made.name == "place"]
    kings = [id_ for id_ in HELD_OUT.tolist() if kind(id_) == 0]
    studio.workspace.notify(project.annotations.label(kings, [place.id]))
    wait_for(qtbot, desk, lambda: not desk.suggestions.is_by_training)
    command = project.commands.undo()
    assert command is not None
    studio.workspace.notify(command)
    wait_for(qtbot, desk, lambda: desk.suggestions.is_by_training)


def test_a_scoring_that_was_stopped_is_not_begun_again_by_itself(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    train: Callable[..., Training],
) -> None:
    asked: list[ScoreJob] = []

    def stopped(job: ScoreJob) -> Iterator[TrainingEvent]:
        asked.append(job)
        yield from ()

    desk.scorer.score = stopped
    blind(project)
    train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: bool(asked) and not studio.activities.running)
    studio.workspace.notify(project.annotations.skip([N]))
    wait_for(qtbot, desk, lambda: desk.queue is not None and N not in desk.queue.tolist())
    better = "is better, and speaks once it has read all texts"
    wait_for(qtbot, desk, lambda: better in speaker_words(desk.suggestions))
    assert len(asked) == 1
    assert not desk.suggestions.is_by_training


def test_it_offers_the_first_training_and_not_while_one_can_go_on(
    qtbot: QtBot, studio: Studio, project: Project, desk: SuggestionDesk
) -> None:
    seeing(project)
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.offer is not None)
    assert desk.offer is not None
    assert desk.offer.due is Due.FIRST
    Training.create(TrainingJob(str(project.runs.next_run_dir("classifier"))))
    studio.workspace.notify(Change.RUNS)
    wait_for(qtbot, desk, lambda: desk.offer is None)


def test_closing_the_project_stops_the_scoring_and_opening_it_begins_anew(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    train: Callable[..., Training],
) -> None:
    folder, asked = project.folder, 0

    def endless(job: ScoreJob) -> Iterator[TrainingEvent]:
        nonlocal asked
        asked += 1
        while True:
            yield StepFinished(1, 0.0, (), 0.0, 1, 0.0)

    desk.scorer.score = endless
    blind(project)
    train()
    desk.get_ready()
    wait_for(qtbot, desk, lambda: asked == 1)
    studio.workspace.close()
    desk.scorer.score = scored
    studio.workspace.open(folder)
    desk.get_ready()
    wait_for(qtbot, desk, lambda: desk.suggestions.is_by_training)
    qtbot.waitUntil(lambda: not studio.activities.running)
