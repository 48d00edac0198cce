from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.pages.suggestion_words import speaker_words
from app.studio import Studio
from app.tasks import learning_round
from app.tasks.suggestion_desk import SuggestionDesk
from app.workspace import Change
from tests.core.training.recipes import write_tiny_base
from tests.gui.views_on_disk import count_words, write_views
from ulmfit_core.corpus.document import Document
from ulmfit_core.fewshot.jobs import PrepareJob
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project
from ulmfit_core.project.reader import keep_reader
from ulmfit_core.training.events import TrainingEvent


class Preparation:
    """Notes what it is asked to do."""

    def __init__(self) -> None:
        self.jobs: list[PrepareJob] = []

    def __call__(self, job: PrepareJob) -> Iterator[TrainingEvent]:
        self.jobs.append(job)
        yield from ()


@pytest.fixture
def preparation() -> Preparation:
    return Preparation()


@pytest.fixture
def desk(studio: Studio, project: Project, preparation: Preparation) -> SuggestionDesk:
    """Of the six questions, four labelled place, person, place, person."""
    studio.suggestions.preparer.prepare = preparation
    write_views(project, lambda number: number % 2)
    return studio.suggestions


def test_it_counts_words_first_and_reads_with_the_model_after(
    qtbot: QtBot, studio: Studio, desk: SuggestionDesk, preparation: Preparation
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: len(preparation.jobs) == 2, timeout=90_000)
    words, reading = preparation.jobs
    assert words.base_dir == ""
    assert Path(reading.base_dir).is_dir()
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_what_a_training_has_fine_tuned_reads_from_then_on(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    preparation: Preparation,
    tmp_path: Path,
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: len(preparation.jobs) == 2, timeout=90_000)
    qtbot.waitUntil(lambda: not studio.activities.running)
    studio.workspace.notify(Change.RUNS)
    assert not desk.preparer.is_at_work  # nothing new has been left
    keep_reader(write_tiny_base(tmp_path / "fine-tuned"), project.cache_dir)
    studio.workspace.notify(Change.RUNS)
    studio.workspace.notify(Change.RUNS)
    qtbot.waitUntil(lambda: desk.preparer.is_adapted, timeout=90_000)
    assert [Path(job.base_dir).parent for job in preparation.jobs[2:] if job.base_dir] == [
        project.cache_dir
    ]
    qtbot.waitUntil(lambda: not studio.activities.running)
    qtbot.waitUntil(lambda: desk.suggestions.is_adapted, timeout=90_000)


def test_it_learns_from_what_was_decided(
    qtbot: QtBot, studio: Studio, project: Project, desk: SuggestionDesk
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 4, timeout=90_000)
    person, place = project.labels.all()
    fifth, sixth = map(desk.suggestions.of, (5, 6))
    assert fifth[place.id] > 0.5 > sixth[place.id]
    assert fifth.keys() == {place.id, person.id}
    assert desk.suggestions.of(99) == {}
    assert desk.queue is not None
    assert sorted(desk.queue) == [5, 6]
    studio.workspace.notify(project.annotations.label([5], [person.id]))
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 5, timeout=90_000)
    assert desk.queue.tolist() == [6]


def test_many_decisions_at_once_are_not_learnt_one_by_one(
    qtbot: QtBot, studio: Studio, project: Project, desk: SuggestionDesk
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 4, timeout=90_000)
    qtbot.waitUntil(lambda: not studio.activities.running and not desk._is_learning)
    rounds: list[int] = []
    desk.changed.connect(lambda: rounds.append(desk.suggestions.n_labelled))
    label = project.labels.all()[0].id
    for document in (5, 6, 5, 6, 5, 6):
        studio.workspace.notify(project.annotations.label([document], [label]))
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 6, timeout=90_000)
    assert len(rounds) <= 3  # two, and perhaps one that calibrates


def test_closing_the_project_takes_the_suggestions_back(
    qtbot: QtBot, studio: Studio, desk: SuggestionDesk
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 4, timeout=90_000)
    studio.workspace.close()
    assert desk.suggestions.of(5) == {}
    assert desk.queue is None
    assert not desk.is_ready
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_another_project_is_prepared_although_the_last_is_not_done(
    qtbot: QtBot,
    studio: Studio,
    desk: SuggestionDesk,
    preparation: Preparation,
    tmp_path: Path,
) -> None:
    desk.get_ready()
    studio.workspace.create(tmp_path / "other", "Other")
    other = studio.workspace.project
    from tests.gui.conftest import fill

    fill(other)
    desk.get_ready()
    qtbot.waitUntil(
        lambda: any(Path(job.project_file).parent == other.folder for job in preparation.jobs),
        timeout=90_000,
    )
    qtbot.waitUntil(lambda: not studio.activities.running, timeout=90_000)


def test_nothing_happens_before_it_is_asked(studio: Studio, desk: SuggestionDesk) -> None:
    project = studio.workspace.project
    studio.workspace.notify(project.annotations.skip([5]))
    assert not studio.activities.running
    assert desk.queue is None


def test_texts_are_prepared_anew_when_the_cache_was_deleted(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    preparation: Preparation,
) -> None:
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 4, timeout=90_000)
    qtbot.waitUntil(lambda: not studio.activities.running)
    before = len(preparation.jobs)
    shutil.rmtree(project.cache_dir)
    studio.workspace.notify(project.annotations.label([5], [project.labels.all()[0].id]))
    qtbot.waitUntil(lambda: len(preparation.jobs) > before, timeout=90_000)
    qtbot.waitUntil(lambda: not studio.activities.running)
    assert desk.suggestions.n_labelled == 4


def test_labels_of_texts_that_are_not_prepared_push_no_others_out(
    qtbot: QtBot,
    studio: Studio,
    project: Project,
    desk: SuggestionDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning_round, "MOST_LABELLED", 4)
    later = [Document(f"later {row}", ("place",), str(row), "l.csv", row) for row in range(1, 6)]
    for _ in project.import_documents(later, ImportSettings("l.csv", test_fraction=0.0)):
        pass
    desk.get_ready()  # the views are of the first six texts
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 4, timeout=90_000)
    qtbot.waitUntil(lambda: not studio.activities.running)


def test_labels_that_say_what_they_mean_are_suggested_at_once(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> None:
    studio.workspace.create(tmp_path / "mail", "Mail")
    project, desk = studio.workspace.project, studio.suggestions
    asked = ("Who wrote the old book", "Where is the old town")
    texts = [Document(f"{asked[n % 2]} {n}?", (), "", "a.csv", n) for n in range(12)]
    for _ in project.import_documents(texts, ImportSettings("a.csv", 0.0)):
        pass
    person, place = (project.labels.create(name).details["label"] for name in ("person", "place"))
    count_words(project)
    desk.preparer.prepare = lambda job: iter(())
    desk.get_ready()
    qtbot.waitUntil(lambda: desk.queue is not None, timeout=90_000)
    assert desk.suggestions.of(1) == {}
    for label, meaning in ((person, "Who somebody is."), (place, "Where a town is.")):
        studio.workspace.notify(project.labels.define(label, meaning))
    qtbot.waitUntil(lambda: desk.suggestions.n_meant == 2, timeout=90_000)
    first, second = map(desk.suggestions.of, (1, 2))
    assert first[person] > 0.5 < second[place]
    assert speaker_words(desk.suggestions).endswith("learnt from what the labels mean.")
    studio.workspace.notify(project.annotations.label([1], [person]))
    qtbot.waitUntil(lambda: desk.suggestions.n_labelled == 1, timeout=90_000)
    words = speaker_words(desk.suggestions)
    assert words.endswith("learnt from what the labels mean and 1 text.")
    qtbot.waitUntil(lambda: not studio.activities.running)
