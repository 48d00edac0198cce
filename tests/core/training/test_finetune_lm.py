"""The language model's recipe end to end: any size, and a resumed run is the same run."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.core.training.recipes import (
    language_model_job,
    losses,
    same_tensors,
    stop_after,
    take,
    write_texts,
    write_tiny_base,
)
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.base_model import read_base
from ulmfit_core.token_store import write_token_store
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
    TrainingEvent,
)
from ulmfit_core.training.finetune_jobs import LanguageModelJob
from ulmfit_core.training.finetune_lm import LANGUAGE_MODEL, LanguageModelTask, finetune_lm
from ulmfit_core.training.loop import Loop

WEIGHTS = Path(LANGUAGE_MODEL) / "weights.safetensors"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_texts(tmp_path_factory.mktemp("texts") / "data")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("base") / "base")


@pytest.fixture(scope="module")
def plain(data: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a job with no setting of its own."""
    folder = tmp_path_factory.mktemp("plain")
    train(language_model_job(folder, data, base_dir=str(base), epochs=1))
    return folder


def train(job: LanguageModelJob) -> list[TrainingEvent]:
    """Run to the end; the result is whole."""
    events = list(finetune_lm(job))
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert events[0].total_steps == events[-1].step == len(losses(events))
    assert np.isfinite(losses(events)).all()
    read_base(Path(job.run_dir) / LANGUAGE_MODEL)
    return events


@pytest.mark.parametrize("batch_size", [1, 4, 64])
@pytest.mark.parametrize("n", [1, 2, 5, 20, 50])
def test_any_number_of_texts_trains(n: int, batch_size: int, tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data", n)
    train(language_model_job(tmp_path / "run", data, batch_size=batch_size, epochs=1))


def test_texts_with_nothing_in_them_train_nothing(tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data")
    tokenizer = Tokenizer.load(data / "tokenizer.model")
    for texts in ([""], ["", ""]):
        write_token_store(texts, tokenizer, data / "train")
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        train(language_model_job(tmp_path / "run", data))


@pytest.mark.parametrize(
    "changes",
    [
        {"backward": True},
        {"variable_bptt": False},
        {"rate_by_window": False},
        {"schedule": "one-cycle"},
        {"schedule": "constant"},
        {"frozen_epochs": 1},
        {"clip": 0.1},
        {"weight_decay": 0.1},
        {"beta1": 0.9},
        {"beta2": 0.9},
        {"epsilon": 1e-5},
        {"factor": 1.0},
        {"rate_ladder": (0.5, 0.2, 0.3, 1.0)},
        {"dropout": 0.0},
        {"ar_alpha": 0.0},
        {"tar_beta": 0.0},
        {"precision": "bfloat16"},
        {"precision": "int8"},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_every_setting_trains_otherwise(
    changes: dict[str, Any], plain: Path, data: Path, base: Path, tmp_path: Path
) -> None:
    train(language_model_job(tmp_path, data, base_dir=str(base), epochs=1, **changes))
    assert not same_tensors(tmp_path / WEIGHTS, plain / WEIGHTS)


def test_it_goes_on_with_the_prompt_after_each_pass_and_learns_the_same(
    data: Path, tmp_path: Path
) -> None:
    plain = train(language_model_job(tmp_path / "plain", data))
    told = train(language_model_job(tmp_path / "told", data, prompt="who wrote"))
    assert losses(plain) == losses(told)
    assert same_tensors(tmp_path / "plain" / WEIGHTS, tmp_path / "told" / WEIGHTS)
    assert all(e.written == "" for e in plain if isinstance(e, EpochFinished))
    written = [e.written for e in told if isinstance(e, EpochFinished)]
    assert len(written) == 2
    assert all(text.startswith("who wrote") for text in written)


def test_no_clip_is_no_bound(plain: Path, data: Path, base: Path, tmp_path: Path) -> None:
    for clip in (0.0, 1e6):
        job = language_model_job(tmp_path / str(clip), data, base_dir=str(base), epochs=1)
        train(replace(job, clip=clip))
    assert same_tensors(tmp_path / "0.0" / WEIGHTS, tmp_path / "1000000.0" / WEIGHTS)


def test_what_is_dropped_is_kept_small_and_what_is_not_slow(data: Path, tmp_path: Path) -> None:
    """AR is of the dropped output, TAR of the raw one (Merity et al. 2017)."""
    task = LanguageModelTask(language_model_job(tmp_path, data, ar_alpha=2.0, tar_beta=3.0))
    batch = next(iter(task.batches(0)))
    torch.manual_seed(1)
    [loss] = task.losses(batch)
    torch.manual_seed(1)
    state = task.model.encoder.zero_state(batch.ids.shape[1])
    out = task.model(batch.ids, batch.targets, state)
    changes = out.raw[1:] - out.raw[:-1]
    expected = out.loss + 2 * out.dropped.square().mean() + 3 * changes.square().mean()
    torch.testing.assert_close(loss.total, expected)
    torch.testing.assert_close(loss.reported, out.loss.detach())


def test_a_ladder_has_a_rung_for_each_group(data: Path, tmp_path: Path) -> None:
    job = language_model_job(tmp_path / "run", data, rate_ladder=(0.5, 1.0))
    with pytest.raises(InputError, match="rate_ladder has 2 rates for"):
        train(job)


def test_frozen_epochs_train_the_embedding_alone(data: Path, tmp_path: Path) -> None:
    events = train(language_model_job(tmp_path, data, frozen_epochs=1, epochs=1))
    stages = [e for e in events if isinstance(e, StageStarted)]
    assert [s.trained_groups for s in stages] == [
        ("embedding",),
        ("embedding", "layer 1", "layer 2", "layer 3"),
    ]
    first = next(e for e in events if isinstance(e, StepFinished))
    assert first.learning_rates[0] > 0
    assert first.learning_rates[1:] == (0, 0, 0)


def test_rates_are_discriminative_and_follow_the_window(data: Path, tmp_path: Path) -> None:
    """Each layer has 2.6 times the rate of the one below; a short window a small one."""
    events = train(language_model_job(tmp_path, data, schedule="constant", rate=0.01, bptt=10))
    steps = [e for e in events if isinstance(e, StepFinished)]
    assert len({e.n_tokens for e in steps}) > 1
    for event in steps:
        ratios = [b / a for a, b in itertools.pairwise(event.learning_rates)]
        assert ratios == pytest.approx([2.6] * 3)
        assert event.learning_rates[-1] == pytest.approx(0.01 * event.n_tokens / 3 / 10)


def test_few_texts_are_read_in_fewer_streams(tmp_path: Path) -> None:
    """Streams shorter than a window would learn at a fraction of the rate."""
    data = write_texts(tmp_path / "data", 4)
    job = language_model_job(tmp_path / "run", data, batch_size=64, variable_bptt=False)
    first = next(e for e in train(job) if isinstance(e, StepFinished))
    assert first.learning_rates[-1] > 0
    assert first.n_tokens <= 2 * job.bptt


def test_learns_the_texts(data: Path, tmp_path: Path) -> None:
    job = language_model_job(
        tmp_path, data, epochs=15, rate=0.03, factor=1.0, dropout=0.0, variable_bptt=False
    )
    epochs = [e for e in train(job) if isinstance(e, EpochFinished)]
    assert epochs[-1].metrics["bits_per_byte"] < 0.7 * epochs[0].metrics["bits_per_byte"]
    assert epochs[-1].is_best


def test_every_epoch_begins_with_a_fresh_state(tmp_path: Path) -> None:
    """One text, nothing learnt, nothing dropped: every epoch reads the same."""
    data = write_texts(tmp_path / "data", 1)
    job = language_model_job(
        tmp_path / "run",
        data,
        bptt=4,
        epochs=3,
        rate=0.0,
        dropout=0.0,
        variable_bptt=False,
        batch_size=1,
    )
    measured = losses(train(job))
    n = len(measured) // 3
    assert n > 1
    assert measured == measured[:n] * 3


def test_without_held_out_texts_nothing_is_measured(tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data", valid=0)
    assert train(language_model_job(tmp_path / "run", data))[-1].metrics == {}


def test_same_seed_same_weights(data: Path, tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        train(language_model_job(tmp_path / name, data, seed=seed))
    assert same_tensors(tmp_path / "one" / WEIGHTS, tmp_path / "two" / WEIGHTS)
    assert not same_tensors(tmp_path / "one" / WEIGHTS, tmp_path / "three" / WEIGHTS)


RESUMED = pytest.mark.parametrize(
    "changes",
    [
        {"frozen_epochs": 1, "epochs": 1},
        {"backward": True, "schedule": "one-cycle", "epochs": 2},
    ],
    ids=["frozen first", "one-cycle backward"],
)


@RESUMED
def test_paused_anywhere_and_resumed_equals_uninterrupted(
    changes: dict[str, Any], data: Path, base: Path, tmp_path: Path
) -> None:
    changes = {"base_dir": str(base), "batch_size": 6, **changes}
    whole = train(language_model_job(tmp_path / "whole", data, **changes))
    n_steps = len(losses(whole))
    assert n_steps >= 6
    for k in range(1, n_steps + 1):
        job = language_model_job(tmp_path / f"run {k}", data, **changes)
        first = list(finetune_lm(job, should_stop=stop_after(k, StopVerb.PAUSE)))
        assert first[-1] == RunStopped(k, "pause")
        assert not (tmp_path / f"run {k}" / LANGUAGE_MODEL).exists()
        second = list(finetune_lm(job))
        assert losses(first) + losses(second) == losses(whole)
        assert second[-1] == whole[-1]
        assert same_tensors(tmp_path / f"run {k}" / WEIGHTS, tmp_path / "whole" / WEIGHTS)


def goes_on(job: LanguageModelJob, whole: list[TrainingEvent], weights: Path) -> int:
    """Resume a killed job; what is left is as it was in the whole run. Where it began."""
    second = list(finetune_lm(job))
    assert losses(whole)[second[0].step :] == losses(second)
    assert same_tensors(Path(job.run_dir) / WEIGHTS, weights)
    return second[0].step


@RESUMED
def test_killed_anywhere_and_resumed_equals_uninterrupted(
    changes: dict[str, Any], data: Path, base: Path, tmp_path: Path
) -> None:
    changes = {"base_dir": str(base), "batch_size": 6, **changes}
    whole = train(language_model_job(tmp_path / "whole", data, **changes))
    for k in range(1, len(whole), 3):
        job = language_model_job(tmp_path / "run", data, **changes)
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        take(finetune_lm(job), k)
        goes_on(job, whole, tmp_path / "whole" / WEIGHTS)


@RESUMED
def test_a_long_epoch_is_saved_by_the_clock_and_resumed_from_there(
    changes: dict[str, Any], data: Path, base: Path, tmp_path: Path
) -> None:
    changes = {"base_dir": str(base), "batch_size": 6, **changes}
    whole = train(language_model_job(tmp_path / "whole", data, **changes))
    for k in range(1, len(losses(whole))):
        job = language_model_job(tmp_path / f"run {k}", data, **changes)
        torch.manual_seed(job.seed)
        task = LanguageModelTask(job)
        loop = Loop(task, replace(task.plan(), checkpoint_seconds=0))
        saved = (e for e in loop.run(lambda: None) if isinstance(e, CheckpointSaved))
        killed = next(event for event in saved if event.step == k)
        assert goes_on(job, whole, tmp_path / "whole" / WEIGHTS) == killed.step


def test_stop_and_keep_what_there_is(data: Path, tmp_path: Path) -> None:
    job = language_model_job(tmp_path / "run", data)
    finished = list(finetune_lm(job, should_stop=stop_after(3, StopVerb.KEEP_BEST)))[-1]
    assert isinstance(finished, RunFinished)
    assert finished.step == finished.best_step == 3
    assert finished.metrics["bits_per_byte"] > 0
    read_base(tmp_path / "run" / LANGUAGE_MODEL)


def test_discard_leaves_no_result(data: Path, tmp_path: Path) -> None:
    job = language_model_job(tmp_path / "run", data)
    events = list(finetune_lm(job, should_stop=stop_after(3, StopVerb.DISCARD)))
    assert events[-1] == RunStopped(3, "discard")
    assert not (tmp_path / "run").exists() or not list((tmp_path / "run").iterdir())


def test_base_of_another_tokenizer_is_refused(base: Path, tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data")
    other = train_tokenizer(["some quite other words, one after another"], 300)
    (data / "tokenizer.model").write_bytes(other.to_bytes())
    with pytest.raises(ModelFileError, match="another tokenizer"):
        list(finetune_lm(language_model_job(tmp_path / "run", data, base_dir=str(base))))


def test_result_names_no_place_on_this_machine(data: Path, base: Path, tmp_path: Path) -> None:
    train(language_model_job(tmp_path / "run", data, base_dir=str(base), epochs=1))
    config = (tmp_path / "run" / LANGUAGE_MODEL / "config.json").read_text()
    assert not any(str(place) in config for place in (tmp_path, data, base))


def test_an_update_in_parts_is_the_same_update(data: Path, tmp_path: Path) -> None:
    def trained(n_parts: int) -> list[float]:
        settings = {"dropout": 0.0, "batch_parts": n_parts}
        job = language_model_job(tmp_path / str(n_parts), data, batch_size=4, **settings)
        return losses(list(finetune_lm(job)))

    whole, halves, more_than_there_is = trained(1), trained(2), trained(9)
    np.testing.assert_allclose(halves, whole, rtol=1e-4)
    np.testing.assert_allclose(more_than_there_is, whole, rtol=1e-4)


def test_without_a_better_loss_it_ends_early(data: Path, tmp_path: Path) -> None:
    job = language_model_job(tmp_path, data, rate=0.0, epochs=9, patience=3)  # it learns nothing
    events = list(finetune_lm(job))
    epochs = [event for event in events if isinstance(event, EpochFinished)]
    assert [epoch.is_best for epoch in epochs] == [True, False, False, False]
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.best_step == epochs[0].step
