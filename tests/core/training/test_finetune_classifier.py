"""The classifier's recipe end to end: any size, any plan, and a resumed run is the same run."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from tests.core.training.recipes import (
    all_finite,
    classifier_job,
    losses,
    same_tensors,
    stop_after,
    take,
    write_classifier_data,
    write_tiny_base,
)
from ulmfit_core.batching import document_batch
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.training.events import (
    EpochFinished,
    RunFinished,
    RunStarted,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
    TrainingEvent,
    never,
)
from ulmfit_core.training.finetune_classifier import (
    CLASSIFIER,
    VALID_LOGITS,
    ClassifierTask,
    finetune_classifier,
)
from ulmfit_core.training.finetune_jobs import ClassifierJob
from ulmfit_core.training.loop import Loop
from ulmfit_core.training.plan import SCHEDULES
from ulmfit_core.training.schedules import one_cycle_momentum
from ulmfit_core.training.scoring import logits_of
from ulmfit_core.training.unfreezing import UNFREEZING, full_training


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier_data(tmp_path_factory.mktemp("texts") / "data")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_base(tmp_path_factory.mktemp("base") / "base")


PLAIN: dict[str, Any] = {"epochs": 2, "unfreezing": "paper-code"}


@pytest.fixture(scope="module")
def plain(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a job with no setting of its own."""
    folder = tmp_path_factory.mktemp("plain")
    train(classifier_job(folder, data, **PLAIN))
    return folder


def train(job: ClassifierJob) -> list[TrainingEvent]:
    """Run to the end; the result is whole and finite."""
    events = list(finetune_classifier(job))
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert events[0].total_steps == events[-1].step == len(losses(events))
    assert np.isfinite(losses(events)).all()
    assert all_finite(load_file(Path(job.run_dir) / CLASSIFIER))
    return events


@pytest.mark.parametrize("batch_size", [1, 4, 64])
@pytest.mark.parametrize("n", [2, 5, 20, 50])
def test_any_number_of_texts_trains(n: int, batch_size: int, tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data", n)
    job = classifier_job(tmp_path / "run", data, batch_size=batch_size, unfreezing="fastai")
    train(job)
    logits = np.load(tmp_path / "run" / VALID_LOGITS)
    assert logits.shape == (6, 2)


@pytest.mark.parametrize("n", [2, 3, 65])
def test_batch_norm_bears_the_smallest_batches(n: int, tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data", n)
    train(classifier_job(tmp_path / "run", data, batch_size=1, epochs=1, head_norm="batch"))


@pytest.mark.parametrize("unfreezing", UNFREEZING)
def test_every_plan_says_what_it_trains_and_trains_only_that(
    unfreezing: str, data: Path, base: Path, tmp_path: Path
) -> None:
    job = classifier_job(tmp_path, data, unfreezing=unfreezing, epochs=7, lm_dir=str(base))
    events = train(job)
    stages = [event for event in events if isinstance(event, StageStarted)]
    plan = UNFREEZING[unfreezing](5, 7)
    assert [len(s.trained_groups) for s in stages] == [len(s.trained) for s in plan]
    assert all(len(s.trained_groups) + len(s.frozen_groups) == 5 for s in stages)
    assert all("head" in s.trained_groups for s in stages) == (unfreezing != "chain-thaw")
    names = events[0].group_names
    trained: tuple[str, ...] = ()
    for event in events:
        if isinstance(event, StageStarted):
            trained = event.trained_groups
        if isinstance(event, StepFinished):
            moving = {n for n, r in zip(names, event.learning_rates, strict=True) if r > 0}
            assert moving == set(trained)
    firsts = [s.first_step for s in stages]
    assert firsts == [1 + sum(s.n_steps for s in stages[:k]) for k in range(len(stages))]


def test_head_alone_leaves_the_encoder_untouched(data: Path, base: Path, tmp_path: Path) -> None:
    train(classifier_job(tmp_path, data, unfreezing="last", lm_dir=str(base)))
    got, given = load_file(tmp_path / CLASSIFIER), load_file(base / "weights.safetensors")
    encoder = {n for n in got if n.startswith("encoder.")}
    assert encoder == {n for n in given if n.startswith("encoder.")}
    assert all(torch.equal(got[n], given[n]) for n in encoder)


def test_frozen_groups_gather_no_moments(data: Path, base: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path, data, unfreezing="gradual", epochs=5, lm_dir=str(base))
    per_epoch = 3
    for stage, frozen in enumerate((3, 2, 1, 0)):  # LSTM layers, and the embedding with them
        list(finetune_classifier(job, should_stop=stop_after(per_epoch, StopVerb.PAUSE)))
        names = set(load_file(tmp_path / "checkpoint" / "state.safetensors"))
        moved = {n.partition("exp_avg.")[2] for n in names if n.startswith("optimizer.exp_avg.")}
        layers = {n.split(".")[3] for n in moved if ".layers." in n}
        assert layers == {str(k) for k in range(frozen, 3)}, stage
        assert any(n.startswith("head.") for n in moved)
        assert not any("embedding" in n for n in moved)


def test_the_scripts_have_triangles_of_their_own(data: Path, tmp_path: Path) -> None:
    """train_clas.py: ``use_clr`` (8, 3) while layers are frozen, then (8, 8)."""
    job = classifier_job(tmp_path, data, unfreezing="paper-code", epochs=4, batch_size=2, rate=0.8)
    of_head = [e.learning_rates[-1] for e in train(job) if isinstance(e, StepFinished)]
    for stage, peak in ((of_head[:6], 2), (of_head[6:12], 2), (of_head[12:], 3)):
        assert stage[0] == pytest.approx(0.1)
        assert stage[peak] == pytest.approx(0.8) == max(stage)
        assert stage[-1] == pytest.approx(0.1)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_trains(schedule: str, data: Path, tmp_path: Path) -> None:
    train(classifier_job(tmp_path, data, schedule=schedule, unfreezing="full", epochs=2))


@pytest.mark.parametrize(
    "changes",
    [
        {"label_smoothing": 0.1},
        {"ar_alpha": 2.0},
        {"tar_beta": 1.0},
        {"clip": 0.1},
        {"weight_decay": 0.1},
        {"beta1": 0.9},
        {"beta2": 0.9},
        {"epsilon": 1e-5},
        {"dropout": 0.5},
        {"backward": True},
        {"head_norm": "batch"},
        {"stage_rates": (0.5, 2.0)},
        {"batch_tokens": 8},
        {"precision": "bfloat16"},
        {"precision": "int8"},
        {"factor": 1.0},
        {"min_steps": 6},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_every_setting_trains_otherwise(
    changes: dict[str, Any], plain: Path, data: Path, tmp_path: Path
) -> None:
    train(classifier_job(tmp_path, data, **{**PLAIN, **changes}))
    assert not same_tensors(tmp_path / CLASSIFIER, plain / CLASSIFIER)


@pytest.mark.parametrize(
    ("changes", "criterion"),
    [
        ({}, torch.nn.CrossEntropyLoss()),
        ({"label_smoothing": 0.1}, torch.nn.CrossEntropyLoss(label_smoothing=0.1)),
        (
            {"class_weights": True},  # n / (C * n_c), at most tenfold
            torch.nn.CrossEntropyLoss(torch.tensor([45 / (2 * 44), 10.0])),
        ),
        ({"backward": True, "ar_alpha": 2.0, "tar_beta": 3.0}, torch.nn.CrossEntropyLoss()),
    ],
    ids=["plain", "smoothed", "weighted", "regularised backward"],
)
def test_loss_is_what_the_settings_say(
    changes: dict[str, Any], criterion: torch.nn.Module, tmp_path: Path
) -> None:
    data = write_classifier_data(tmp_path / "data", 45, targets=np.array([0] * 44 + [1]))
    task = ClassifierTask(classifier_job(tmp_path / "run", data, dropout=0.0, **changes))
    task.model.eval()
    [loss] = task.losses(np.arange(40, 45))
    batch = document_batch(task.train.documents, np.arange(40, 45), backward=task.job.backward)
    logits, pooled = task.classifier(batch.ids, batch.lengths)
    targets = torch.tensor([0, 0, 0, 0, 1])[batch.indices - 40]
    torch.testing.assert_close(loss.reported, criterion(logits, targets).detach())
    regularised = task.job.ar_alpha * pooled.squares + task.job.tar_beta * pooled.changes
    torch.testing.assert_close(loss.total, loss.reported + regularised)
    assert loss.n_tokens == int(batch.lengths.sum())


def test_of_several_labels_rare_ones_weigh_more_where_they_are_given(tmp_path: Path) -> None:
    given = np.array([[1, 0]] * 3 + [[0, 1]])
    data = write_classifier_data(tmp_path / "data", 4, targets=given)
    job = classifier_job(tmp_path / "run", data, task="multi", class_weights=True, dropout=0.0)
    task = ClassifierTask(job)
    task.model.eval()
    batch = document_batch(task.train.documents, np.arange(4))
    logits, targets = task.classifier(batch.ids, batch.lengths)[0], given[batch.indices]
    criterion = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1 / 3, 3.0]))
    expected = criterion(logits, torch.tensor(targets, dtype=torch.float32))
    [loss] = task.losses(np.arange(4))
    torch.testing.assert_close(loss.total, expected)


def test_backward_is_how_held_out_texts_are_read_too(data: Path, tmp_path: Path) -> None:
    task = ClassifierTask(classifier_job(tmp_path, data, backward=True))
    assert task.valid is not None
    expected = logits_of(task.classifier, task.valid.documents, backward=True)
    assert np.array_equal(task.valid_logits(), expected)
    assert not np.array_equal(
        expected, logits_of(task.classifier, task.valid.documents, backward=False)
    )


def test_dropouts_are_the_paper_s_times_the_factor(data: Path, tmp_path: Path) -> None:
    for factor in (1.0, 0.5):
        model = ClassifierTask(classifier_job(tmp_path, data, dropout=factor)).classifier
        encoder, head = model.encoder, model.head.blocks[0]
        found = [encoder.embedding_dropout.p, encoder.input_dropout.p, encoder.hidden_dropout.p]
        found += [encoder.layers[0].weight_p, head.dropout.p]
        assert found == [factor * p for p in (0.05, 0.4, 0.3, 0.5, 0.4)]


def test_one_cycle_moves_the_momentum_too(data: Path, tmp_path: Path) -> None:
    task = ClassifierTask(classifier_job(tmp_path, data, schedule="one-cycle", **PLAIN))
    loop = Loop(task, replace(task.plan(), stages=full_training(5, 3)))
    steps = (event for event in loop.run(never) if isinstance(event, StepFinished))
    found = [loop.optimizer.param_groups[0]["betas"][0] for _ in steps]
    assert found == [one_cycle_momentum(k, len(found)) for k in range(len(found))]
    assert min(found) == pytest.approx(0.7)


def test_plan_has_a_rate_for_each_stage_and_group(data: Path, tmp_path: Path) -> None:
    changes = {"unfreezing": "paper-code", "stage_rates": (0.5, 2.0), "factor": 2.0}
    rates = ClassifierTask(classifier_job(tmp_path, data, rate=0.1, **changes)).plan().rates
    assert [stage[-1] for stage in rates] == pytest.approx([0.05, 0.2, 0.2])
    assert rates[2] == pytest.approx([0.2 / 16, 0.2 / 8, 0.2 / 4, 0.2 / 2, 0.2])
    assert len(rates) == 3


def test_the_paper_s_chain_thaw_has_a_tenth_of_the_head_s_rate_below(
    data: Path, tmp_path: Path
) -> None:
    ladder = {"rate": 1e-3, "rate_ladder": (0.1, 0.1, 0.1, 0.1, 1.0)}
    task = ClassifierTask(classifier_job(tmp_path, data, unfreezing="chain-thaw", **ladder))
    assert np.array(task.plan().rates) == pytest.approx(np.array([[1e-4] * 4 + [1e-3]] * 6))


def test_least_number_of_updates_a_stage(data: Path, tmp_path: Path) -> None:
    events = train(classifier_job(tmp_path, data, batch_size=64, epochs=5, min_steps=3))
    assert all(e.n_steps >= 3 for e in events if isinstance(e, StageStarted))


@pytest.mark.parametrize("class_weights", [True, False])
def test_class_with_a_single_example(class_weights: bool, tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data", 9, targets=np.array([0] * 8 + [2]))
    job = classifier_job(
        tmp_path / "run",
        data,
        n_classes=4,  # of the others there is none at all
        class_weights=class_weights,
    )
    train(job)


@pytest.mark.parametrize("class_weights", [True, False])
def test_several_labels_a_text(class_weights: bool, tmp_path: Path) -> None:
    targets = np.array([[0, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 1]])
    data = write_classifier_data(tmp_path / "data", 10, targets=targets)
    job = classifier_job(
        tmp_path / "run", data, n_classes=3, task="multi", class_weights=class_weights
    )
    train(job)
    assert np.load(tmp_path / "run" / VALID_LOGITS).shape == (6, 3)


def test_learns_what_is_there_to_learn(tmp_path: Path) -> None:
    """Each class has words of its own: the held-out texts that have any are told apart."""
    data = write_classifier_data(tmp_path / "data", 60, valid=40)
    job = classifier_job(
        tmp_path / "run", data, unfreezing="full", epochs=12, rate=0.03, factor=1.0, dropout=0.0
    )
    metrics = train(job)[-1].metrics
    assert metrics["valid_accuracy"] >= 0.85  # some are empty


def test_each_epoch_has_its_own_order_of_the_same_texts(data: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path, data, unfreezing="full", epochs=2, rate=0.0)
    steps = [e for e in train(job) if isinstance(e, StepFinished)]
    half = len(steps) // 2
    first, second = steps[:half], steps[half:]
    assert [e.n_tokens for e in first] != [e.n_tokens for e in second]
    assert sum(e.n_tokens for e in first) == sum(e.n_tokens for e in second)


def test_same_seed_same_weights(data: Path, tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        train(classifier_job(tmp_path / name, data, seed=seed))
    assert same_tensors(tmp_path / "one" / CLASSIFIER, tmp_path / "two" / CLASSIFIER)
    assert not same_tensors(tmp_path / "one" / CLASSIFIER, tmp_path / "three" / CLASSIFIER)


RESUMED = pytest.mark.parametrize(
    "changes",
    [
        {"unfreezing": "paper-code", "epochs": 2, "select": "best", "min_steps": 3},
        {"unfreezing": "full", "epochs": 2, "schedule": "one-cycle", "head_norm": "batch"},
        {"unfreezing": "last", "epochs": 4, "select": "best"},
    ],
    ids=["staged", "one-cycle", "head alone"],
)


@RESUMED
def test_paused_anywhere_and_resumed_equals_uninterrupted(
    changes: dict[str, Any], data: Path, base: Path, tmp_path: Path
) -> None:
    changes = {"lm_dir": str(base), **changes}
    whole = train(classifier_job(tmp_path / "whole", data, **changes))
    n_steps = len(losses(whole))
    assert n_steps >= 6
    for k in range(1, n_steps + 1):
        job = classifier_job(tmp_path / f"run {k}", data, **changes)
        first = list(finetune_classifier(job, should_stop=stop_after(k, StopVerb.PAUSE)))
        assert first[-1] == RunStopped(k, "pause")
        assert not (tmp_path / f"run {k}" / CLASSIFIER).exists()
        second = list(finetune_classifier(job))
        assert second[0].step == k
        assert losses(first) + losses(second) == losses(whole)
        assert second[-1] == whole[-1]
        assert same_tensors(tmp_path / f"run {k}" / CLASSIFIER, tmp_path / "whole" / CLASSIFIER)
        assert np.array_equal(
            np.load(tmp_path / f"run {k}" / VALID_LOGITS),
            np.load(tmp_path / "whole" / VALID_LOGITS),
        )


@RESUMED
def test_killed_anywhere_and_resumed_equals_uninterrupted(
    changes: dict[str, Any], data: Path, base: Path, tmp_path: Path
) -> None:
    changes = {"lm_dir": str(base), **changes}
    whole = train(classifier_job(tmp_path / "whole", data, **changes))
    for k in range(1, len(whole), 3):
        job = classifier_job(tmp_path / "run", data, **changes)
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        take(finetune_classifier(job), k)
        second = list(finetune_classifier(job))
        assert losses(whole)[second[0].step :] == losses(second)
        assert same_tensors(tmp_path / "run" / CLASSIFIER, tmp_path / "whole" / CLASSIFIER)


def test_paused_twice(data: Path, tmp_path: Path) -> None:
    whole = train(classifier_job(tmp_path / "whole", data))
    job = classifier_job(tmp_path / "run", data)
    parts = [
        list(finetune_classifier(job, should_stop=stop_after(k, StopVerb.PAUSE))) for k in (2, 3)
    ]
    parts.append(list(finetune_classifier(job)))
    assert [loss for part in parts for loss in losses(part)] == losses(whole)
    assert same_tensors(tmp_path / "run" / CLASSIFIER, tmp_path / "whole" / CLASSIFIER)


@pytest.mark.parametrize("select", ["best", "last"])
@pytest.mark.parametrize(("stopped", "best"), [(9, 6), (11, 11)], ids=["earlier", "present"])
def test_stop_and_keep_the_best(
    select: str, stopped: int, best: int, data: Path, tmp_path: Path
) -> None:
    job = classifier_job(tmp_path / "run", data, select=select, unfreezing="full", rate=5.0)
    events = list(finetune_classifier(job, should_stop=stop_after(stopped, StopVerb.KEEP_BEST)))
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert (finished.step, finished.best_step) == (stopped, best)
    epochs = [e for e in events if isinstance(e, EpochFinished)]
    assert finished.metrics["score"] >= max(e.metrics["score"] for e in epochs)
    assert (tmp_path / "run" / CLASSIFIER).exists()


@pytest.mark.parametrize("select", ["best", "last"])
def test_killed_then_stopped_keeps_the_best_that_it_names(
    select: str, data: Path, tmp_path: Path
) -> None:
    changes = {"select": select, "unfreezing": "full", "rate": 5.0}
    whole = train(classifier_job(tmp_path / "whole", data, **changes))
    measured = {e.step: e.metrics for e in whole if isinstance(e, EpochFinished)}
    named = set()
    for k in range(1, len(whole), 2):
        job = classifier_job(tmp_path / f"run {k}", data, **changes)
        kill_after(job, k)
        at_once = stop_after(1, StopVerb.KEEP_BEST)
        finished = list(finetune_classifier(job, should_stop=at_once))[-1]
        assert isinstance(finished, RunFinished)
        named.add(finished.best_step)
        if finished.best_step in measured:
            assert finished.metrics == measured[finished.best_step]
        else:  # what was there when it was stopped
            assert finished.best_step == finished.step
    assert named & measured.keys()


def kill_after(job: ClassifierJob, n_events: int) -> None:
    """Train with every update saved, until so many events have come."""
    torch.manual_seed(job.seed)
    task = ClassifierTask(job)
    take(Loop(task, replace(task.plan(), checkpoint_seconds=0)).run(lambda: None), n_events)


def test_keeping_the_best_before_there_is_one_keeps_what_there_is(
    data: Path, tmp_path: Path
) -> None:
    job = classifier_job(tmp_path / "run", data, select="best")
    finished = list(finetune_classifier(job, should_stop=stop_after(1, StopVerb.KEEP_BEST)))[-1]
    assert isinstance(finished, RunFinished)
    assert (finished.step, finished.best_step) == (1, 1)
    assert set(finished.metrics) == {"valid_loss", "valid_accuracy", "score"}


@pytest.mark.parametrize("select", ["best", "last"])
@pytest.mark.parametrize("stopped", [2, 99])
def test_a_loss_that_is_no_number_any_more_is_said(
    select: str, stopped: int, data: Path, tmp_path: Path
) -> None:
    job = classifier_job(tmp_path, data, select=select, rate=1e30)
    with pytest.raises(InputError, match="no number any more"):
        list(finetune_classifier(job, should_stop=stop_after(stopped, StopVerb.KEEP_BEST)))


def test_without_held_out_texts_the_last_weights_are_the_best(tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data", valid=0)
    for select in ("best", "last"):
        finished = train(classifier_job(tmp_path / select, data, select=select))[-1]
        assert finished.best_step == (finished.step if select == "best" else 0)
    assert same_tensors(tmp_path / "best" / CLASSIFIER, tmp_path / "last" / CLASSIFIER)
    assert np.load(tmp_path / "best" / VALID_LOGITS).shape == (0, 2)


@pytest.mark.parametrize("unfreezing", ["full", "gradual"])
def test_best_of_all_epochs_is_what_is_left(unfreezing: str, data: Path, tmp_path: Path) -> None:
    """Of all stages too: a later one may end below an earlier (reference C.16)."""
    job = classifier_job(tmp_path, data, select="best", unfreezing=unfreezing, rate=0.5)
    events = train(job)
    epochs = [e for e in events if isinstance(e, EpochFinished)]
    assert events[-1].metrics["valid_loss"] == min(e.metrics["valid_loss"] for e in epochs)


def test_discard_leaves_no_result(data: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path / "run", data)
    events = list(finetune_classifier(job, should_stop=stop_after(3, StopVerb.DISCARD)))
    assert events[-1] == RunStopped(3, "discard")
    assert not (tmp_path / "run" / CLASSIFIER).exists()


def test_language_model_of_another_tokenizer_is_refused(base: Path, tmp_path: Path) -> None:
    from ulmfit_core.tokenizer import train_tokenizer

    data = write_classifier_data(tmp_path / "data")
    other = train_tokenizer(["some quite other words, one after another"], 300)
    (data / "tokenizer.model").write_bytes(other.to_bytes())
    with pytest.raises(ModelFileError, match="another tokenizer"):
        list(finetune_classifier(classifier_job(tmp_path / "run", data, lm_dir=str(base))))


def test_checkpoint_of_another_network_is_refused(data: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path / "run", data)
    list(finetune_classifier(job, should_stop=stop_after(2, StopVerb.PAUSE)))
    with pytest.raises(ModelFileError, match="another model"):
        list(finetune_classifier(classifier_job(tmp_path / "run", data, hidden_size=11)))


def test_without_a_better_loss_the_last_stage_ends_early(data: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path, data, rate=0.0, epochs=20, patience=2)  # it learns nothing
    events = list(finetune_classifier(job))
    stages = [event for event in events if isinstance(event, StageStarted)]
    epochs = [event for event in events if isinstance(event, EpochFinished)]
    assert len(stages) == 5
    assert len(epochs) == 4 + 2  # those before the last are whole
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert (finished.step, finished.best_step) == (epochs[-1].step, epochs[0].step)


def test_patience_begins_anew_with_each_better_loss(data: Path, tmp_path: Path) -> None:
    job = classifier_job(tmp_path, data, unfreezing="full", epochs=8, patience=2, rate=3e-2)
    epochs = [e for e in finetune_classifier(job) if isinstance(e, EpochFinished)]
    is_best = [epoch.is_best for epoch in epochs]
    assert len(epochs) == 8 or is_best[-3:] == [True, False, False]
    assert sum(is_best) > 1


@pytest.mark.parametrize("steps", [3, 13])
def test_patience_outlasts_a_pause(steps: int, data: Path, tmp_path: Path) -> None:
    settings = {"rate": 0.0, "epochs": 20, "patience": 2}
    whole = losses(list(finetune_classifier(classifier_job(tmp_path / "a", data, **settings))))
    job = classifier_job(tmp_path / "b", data, **settings)
    first = list(finetune_classifier(job, should_stop=stop_after(steps, StopVerb.PAUSE)))
    assert losses(first) + losses(list(finetune_classifier(job))) == whole


def test_without_held_out_texts_patience_has_nothing_to_go_by(tmp_path: Path) -> None:
    data = write_classifier_data(tmp_path / "data", valid=0)
    job = classifier_job(tmp_path / "run", data, unfreezing="full", epochs=4, patience=1)
    events = list(finetune_classifier(job))
    assert len([e for e in events if isinstance(e, EpochFinished)]) == 4
