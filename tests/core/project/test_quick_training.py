"""The preset quick in a project, in earnest: paused, resumed, evaluated on the locked test set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.training.recipes import stop_after, write_tiny_base
from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.fewshot.encoder import encoder_key
from ulmfit_core.predictor import Predictor
from ulmfit_core.process import run_in_process
from ulmfit_core.project.evaluation import report_on, score_test_set
from ulmfit_core.project.full_runs import full_runs
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.reader import keep_reader, kept_reader, reader_stamp
from ulmfit_core.project.taught import TaughtRecord, learnt_in_all
from ulmfit_core.project.training import WHOLE, Training, TrainingJob
from ulmfit_core.training import fit_instant_head
from ulmfit_core.training.events import (
    RunStarted,
    StageStarted,
    StepFinished,
    StopCheck,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.run_folder import RunState

KINDS = {"letter": "dear friend yours", "bill": "invoice amount due"}
PHASE = "classifier, forward"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p", "Mail") as made:
        documents = [
            Document(f"{words} {n}", (label,), f"{label}{n}", "a.csv", n)
            for n in range(24)
            for label, words in KINDS.items()
        ]
        documents += [Document(f"dear amount {n}", (), f"u{n}", "a.csv", n) for n in range(40)]
        for _ in made.import_documents(
            documents,
            ImportSettings(
                "a.csv", test_fraction=0.25, text_columns=("subject", "body"), html=True
            ),
        ):
            pass
        yield made


@pytest.fixture
def training(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Training:
    monkeypatch.setattr(fit_instant_head, "_WINDOW", 16)
    base = str(write_tiny_base(tmp_path / "base"))
    path = project.runs.next_run_dir("classifier")
    return Training.create(TrainingJob(str(path), preset="quick", base=base))


@pytest.fixture
def adapting(project: Project, training: Training) -> Training:
    """The same, with a language model that reads the texts first."""
    path = project.runs.next_run_dir("classifier")
    job = replace(training.job, run_dir=str(path), preset="adapted", lm_settings={"epochs": 1})
    return Training.create(job)


def followed(
    project: Project, training: Training, stop: StopCheck
) -> list[tuple[str, TrainingEvent]]:
    def run(job: Job) -> Iterator[TrainingEvent]:
        yield from run_in_process(job, stop)

    return list(training.events(project.folder / DATABASE_NAME, run))


def test_it_reads_what_has_no_label_goes_on_after_a_pause_and_is_evaluated(
    project: Project, training: Training
) -> None:
    first = followed(project, training, stop_after(3, StopVerb.PAUSE))
    assert training.folder.state is RunState.PAUSED
    second = followed(project, training, lambda: None)
    started = [event for phase, event in second if phase == PHASE and isinstance(event, RunStarted)]
    assert started[0].step == len([e for _, e in first if isinstance(e, StepFinished)]) == 2
    told = [event for phase, event in [*first, *second] if phase == PHASE]
    stages = [event.n_steps for event in told if isinstance(event, StageStarted)]
    assert stages[0] == 4  # three quarters of the texts, with a label or without
    assert started[0].total_steps == sum(stages)
    assert training.folder.state is RunState.FINISHED
    assert set(training.histories()) == {PHASE}
    whole = [event for phase, event in second if phase == WHOLE]
    *_, assembling = (event.n_steps for event in whole if isinstance(event, StageStarted))
    parts = [event.step for event in whole if isinstance(event, StepFinished)]
    assert (assembling, parts) == (3 * 5 + 1, list(range(1, 16)))  # C by cross-validation
    assert training.histories()[PHASE].step == sum(stages)
    assert not list(training.folder.checkpoint_path.rglob("*.f16"))  # the model has what it needs
    file = project.folder / DATABASE_NAME
    list(score_test_set(file, training, threads=1))
    report = report_on(file, training)
    assert report is not None
    assert report.evaluation.accuracy == 1.0  # every label has words of its own
    cells = Predictor.open(training.model_path).config.text_cells
    assert cells == TextCells(("subject", "body"), True)  # those of the import


def test_what_taught_the_model_it_goes_on_from_is_noted(
    project: Project, training: Training
) -> None:
    followed(project, training, lambda: None)
    path, base = project.runs.next_run_dir("classifier"), str(training.model_path)
    second = Training.create(replace(training.job, run_dir=str(path), base=base))
    followed(project, second, lambda: None)
    record = TaughtRecord.read(second.taught_path)
    assert record is not None
    assert record.before == learnt_in_all(training.taught_path) != []


def test_what_has_read_the_texts_is_kept_to_read_them_for_suggestions(
    project: Project, training: Training, adapting: Training
) -> None:
    followed(project, training, lambda: None)
    assert kept_reader(project.cache_dir) is None  # nothing was fine-tuned
    followed(project, adapting, lambda: None)
    kept = kept_reader(project.cache_dir)
    assert kept is not None
    assert encoder_key(kept) != encoder_key(Path(adapting.job.base))
    assert full_runs(project).newest is not None
    assert adapting.folder.state is RunState.FINISHED
    before = reader_stamp(kept)
    keep_reader(project.folder / "nowhere", project.cache_dir)
    assert reader_stamp(kept) == before


def test_a_language_model_from_scratch_reads_for_no_one(
    project: Project, adapting: Training
) -> None:
    path = project.runs.next_run_dir("classifier")
    settings = {"unfreezing": "full", "epochs": 1, "min_steps": 0, "words": False}
    sizes = {"embedding_size": 8, "hidden_size": 10}
    job = replace(
        adapting.job,
        run_dir=str(path),
        base="none",
        preset="standard",
        settings=settings | sizes,
        lm_settings={"epochs": 1} | sizes,
    )
    followed(project, Training.create(job), lambda: None)
    assert kept_reader(project.cache_dir) is None
