"""The newest full training of a project: what it began with, and what it says of every text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.builders import keyword_bundle
from tests.core.project.projects import finished_training
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot import corpus_scores
from ulmfit_core.fewshot.full_run import full_run_state
from ulmfit_core.fewshot.jobs import REGISTRY, ScoreJob
from ulmfit_core.process import TrainingProcess, run_in_process
from ulmfit_core.project.held_out import HeldOut, read_held_out, write_held_out
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.training import Training, TrainingJob
from ulmfit_core.training.events import RunFinished, RunStopped, StepFinished, StopVerb
from ulmfit_core.training.run_folder import RunFolder

WORDS = {"river": "place", "king": "person"}
SAID = np.array([[0.2, 0.8], [0.9, 0.1]])


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_scores, "_WINDOW", 4)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Questions") as made:
        add(made, 10)
        yield made


@pytest.fixture
def training(project: Project) -> Training:
    made = finished_training(project, keyword_bundle(WORDS))
    found = HeldOut((1, 2), (("place",), ("person",)), ("person", "place"), SAID)
    write_held_out(made.held_out_path, found)
    return made


def add(project: Project, n: int) -> None:
    before = project.documents.count()
    kinds = (("king", "person"), ("river", "place"))
    rows = [
        Document(f"{kinds[i % 2][0]} {'king ' * i}", (kinds[i % 2][1],), str(i), "q.csv", i)
        for i in range(before + 1, before + n + 1)
    ]
    for _ in project.import_documents(rows, ImportSettings("q.csv", test_fraction=0.0)):
        pass


def score(project: Project, training: Training, stop: StopVerb | None = None) -> list:
    job = job_of(project, training)
    RunFolder(Path(job.run_dir)).remove()
    return list(run_in_process(job, lambda: stop, registry=REGISTRY))


def job_of(project: Project, training: Training) -> ScoreJob:
    file, cache = project.folder / DATABASE_NAME, project.cache_dir
    return ScoreJob(str(cache / "scoring"), str(file), str(cache), str(training.model_path), "now")


def test_without_a_training_there_is_nothing(project: Project) -> None:
    state = full_run_state(project, "now")
    assert state.challenger is None
    assert state.seen is None
    assert not state.runs.is_going_on


def test_it_knows_what_the_training_began_with(project: Project, training: Training) -> None:
    state = full_run_state(project, "now")
    assert state.seen == {d.id: d.labels for d in project.documents.documents(range(1, 11))}
    assert state.challenger is not None
    assert state.challenger.name == training.folder.path.name
    names = [project.labels.get(label).name for label in state.challenger.labels]
    assert names == ["person", "place"]
    assert state.challenger.documents.tolist() == [1, 2]
    assert state.challenger.scores is None


def test_it_knows_nothing_of_what_came_in_place_of_an_undone_import(
    project: Project, training: Training
) -> None:
    project.commands.undo()
    add(project, 12)
    state = full_run_state(project, "now")
    assert state.seen is None
    assert state.challenger is not None
    assert state.challenger.documents.tolist() == []
    assert state.challenger.said.shape == (0, 2)


def test_a_training_of_the_head_alone_is_not_a_full_one(project: Project) -> None:
    path = project.runs.next_run_dir("classifier")
    Training.create(TrainingJob(str(path), preset="quick"))
    assert not full_run_state(project, "now").runs.is_going_on


def test_one_that_is_paused_can_go_on_and_leaves_the_one_before(
    project: Project, training: Training
) -> None:
    path = project.runs.next_run_dir("classifier")
    Training.create(TrainingJob(str(path)))
    state = full_run_state(project, "now")
    assert state.runs.is_going_on
    assert state.challenger is not None
    assert state.challenger.name == training.folder.path.name


def test_a_deleted_training_is_gone(project: Project, training: Training) -> None:
    project.runs.remove(training.folder.path)
    assert full_run_state(project, "now").challenger is None


def test_a_label_that_was_deleted_makes_it_unknown(project: Project, training: Training) -> None:
    project.labels.delete(person_of(project))
    challenger = full_run_state(project, "now").challenger
    assert challenger is not None
    assert challenger.labels == ()


def test_a_label_that_was_renamed_is_still_known(project: Project, training: Training) -> None:
    score(project, training)
    before = full_run_state(project, "now")
    project.labels.rename(person_of(project), "human")
    after = full_run_state(project, "now")
    assert after.seen == before.seen
    assert before.challenger is not None
    assert after.challenger is not None
    assert after.challenger.labels == before.challenger.labels
    assert after.challenger.scores is not None


def test_a_label_that_was_merged_is_the_other(project: Project, training: Training) -> None:
    score(project, training)
    project.labels.create("spot")
    spot = project.labels.named("spot")
    place = project.labels.named("place")
    assert spot is not None
    assert place is not None
    project.labels.merge([place.id, person_of(project)], spot.id)
    state = full_run_state(project, "now")
    assert state.seen == dict.fromkeys(range(1, 11), (spot.id,))
    challenger = state.challenger
    assert challenger is not None
    assert challenger.labels == (spot.id,)
    assert challenger.said == pytest.approx(np.ones((2, 1)))
    assert challenger.scores is not None
    assert challenger.scores.shape == (10, 1)


def person_of(project: Project) -> int:
    person = project.labels.named("person")
    assert person is not None
    return person.id


def test_it_says_of_every_text_what_the_model_says(project: Project, training: Training) -> None:
    events = score(project, training)
    assert [e.n_tokens for e in events if isinstance(e, StepFinished)] == [4, 4, 2]
    challenger = full_run_state(project, "now").challenger
    assert challenger is not None
    assert challenger.scores is not None
    assert challenger.scores.shape == (10, 2)
    assert challenger.scores[9].argmax() == 0  # of mostly kings
    np.testing.assert_allclose(challenger.scores.sum(1), 1, atol=2e-3)


def test_a_child_says_the_same(project: Project, training: Training) -> None:
    job = job_of(project, training)
    with TrainingProcess(registry=REGISTRY) as process:
        events = list(process.run(job))
    assert isinstance(events[-1], RunFinished)
    by_child = full_run_state(project, "now").challenger.scores.copy()  # type: ignore[union-attr]
    shutil.rmtree(project.cache_dir)
    score(project, training)
    here = full_run_state(project, "now").challenger.scores  # type: ignore[union-attr]
    np.testing.assert_allclose(by_child, here, atol=2e-3)


def test_scoring_goes_on_after_a_stop_and_reads_only_what_came(
    project: Project, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(score(project, training, StopVerb.PAUSE)[-1], RunStopped)
    assert full_run_state(project, "now").challenger.scores is None  # type: ignore[union-attr]
    assert isinstance(score(project, training)[-1], RunFinished)
    add(project, 3)
    events = score(project, training)
    assert [e.n_tokens for e in events if isinstance(e, StepFinished)] == [3]


def test_answers_about_other_documents_are_not_used(project: Project, training: Training) -> None:
    score(project, training)
    assert full_run_state(project, "later").challenger.scores is None  # type: ignore[union-attr]


def test_answers_of_an_earlier_model_are_dropped(project: Project, training: Training) -> None:
    score(project, training)
    later = finished_training(project, keyword_bundle(WORDS, seed=2))
    score(project, later)
    assert len(list(project.cache_dir.glob("features-answers-*"))) == 1


def test_thresholds_are_kept_a_document_each_or_as_before_one_for_all(tmp_path: Path) -> None:
    own = np.array([[0.25, 0.5], [0.75, 0.5]])
    path, given = tmp_path / "held_out.json", (("place",), ("person",))
    write_held_out(path, HeldOut((1, 2), given, ("person", "place"), SAID, own))
    found = read_held_out(path)
    assert found is not None
    assert np.array_equal(found.thresholds, own)  # type: ignore[arg-type]
    path.write_text(json.dumps({**json.loads(path.read_text()), "thresholds": [0.3, 0.4]}))
    earlier = read_held_out(path)
    assert earlier is not None
    assert np.array_equal(earlier.thresholds, [[0.3, 0.4]] * 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", ["", "{", "{}", '{"ids": [1], "given": [], "labels": []}'])
def test_a_damaged_record_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "held_out.json"
    path.write_text(content)
    assert read_held_out(path) is None
