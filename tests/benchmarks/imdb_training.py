"""The parts of a training on all of IMDb, each kept in the work folder and done once.

A pipeline is the product's own, one for each direction and rate. What no rate changes, the
encoded texts and the language model, is made by one pipeline a direction and linked into the
folders of the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.fewshot_training import classifier_of
from tests.benchmarks.imdb_data import read_part
from ulmfit_core.base_models import forward_of
from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.export.safetensors_numpy import read_tensors
from ulmfit_core.in_parts import returned
from ulmfit_core.process import run_in_process
from ulmfit_core.token_store import encode_documents
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.events import TrainingEvent
from ulmfit_core.training.finetune_jobs import InstantHeadJob, LanguageModelJob
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.presets import preset_named
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.scoring import logits_of
from ulmfit_core.training.train_request import TrainRequest
from ulmfit_core.training.words_beside import WordsBeside

_LANGUAGE_MODEL = ("job.json", "events.jsonl", "language_model")


@dataclass(frozen=True)
class Plan:
    """What is trained on, from what, how and where."""

    data: Path
    limit: int  # texts of each kind; 0: all
    bases: tuple[str, ...]  # for forward; for backward, where that is another
    lm_epochs: tuple[int, ...]  # as the bases; 0: the base has read them
    lm_settings: dict[str, Any]
    settings: dict[str, Any]
    work: Path

    def pipeline(self, direction: str, rate: float | None) -> Pipeline:
        """The one of a rate; without one that of the language model."""
        train, unlabelled = (
            read_part(self.data, part, self.limit) for part in ("train", "unlabelled")
        )
        of_direction = 0 if direction == "forward" else -1
        base, epochs = self.bases[of_direction], self.lm_epochs[of_direction]
        preset = dataclasses.replace(preset_named("thorough"), directions=(direction,))
        if not epochs:
            preset = dataclasses.replace(preset, language_model=None)
        request = TrainRequest(
            train.texts,
            train.labels,
            preset=preset,
            base=forward_of(base),
            unlabelled=unlabelled.texts,
            valid_fraction=0.1,
            overrides={} if rate is None else {**self.settings, "rate": rate},
            lm_overrides={**self.lm_settings, "epochs": epochs},
        )
        return Pipeline(request, self.work)


def read_texts(plan: Plan, direction: str) -> dict[str, float]:
    """Fine-tune the language model, unless its base has read them; its figures on the held-out
    reviews."""
    pipeline = plan.pipeline(direction, None)
    for _ in pipeline.events(_language_model_alone):
        pass
    run = pipeline.folder / f"lm-{direction}"
    return _figures(run) if pipeline.request.reads_first else {}


def train(plan: Plan, direction: str, rate: float) -> tuple[Path, dict[str, float]]:
    """Train a classifier; its run's folder, and its figures on the held-out reviews."""
    pipeline = plan.pipeline(direction, rate)
    _link(plan.pipeline(direction, None).folder, pipeline.folder, direction)
    for _ in pipeline.events(run_in_process):
        pass
    run = pipeline.finished[0].classifier
    return run, _figures(run)


def words_logits(plan: Plan) -> dict[str, NDArray[Any]]:
    """What words say of the held-out and of the test reviews [n, C], and the former's targets."""
    kept = plan.work / f"words-{plan.limit}.npz"
    if not kept.exists():
        data = plan.pipeline("forward", None).data
        job = InstantHeadJob("", n_classes=2, self_training=False, seed=data.request.seed)
        beside = returned(WordsBeside.fitting(job, data.head_texts()))
        assert beside is not None
        valid = beside.logits(data.texts_of(data.valid))
        test = beside.logits(_test_texts(plan))
        with replacing(kept) as file:
            np.savez(file, valid=valid, test=test, targets=data.targets_of(data.valid))
    with np.load(kept, allow_pickle=False) as found:
        return dict(found)


def score_test(plan: Plan, run: Path, device: str) -> NDArray[np.float64]:
    """What a classifier says of the test reviews [n, C], in float32."""
    kept = run / "test_logits.npy"
    if not kept.exists():
        network = classifier_of(read_tensors((run / "classifier.safetensors").read_bytes()), 2)
        tokenizer = Tokenizer.load(run.parent / "data" / "tokenizer.model")
        documents = encode_documents(_test_texts(plan), tokenizer)
        backward = bool(RunFolder(run).job["backward"])
        with replacing(kept) as file:
            np.save(file, logits_of(network.to(device), documents, backward=backward))
    logits: NDArray[np.float64] = np.load(kept, allow_pickle=False).astype(np.float64)
    return logits


def _test_texts(plan: Plan) -> list[str]:
    return read_part(plan.data, "test", plan.limit).texts


def _link(source: Path, own: Path, direction: str) -> None:
    """The lock stays behind: asking whether it is held takes it for a moment, and several ask."""
    language_model = (f"lm-{direction}/{name}" for name in _LANGUAGE_MODEL)
    for name in ("data", "lm-data", *language_model):
        link = own / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists() and (source / name).exists():
            link.symlink_to((source / name).resolve())


def _language_model_alone(job: Job) -> Iterator[TrainingEvent]:
    return run_in_process(job) if isinstance(job, LanguageModelJob) else iter(())


def _figures(run: Path) -> dict[str, float]:
    summary = RunFolder(run).summary
    assert summary is not None  # it has finished
    return {name: round(value, 4) for name, value in summary["metrics"].items()}
