"""Pretraining: trunk and cool-down, resumed as if never stopped, alone and by two processes."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.builders import tiny_tokenizer
from tests.core.training.recipes import (
    losses,
    pretrain_job,
    same_tensors,
    stop_after,
    take,
    texts_of,
    write_texts,
    write_tiny_base,
)
from ulmfit_core.architecture import Architecture
from ulmfit_core.errors import InputError, ModelFileError
from ulmfit_core.export.base_model import BaseModel, exact, read_base, write_base
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import open_token_store, write_token_store
from ulmfit_core.tokenizer import Tokenizer, train_tokenizer
from ulmfit_core.training.events import (
    CheckpointSaved,
    EpochFinished,
    RunFinished,
    RunStopped,
    StageStarted,
    StepFinished,
    StopVerb,
)
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.pretrain import pretrain
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_start import with_vocabulary
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.training.run_record import record
from ulmfit_core.training.trunk import reopen_trunk
from ulmfit_core.training.world import World

WEIGHTS = Path("base") / "weights.safetensors"
TRUNK = Path("trunk") / "state.safetensors"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_texts(tmp_path_factory.mktemp("texts") / "data", 8)


def rates(events: list[Any]) -> list[float]:
    return [e.learning_rates[0] for e in events if isinstance(e, StepFinished)]


def test_warms_up_holds_and_cools_down(data: Path, tmp_path: Path) -> None:
    events = list(pretrain(pretrain_job(tmp_path, data, peak_rate=0.01)))
    stages = [e for e in events if isinstance(e, StageStarted)]
    assert [s.name for s in stages] == ["trunk", "cool-down"]
    measured = rates(events)
    cut = stages[1].first_step - 1
    assert measured[:3] == pytest.approx([0.01 / 3, 0.02 / 3, 0.01])
    assert measured[3:cut] == pytest.approx([0.01] * (cut - 3))
    assert measured[cut:] == sorted(measured[cut:], reverse=True)
    assert 0 < measured[-1] < measured[cut] <= 0.01
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert sum(e.n_tokens for e in events if isinstance(e, StepFinished)) >= 270
    assert [e for e in events if isinstance(e, EpochFinished)]


def test_ends_with_a_base_model_that_says_what_it_is(data: Path, tmp_path: Path) -> None:
    finished = list(pretrain(pretrain_job(tmp_path, data, name="tiny", backward=True)))[-1]
    base = read_base(tmp_path / "base")
    assert (base.name, base.direction) == ("tiny", "backward")
    assert base.training["steps"] == finished.step
    expected = finished.metrics["bits_per_byte"]
    assert base.training["valid_bits_per_byte"] == pytest.approx(expected, abs=1e-4)
    config = (tmp_path / "base" / "config.json").read_text()
    assert str(data) not in config
    assert str(tmp_path) not in config


def test_learns(data: Path, tmp_path: Path) -> None:
    job = pretrain_job(tmp_path, data, total_tokens=6000, peak_rate=0.02, dropout=0.0, bptt=20)
    events = list(pretrain(replace(job, evaluate_tokens=10**9)))
    assert losses(events)[-1] < 0.6 * losses(events)[0]


@pytest.mark.parametrize("backward", [False, True])
def test_paused_anywhere_and_resumed_equals_uninterrupted(
    backward: bool, data: Path, tmp_path: Path
) -> None:
    whole = list(pretrain(pretrain_job(tmp_path / "whole", data, backward=backward)))
    n_steps = len(losses(whole))
    assert n_steps >= 9
    for k in range(1, n_steps + 1):
        job = pretrain_job(tmp_path / f"run {k}", data, backward=backward)
        first = list(pretrain(job, should_stop=stop_after(k, StopVerb.PAUSE)))
        assert first[-1] == RunStopped(k, "pause")
        second = list(pretrain(job))
        assert losses(first) + losses(second) == losses(whole)
        assert rates(first) + rates(second) == rates(whole)
        assert second[-1] == whole[-1]
        assert same_tensors(tmp_path / f"run {k}" / WEIGHTS, tmp_path / "whole" / WEIGHTS)
        assert same_tensors(tmp_path / f"run {k}" / TRUNK, tmp_path / "whole" / TRUNK)


@pytest.mark.parametrize("checkpoint_minutes", [0.0, 5.0])
def test_killed_anywhere_and_resumed_equals_uninterrupted(
    checkpoint_minutes: float, data: Path, tmp_path: Path
) -> None:
    changes = {"checkpoint_minutes": checkpoint_minutes}
    whole = list(pretrain(pretrain_job(tmp_path / "whole", data, **changes)))
    for k in range(1, len(whole), 3):
        job = pretrain_job(tmp_path / "run", data, **changes)
        shutil.rmtree(tmp_path / "run", ignore_errors=True)
        take(pretrain(job), k)
        second = list(pretrain(job))
        assert losses(whole)[second[0].step :] == losses(second)
        assert same_tensors(tmp_path / "run" / WEIGHTS, tmp_path / "whole" / WEIGHTS)


def test_every_epoch_begins_with_a_fresh_state(tmp_path: Path) -> None:
    """One text, nothing learnt, nothing dropped: every epoch reads the same."""
    data = write_texts(tmp_path / "data", 1)
    job = pretrain_job(tmp_path / "run", data, peak_rate=0.0, dropout=0.0, bptt=4, batch_size=2)
    measured = losses(list(pretrain(job)))
    n = measured.index(measured[0], 1)
    assert 1 < n < len(measured) / 2
    assert measured == (measured[:n] * len(measured))[: len(measured)]


def test_finished_run_goes_on_from_its_trunk(data: Path, tmp_path: Path) -> None:
    short = list(pretrain(pretrain_job(tmp_path / "run", data)))
    trunk = next(e.step for e in short if isinstance(e, CheckpointSaved))
    longer = {"total_tokens": 500}
    on = list(pretrain(pretrain_job(tmp_path / "run", data, **longer)))
    assert on[0].step == trunk
    at_once = list(pretrain(pretrain_job(tmp_path / "at once", data, **longer)))
    assert losses(at_once) == losses(short)[:trunk] + losses(on)
    assert same_tensors(tmp_path / "run" / WEIGHTS, tmp_path / "at once" / WEIGHTS)


def test_nothing_of_a_cool_down_outlives_it(data: Path, tmp_path: Path) -> None:
    """A crash within a swap may leave the checkpoint before: it must not come back later."""
    job = pretrain_job(tmp_path / "run", data)
    list(pretrain(job, should_stop=stop_after(11, StopVerb.PAUSE)))
    cooldown = tmp_path / "run" / "cooldown"
    assert cooldown.exists()
    shutil.copytree(cooldown, cooldown.with_name("cooldown.previous"))
    list(pretrain(job))
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["base", "trunk"]


def test_killed_once_the_base_is_written_it_does_not_cool_down_again(
    data: Path, tmp_path: Path
) -> None:
    job = pretrain_job(tmp_path / "run", data, checkpoint_minutes=0.0)
    first = until_finished(pretrain(job))  # and nobody has written that down
    second = list(pretrain(job))
    assert losses(second) == []
    assert second[-1] == first[-1]


def test_a_kill_after_the_end_leaves_no_cool_down_to_go_on_from(data: Path, tmp_path: Path) -> None:
    job = pretrain_job(tmp_path / "run", data, checkpoint_minutes=0.0)
    folder = RunFolder.create(tmp_path / "run", job_to_json(job))
    told = until_finished(record(folder, pretrain(job)))
    trunk = max(e.step for e in told if isinstance(e, CheckpointSaved) and e.path == "trunk")
    assert (folder.state, (folder.path / "cooldown").exists()) == (RunState.FINISHED, True)
    reopen_trunk(folder)
    on = list(record(folder, pretrain(replace(job, total_tokens=500))))
    assert on[0].step == trunk
    assert not (folder.path / "cooldown").exists()


def until_finished(events: Iterator[Any]) -> list[Any]:
    """Up to the end as it is told; a kill follows at once."""
    told = []
    for event in events:
        told.append(event)
        if isinstance(event, RunFinished):
            break
    events.close()  # type: ignore[attr-defined]
    return told


def test_stops_by_the_clock(data: Path, tmp_path: Path) -> None:
    events = list(pretrain(pretrain_job(tmp_path, data, total_tokens=0, minutes=1e-4)))
    assert isinstance(events[-1], RunFinished)
    assert read_base(tmp_path / "base").training["steps"] == events[-1].step >= 1


def test_stop_and_keep_writes_a_base_model(data: Path, tmp_path: Path) -> None:
    events = list(
        pretrain(pretrain_job(tmp_path, data), should_stop=stop_after(4, StopVerb.KEEP_BEST))
    )
    assert isinstance(events[-1], RunFinished)
    assert read_base(tmp_path / "base").training["steps"] == 4


def test_measures_in_no_more_than_a_twentieth_of_the_time(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graphics card reads in a second what is to lie between two measurements."""
    clock = itertools.count(step=1.0)
    monkeypatch.setattr(
        "ulmfit_core.training.pretrain_evaluation.time.monotonic", lambda: next(clock)
    )
    job = pretrain_job(tmp_path, data, total_tokens=3000, evaluate_tokens=1)
    kinds = [type(e) for e in pretrain(job) if isinstance(e, StepFinished | EpochFinished)]
    assert 3 < kinds.count(EpochFinished) < kinds.count(StepFinished) / 4


def test_an_update_that_overflows_is_left_out(data: Path, tmp_path: Path) -> None:
    base = read_base(write_tiny_base(tmp_path / "base"))
    with torch.no_grad():
        base.model.decoder.bias[0] = float("nan")
    write_base(base, tmp_path / "broken", exact)
    job = pretrain_job(tmp_path / "run", data, start_from=str(tmp_path / "broken"))
    list(pretrain(job, should_stop=stop_after(2, StopVerb.PAUSE)))
    weights = load_file(tmp_path / "run" / TRUNK)
    assert weights["model.encoder.embedding.weight"].isfinite().all()


def test_where_every_update_is_left_out_it_stops(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ulmfit_core.training.pretrain._MOST_LOST", 5)
    base = read_base(write_tiny_base(tmp_path / "base"))
    with torch.no_grad():
        base.model.decoder.bias[0] = float("nan")
    write_base(base, tmp_path / "broken", exact)
    job = pretrain_job(tmp_path / "run", data, start_from=str(tmp_path / "broken"))
    steps: list[StepFinished] = []
    with pytest.raises(InputError, match="no number for 5 updates"):
        steps.extend(event for event in pretrain(job) if isinstance(event, StepFinished))


def test_goes_on_from_a_base_model(data: Path, tmp_path: Path) -> None:
    job = pretrain_job(tmp_path / "first", data, total_tokens=3000, peak_rate=0.02, dropout=0.0)
    first = list(pretrain(job))
    start_from = str(tmp_path / "first" / "base")
    on = replace(job, run_dir=str(tmp_path / "second"), start_from=start_from, total_tokens=270)
    second = list(pretrain(on))
    assert losses(second)[0] < 0.8 * losses(first)[0]
    before, after = (read_base(tmp_path / n / "base").training for n in ("first", "second"))
    assert (after["tokens_before"], after["hours_before"]) == (before["tokens"], before["hours"])
    assert after["tokens"] - before["tokens"] == sum(
        e.n_tokens for e in second if isinstance(e, StepFinished)
    )
    assert str(tmp_path) not in (tmp_path / "second" / "base" / "config.json").read_text()


def test_begins_with_a_base_that_reads_the_other_way(data: Path, tmp_path: Path) -> None:
    forward = pretrain_job(tmp_path / "first", data, total_tokens=3000, peak_rate=0.02, dropout=0.0)
    first = list(pretrain(forward))
    start_from = str(tmp_path / "first" / "base")
    on = replace(forward, run_dir=str(tmp_path / "second"), start_from=start_from, backward=True)
    second = list(pretrain(replace(on, total_tokens=270)))
    assert losses(second)[0] < 0.95 * losses(first)[0]
    assert read_base(tmp_path / "second" / "base").direction == "backward"


def test_begins_with_a_base_of_another_vocabulary(tmp_path: Path) -> None:
    base, data = read_base(write_tiny_base(tmp_path / "base")), write_texts(tmp_path / "data")
    other = train_tokenizer(["The river and the rain are where they were."] * 9, 310)
    (data / "tokenizer.model").write_bytes(other.to_bytes())
    for part in ("train", "valid"):
        write_token_store(texts_of(12)[0], other, data / part)
    job = pretrain_job(tmp_path / "run", data, start_from=str(tmp_path / "base"), peak_rate=0.0)
    with pytest.raises(ModelFileError, match="another tokenizer"):
        list(pretrain(job))
    list(pretrain(replace(job, new_vocabulary=True)))
    made = read_base(tmp_path / "run" / "base")
    assert made.tokenizer.sha256 == other.sha256
    pieces = [[t.piece(i) for i in range(t.vocab_size)] for t in (base.tokenizer, other)]
    both = [piece for piece in pieces[1] if piece in pieces[0]]
    assert 256 <= len(both) < len(pieces[1])
    old, new = (model.model.encoder.embedding.weight.detach() for model in (base, made))
    for piece in both:
        before, after = (
            table[own.index(piece)] for table, own in zip((old, new), pieces, strict=True)
        )
        torch.testing.assert_close(after, before, atol=2e-3, rtol=0)  # stored in 8 bits
    strange = new[[i for i, piece in enumerate(pieces[1]) if piece not in pieces[0]]]
    assert 0.5 < float(strange.std() / old.std()) < 2
    layers = [m.model.encoder.layers[1].weight_hh_l0.detach() for m in (base, made)]
    torch.testing.assert_close(*layers, atol=2e-3, rtol=0)


def test_a_new_vocabulary_leaves_layers_whose_gates_are_as_many_as_pieces() -> None:
    old = train_tokenizer(["The river and the rain are where they were."] * 9, 280)
    model = LanguageModel(Architecture(old.vocab_size, 8, old.vocab_size // 4, n_layers=2))
    made = with_vocabulary(BaseModel("old", "forward", {}, model, old), tiny_tokenizer())
    for before, after in zip(model.encoder.layers, made.encoder.layers, strict=True):
        torch.testing.assert_close(after.state_dict(), before.state_dict(), atol=0, rtol=0)


def test_base_of_other_sizes_is_refused(data: Path, tmp_path: Path) -> None:
    base = write_tiny_base(tmp_path / "base")
    job = pretrain_job(tmp_path / "run", data, start_from=str(base), hidden_size=12)
    with pytest.raises(InputError, match="other sizes"):
        list(pretrain(job))


def test_corpus_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    data = write_texts(tmp_path / "data")
    write_token_store([""], Tokenizer.load(data / "tokenizer.model"), data / "train")
    with pytest.raises(InputError, match="no text"):
        list(pretrain(pretrain_job(tmp_path / "run", data)))


PROCESS = """
import json, os, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from ulmfit_core.training.events import to_json
from ulmfit_core.training.jobs import job_from_json
from ulmfit_core.training.pretrain import pretrain
from ulmfit_core.training.world import join_world
world = join_world()
def tell(said):
    sys.stdout.write(json.dumps(said) + "\\n")  # whole lines: two processes share the pipe
    sys.stdout.flush()
tell({"event": "Process", "rank": world.rank, "process": os.getpid()})
for event in pretrain(job_from_json(json.loads(sys.argv[1]))):
    if world.leads:
        tell(to_json(event))
threads = [Path(task, "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
tell({"event": "Left", "threads": threads})
"""


@contextmanager
def under_torchrun(job: PretrainJob, n: int, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """So many processes of PROCESS; what they say comes as it is said."""
    script = folder / "process.py"
    script.write_text(PROCESS)
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command = [*launch, f"--nproc-per-node={n}", str(script), json.dumps(job_to_json(job))]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.getcwd()}
    with (
        (folder / "stderr.txt").open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as process,
    ):
        yield process


def told(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    return (json.loads(line) for line in process.stdout)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("streams", [4, 5])
def test_two_processes_learn_what_one_learns(data: Path, tmp_path: Path, streams: int) -> None:
    """The same global batch, shared by two: the same losses and, but for rounding, weights."""
    curves = []
    for n in (1, 2):
        job = pretrain_job(tmp_path / f"by {n}", data, batch_size=streams, dropout=0.0)
        with under_torchrun(job, n, tmp_path) as process:
            curves.append([e["loss"] for e in told(process) if e["event"] == "StepFinished"])
        assert process.returncode == 0, (tmp_path / "stderr.txt").read_text()
    assert len(curves[0]) >= 6
    assert curves[1] == pytest.approx(curves[0], rel=1e-4)
    one, two = (read_base(tmp_path / f"by {n}" / "base").training for n in (1, 2))
    assert two["valid_bits_per_byte"] == pytest.approx(one["valid_bits_per_byte"], rel=1e-3)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_killed_process_ends_all_and_the_run_goes_on_from_its_checkpoint(
    data: Path, tmp_path: Path
) -> None:
    job = pretrain_job(tmp_path / "killed", data, batch_size=4, dropout=0.0)
    endless = replace(job, total_tokens=10**9, checkpoint_minutes=0)
    with under_torchrun(endless, 2, tmp_path) as process:
        ids, n_saved = {}, 0
        for event in told(process):
            ids |= {event["rank"]: event["process"]} if event["event"] == "Process" else {}
            n_saved += event["event"] == "CheckpointSaved"
            if n_saved == 2 and len(ids) == 2:
                os.kill(ids[1], signal.SIGKILL)
                break
        list(told(process))
    assert process.returncode != 0
    assert not Path(f"/proc/{ids[0]}").exists()
    with under_torchrun(job, 2, tmp_path) as process:
        said = list(told(process))
    assert process.returncode == 0, (tmp_path / "stderr.txt").read_text()
    assert next(e["step"] for e in said if e["event"] == "StepFinished") > 1
    threads = [e["threads"] for e in said if e["event"] == "Left"]
    # One that is left may abort the process as the interpreter ends.
    assert len(threads) == 2
    assert not any("gloo" in name for names in threads for name in names)
    whole = replace(job, run_dir=str(tmp_path / "whole"))
    with under_torchrun(whole, 2, tmp_path) as process:
        list(told(process))
    resumed, never_stopped = (tmp_path / name / WEIGHTS for name in ("killed", "whole"))
    assert resumed.read_bytes() == never_stopped.read_bytes()


def test_dropout_sets_in_after_so_many_readings(data: Path, tmp_path: Path) -> None:
    def learnt(name: str, **changes: Any) -> list[StepFinished]:
        events = pretrain(pretrain_job(tmp_path / name, data, **changes))
        return [e for e in events if isinstance(e, StepFinished)]

    without, late = learnt("without", dropout=0.0), learnt("late", dropout_after=1)
    first = next(n for n, (a, b) in enumerate(zip(without, late, strict=True)) if a.loss != b.loss)
    read = sum(event.n_tokens for event in without[:first])
    once = open_token_store(data / "train").n_tokens
    assert 0.7 * once < read <= once


class Follower(World):
    """One of several processes; an update of the leading one takes it a second and a half."""

    def agree(self, decision: int) -> int:
        return 1_500_000 if decision > 500 else decision


def test_the_leading_process_tells_how_long_an_update_took(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ulmfit_core.training.pretrain.join_world", Follower)
    events = pretrain(pretrain_job(tmp_path, data))
    assert {e.seconds for e in events if isinstance(e, StepFinished)} == {1.5}
