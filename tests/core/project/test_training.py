"""A training of a project: what it freezes, how it stops and fails; its stages are listed events.

What its stages make in earnest is tested with the page that starts them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.project.projects import moves_of
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.errors import InputError, MemoryShortage, StorageError, UlmfitError
from ulmfit_core.json_file import write_json
from ulmfit_core.project.frozen_texts import FrozenTexts
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.training import PREPARING, WHOLE, Training, TrainingJob
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.pipeline import Run
from ulmfit_core.training.run_folder import RunState

N_EACH = 12


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        documents = [
            Document(f"{label} number {n} of this box", (label,), f"{label}{n}", "a.csv", n)
            for n in range(N_EACH)
            for label in ("letter", "bill")
        ]
        documents += [Document(f"something else {n}", (), f"u{n}", "a.csv", n) for n in range(40)]
        for _ in made.import_documents(documents, ImportSettings("a.csv", test_fraction=0.0)):
            pass
        yield made


@pytest.fixture
def training(project: Project) -> Training:
    path = project.runs.next_run_dir("classifier")
    return Training.create(TrainingJob(str(path), lm_settings={"rate_ladder": (0.5, 1.0)}))


def project_file(project: Project) -> Path:
    return project.folder / DATABASE_NAME


def stops(verb: StopVerb) -> Run:
    def run(job: Job) -> Iterator[TrainingEvent]:
        yield RunStarted(job.kind, 10, ("head",))
        yield RunStopped(3, verb)

    return run


def test_the_job_comes_back_as_it_was(training: Training) -> None:
    assert training.job.lm_settings == {"rate_ladder": (0.5, 1.0)}
    assert Training(training.folder.path).job == training.job


def test_a_pause_is_told_and_kept(project: Project, training: Training) -> None:
    events = list(training.events(project_file(project), stops(StopVerb.PAUSE)))
    assert events == [
        (WHOLE, RunStarted("training", 0, ())),
        (WHOLE, StageStarted(1, PREPARING, (), (), 0, 0, 2)),
        ("language model, forward", RunStarted("finetune_lm", 10, ("head",))),
        ("language model, forward", RunStopped(3, StopVerb.PAUSE)),
        (WHOLE, RunStopped(3, StopVerb.PAUSE)),
    ]
    assert training.folder.state is RunState.PAUSED


def test_a_discarded_training_leaves_nothing(project: Project, training: Training) -> None:
    list(training.events(project_file(project), stops(StopVerb.DISCARD)))
    assert not training.folder.path.exists()
    assert project.runs.all() == []


def test_it_is_at_work_while_it_is_followed(project: Project, training: Training) -> None:
    events = training.events(project_file(project), stops(StopVerb.PAUSE))
    next(events)
    assert training.folder.state is RunState.RUNNING
    events.close()  # type: ignore[attr-defined]
    assert training.folder.state is RunState.INTERRUPTED


def test_a_failure_is_noted_and_a_new_try_forgets_it(project: Project, training: Training) -> None:
    def fails(job: Job) -> Iterator[TrainingEvent]:
        yield RunStarted(job.kind, 10, ("head",))
        raise StorageError("The disk is full.", "Free some space.")

    with pytest.raises(StorageError, match="disk is full"):
        list(training.events(project_file(project), fails))
    assert training.folder.state is RunState.FAILED
    assert training.folder.summary == {
        "outcome": "failed",
        "error": "StorageError",
        "message": "The disk is full.",
        "hint": "Free some space.",
    }
    list(training.events(project_file(project), stops(StopVerb.PAUSE)))
    assert training.folder.state is RunState.PAUSED


def test_a_disk_too_full_to_note_a_failure_does_not_hide_it(
    project: Project, training: Training
) -> None:
    def fails(job: Job) -> Iterator[TrainingEvent]:
        training.folder.summary_path.mkdir()  # so that nothing can be written there
        yield RunStarted(job.kind, 10, ("head",))
        raise StorageError("The disk is full.", "Free some space.")

    with pytest.raises(StorageError, match="disk is full"):
        list(training.events(project_file(project), fails))


def test_too_few_labels_are_said(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q", "Empty") as project:
        training = Training.create(TrainingJob(str(project.runs.next_run_dir("classifier"))))
        with pytest.raises(InputError, match="needs two labels"):
            list(training.events(project_file(project), stops(StopVerb.PAUSE)))


def test_it_goes_on_with_the_labels_it_began_with(project: Project, training: Training) -> None:
    jobs = []

    def run(job: Job) -> Iterator[TrainingEvent]:
        jobs.append(job.run_dir)
        yield RunStopped(3, StopVerb.PAUSE)

    list(training.events(project_file(project), run))
    first = next(iter(project.training_set()))
    project.annotations.clear([first.id])
    list(training.events(project_file(project), run))
    assert jobs[0] == jobs[1]


def test_a_pause_before_the_model_is_written_is_heard(project: Project, training: Training) -> None:
    done: list[Job] = []

    def run(job: Job) -> Iterator[TrainingEvent]:
        done.append(job)
        yield RunFinished(5, {})

    def should_stop() -> StopVerb | None:
        return StopVerb.PAUSE if len(done) == 2 else None

    events = list(training.events(project_file(project), run, should_stop))
    assert events[-1] == (WHOLE, RunStopped(0, StopVerb.PAUSE))


def test_a_pause_is_heard_while_texts_are_encoded(project: Project, training: Training) -> None:
    def run(job: Job) -> Iterator[TrainingEvent]:
        raise AssertionError("no stage may begin")
        yield

    events = list(training.events(project_file(project), run, lambda: StopVerb.PAUSE))
    assert events[-1] == (WHOLE, RunStopped(0, StopVerb.PAUSE))
    assert training.folder.state is RunState.PAUSED
    list(training.events(project_file(project), stops(StopVerb.PAUSE)))  # it can go on


def test_texts_without_a_label_are_read_up_to_a_bound(project: Project, tmp_path: Path) -> None:
    everything = FrozenTexts.of(tmp_path / "a.jsonl", project_file(project), 0)
    assert (len(everything.texts), len(everything.unlabelled)) == (2 * N_EACH, 40)
    assert set(everything.labels) == {("letter",), ("bill",)}
    some = FrozenTexts.of(tmp_path / "b.jsonl", project_file(project), 150)
    assert some.texts == everything.texts
    assert 8 < len(some.unlabelled) < 32  # about half of all characters are 150 tokens
    assert set(some.unlabelled) < set(everything.unlabelled)


def test_when_it_began_is_not_what_a_disk_says_of_its_file(
    project: Project, tmp_path: Path
) -> None:
    path, before = tmp_path / "a.jsonl", time.time()
    at = FrozenTexts.of(path, project_file(project), 0).at
    assert before <= at <= time.time()
    os.utime(path, (at + 60, at + 60))  # a server whose clock is fast, or a copied folder
    assert FrozenTexts.of(path, project_file(project), 0).at == at


def test_what_became_of_labels_until_then_is_kept_with_the_texts(
    project: Project, tmp_path: Path
) -> None:
    path, (letter, bill) = tmp_path / "a.jsonl", project.labels.all()
    project.labels.rename(letter.id, "note")
    before = moves_of(project)
    assert FrozenTexts.of(path, project_file(project), 0).moves == before
    project.labels.rename(bill.id, "invoice")
    assert FrozenTexts.of(path, project_file(project), 0).moves == before != moves_of(project)


def test_columns_are_those_of_the_texts_it_began_with(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"

    def bring(project: Project, column: str) -> None:
        rows = [Document(f"{column} {n}", ("letter",), "", "a.csv", n) for n in range(4)]
        settings = ImportSettings("a.csv", 0.0, text_columns=(column,), html=True)
        list(project.import_documents(rows, settings))

    with Project.create(tmp_path / "q", "Mail") as project:
        bring(project, "subject")
        begun = FrozenTexts.of(path, project_file(project), 0)
        project.commands.undo()
        bring(project, "body")
        resumed = FrozenTexts.of(path, project_file(project), 0)
    assert begun.cells == resumed.cells == TextCells(("subject",), True)


def test_texts_that_an_earlier_version_kept_are_read(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(["one", ["letter"], 3]) + "\n" + json.dumps(["two", None]))
    os.utime(path, (1e9, 1e9))
    found = FrozenTexts.of(path, project_file(project), 0)
    assert (found.texts, found.labels, found.ids) == (["one"], [("letter",)], [3])
    assert (found.unlabelled, found.moves) == (["two"], None)
    assert (found.at, found.cells) == (1e9, TextCells())


def test_texts_that_find_no_room_are_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match="texts could not be written"):
        FrozenTexts.of(tmp_path / "a" / "b.jsonl", project_file(project), 0)


def test_damaged_texts_are_said(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(["text", ["letter"]]) + "\n{torn")
    with pytest.raises(StorageError, match="cannot be read"):
        FrozenTexts.of(path, project_file(project), 0)


@pytest.mark.parametrize(
    "damage", [{"settings": None}, {"settings": []}, {"later": 1}, {"base": 3}]
)
def test_a_job_of_another_form_is_told(tmp_path: Path, damage: dict[str, object]) -> None:
    made = Training.create(TrainingJob(str(tmp_path / "run")))
    write_json(made.folder.job_path, made.folder.job | damage)
    with pytest.raises(StorageError, match="is damaged"):
        _ = made.job


def test_with_half_the_batch_it_goes_on_where_it_was(project: Project, training: Training) -> None:
    asked: list[Job] = []

    def run(job: Job) -> Iterator[TrainingEvent]:
        asked.append(job)
        yield from stops(StopVerb.PAUSE)(job)

    for _ in range(3):
        list(training.events(project_file(project), run))
        training.halve_batch()
    assert {job.run_dir for job in asked} == {asked[0].run_dir}
    assert [job.batch_parts for job in asked] == [1, 2, 4]  # type: ignore[attr-defined]
    assert training.job.settings == {"batch_parts": 8}
    assert training.job.lm_settings == {"rate_ladder": (0.5, 1.0), "batch_parts": 8}


@pytest.mark.parametrize("error", [MemoryShortage("It is full."), StorageError("It is full.")])
def test_whether_it_lacked_memory_outlives_a_restart(
    project: Project, training: Training, error: UlmfitError
) -> None:
    def run(job: Job) -> Iterator[TrainingEvent]:
        raise error
        yield

    assert not training.lacked_memory
    with pytest.raises(type(error)):
        list(training.events(project_file(project), run))
    assert Training(training.folder.path).lacked_memory == isinstance(error, MemoryShortage)


def test_what_ended_without_a_word_may_have_lacked_memory(
    project: Project, training: Training
) -> None:
    class Killed(Exception):
        """In place of a kill, which nobody hears of either."""

    def run(job: Job) -> Iterator[TrainingEvent]:
        raise Killed
        yield

    assert not training.ended_without_a_word
    with pytest.raises(Killed):
        list(training.events(project_file(project), run))
    assert training.ended_without_a_word
    log = training.folder.log_path
    log.write_text("a library warns\n", encoding="utf-8")
    assert training.ended_without_a_word
    for last in ("Traceback (most recent call last):", "Fatal Python error: Segmentation fault"):
        log.write_text(f"a library warns\n{last}\n", encoding="utf-8")
        assert not training.ended_without_a_word


def test_what_was_paused_said_so(project: Project, training: Training) -> None:
    list(training.events(project_file(project), stops(StopVerb.PAUSE)))
    assert not training.ended_without_a_word


def test_what_is_fitted_in_one_go_has_no_batch_to_halve(project: Project) -> None:
    def made(preset: str) -> Training:
        path = project.runs.next_run_dir("classifier")
        return Training.create(TrainingJob(str(path), preset=preset, base="en-compact"))

    adapted = made("adapted")
    adapted.halve_batch()
    assert (adapted.job.settings, adapted.job.lm_settings) == ({}, {"batch_parts": 2})
    assert [made(preset).has_batches for preset in ("quick", "adapted")] == [False, True]
