"""A whole training in a child: it stops as asked, and goes on after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.project.projects import moves_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.process import TrainingProcess
from ulmfit_core.project.child_training import child_events
from ulmfit_core.project.held_out import read_held_out
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.taught import TaughtRecord
from ulmfit_core.project.training import WHOLE, Training, TrainingJob
from ulmfit_core.training.events import RunFinished, StepFinished, StopVerb, TrainingEvent
from ulmfit_core.training.run_folder import RunState

SMALL = {"embedding_size": 12, "hidden_size": 16, "n_layers": 2, "epochs": 4}
READING, SORTING = "language model, forward", "classifier, forward"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        documents = [
            Document(f"{label} number {n} of this box", (label,), f"{label}{n}", "a.csv", n)
            for n in range(60)
            for label in ("letter", "bill")
        ]
        for _ in made.import_documents(documents, ImportSettings("a.csv", test_fraction=0.0)):
            pass
        made.labels.rename(made.labels.all()[0].id, "note")
        yield made


@pytest.fixture
def training(project: Project) -> Training:
    job = TrainingJob(
        str(project.runs.next_run_dir("classifier")),
        settings={**SMALL, "min_steps": 4},
        lm_settings=SMALL,
    )
    return Training.create(job)


def steps(events: list[tuple[str, TrainingEvent]], phase: str) -> int:
    return sum(p == phase and isinstance(event, StepFinished) for p, event in events)


def test_keeping_the_best_ends_one_stage_and_not_the_next(
    project: Project, training: Training
) -> None:
    seen: list[tuple[str, TrainingEvent]] = []

    def should_stop() -> StopVerb | None:
        reading = steps(seen, READING) and not steps(seen, SORTING)
        return StopVerb.KEEP_BEST if reading else None

    with TrainingProcess() as process:
        for pair in child_events(process, training, project.folder / DATABASE_NAME, should_stop):
            seen.append(pair)
    assert steps(seen, SORTING) > 8
    phase, last = seen[-1]
    assert (phase, type(last)) == (WHOLE, RunFinished)
    assert training.folder.state is RunState.FINISHED
    assert training.model_path.is_file()
    check_what_is_kept(project, training, last)


def check_what_is_kept(project: Project, training: Training, last: TrainingEvent) -> None:
    """Beside the model: which texts taught it, and what it said of all the others."""
    assert isinstance(last, RunFinished)
    held_out = read_held_out(training.held_out_path)
    assert held_out is not None
    given = dict(zip(held_out.ids, held_out.given, strict=True))
    record = TaughtRecord.read(training.taught_path)
    assert record is not None
    taught = dict(record.documents)
    assert taught | given == {d.id: d.labels for d in project.training_set()}
    assert not taught.keys() & given.keys()
    assert record.moves == moves_of(project)
    begun = record.at
    assert begun is not None
    assert 0 < begun < training.taught_path.stat().st_mtime
    said = [held_out.labels[place] for place in held_out.probabilities.argmax(1)]
    right = [(name,) == labels for name, labels in zip(said, given.values(), strict=True)]
    assert sum(right) / len(right) == pytest.approx(last.metrics["accuracy"])


def test_a_killed_training_goes_on_where_it_was(project: Project, training: Training) -> None:
    file = project.folder / DATABASE_NAME
    process = TrainingProcess()
    for phase, event in child_events(process, training, file):
        if phase == SORTING and isinstance(event, StepFinished) and event.step == 10:
            process.force_stop(grace_seconds=0.0)
    assert training.folder.state is RunState.INTERRUPTED
    assert training.ended_without_a_word
    with TrainingProcess() as another:
        seen = list(child_events(another, training, file))
    assert steps(seen, READING) == 0  # that stage was over
    assert training.folder.state is RunState.FINISHED
    history = training.histories()[SORTING]
    assert list(history.steps) == list(range(1, history.total_steps + 1))
