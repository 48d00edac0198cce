from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.fakes import CountingJob
from ulmfit_core.errors import InputError
from ulmfit_core.process import (
    JOBS,
    TrainingProcess,
    WorkerCrashed,
    run_in_process,
)
from ulmfit_core.training.events import (
    RunFinished,
    RunStarted,
    RunStopped,
    StepFinished,
    StopCheck,
    StopVerb,
    TrainingEvent,
    never,
)
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.run_folder import RunFolder, RunState
from ulmfit_core.worker_launch import worker_command, worker_environment, yield_to_others

FAKES = "tests.fakes"
TELL = f"{FAKES}:tell"
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")


def steps_of(events: list[TrainingEvent]) -> list[StepFinished]:
    return [event for event in events if isinstance(event, StepFinished)]


def stop_after(verb: StopVerb, seen: list[TrainingEvent], n: int) -> Callable[[], StopVerb | None]:
    return lambda: verb if len(steps_of(seen)) >= n else None


def run_job(
    job: CountingJob, should_stop: StopCheck = never, process: TrainingProcess | None = None
) -> Iterator[TrainingEvent]:
    """In a child: this one, or one of its own."""
    if process is not None:
        yield from process.run(job, should_stop)
        return
    with TrainingProcess(registry=FAKES) as own:
        yield from own.run(job, should_stop)


def watched(
    job: CountingJob, verb: StopVerb, n: int, process: TrainingProcess | None = None
) -> list[TrainingEvent]:
    """Run in a child and ask it to stop once ``n`` steps have been seen."""
    seen: list[TrainingEvent] = []
    for event in run_job(job, stop_after(verb, seen, n), process=process):
        seen.append(event)
    return seen


def test_the_child_tells_the_same_as_this_process(tmp_path: Path) -> None:
    here = list(run_in_process(CountingJob(str(tmp_path / "here")), registry=FAKES))
    there = list(run_job(CountingJob(str(tmp_path / "there"))))
    assert there == here
    assert list(RunFolder.open(tmp_path / "there").events()) == here


def test_one_idle_child_serves_one_job_after_another(tmp_path: Path) -> None:
    with TrainingProcess(registry=FAKES, preload=("colorsys",)) as process:
        first = list(process.run(CountingJob(str(tmp_path / "1"))))
        second = list(process.run(CountingJob(str(tmp_path / "2"))))
        assert process.is_alive
    assert first == second
    assert not process.is_alive


def test_pause_then_resume_equals_an_uninterrupted_run(tmp_path: Path) -> None:
    whole = list(run_in_process(CountingJob(str(tmp_path / "whole")), registry=FAKES))
    job = CountingJob(str(tmp_path / "run"), trouble="wait", trouble_at=6)
    paused = watched(job, StopVerb.PAUSE, 6)
    assert paused[-1] == RunStopped(6, "pause")
    assert RunFolder.open(tmp_path / "run").state is RunState.PAUSED
    resumed = list(run_job(job))
    assert steps_of(paused) + steps_of(resumed) == steps_of(whole)
    assert resumed[-1] == whole[-1]


@needs_posix
def test_a_killed_child_is_noticed_and_its_run_resumes(tmp_path: Path) -> None:
    whole = list(run_in_process(CountingJob(str(tmp_path / "whole")), registry=FAKES))
    job = CountingJob(str(tmp_path / "run"), trouble="kill", trouble_at=7)
    with pytest.raises(WorkerCrashed, match="SIGKILL") as crash:
        list(run_job(job))
    assert crash.value.exit_code == -9
    folder = RunFolder.open(tmp_path / "run")
    assert folder.state is RunState.INTERRUPTED
    assert len(steps_of(list(folder.events()))) == 7
    resumed = list(run_job(job))
    assert resumed[0] == RunStarted("counting", 12, ("embedding", "layer 1", "head"), 4)
    assert [e for e in folder.events() if e != resumed[0]] == whole


def test_keep_best_finishes_early(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path / "run"), trouble="wait", trouble_at=6)
    events = watched(job, StopVerb.KEEP_BEST, 6)
    assert isinstance(events[-1], RunFinished)
    assert (events[-1].step, events[-1].best_step) == (6, 4)
    assert RunFolder.open(tmp_path / "run").state is RunState.FINISHED


def test_discard_leaves_nothing(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path / "run"), trouble="wait", trouble_at=6)
    assert watched(job, StopVerb.DISCARD, 6)[-1] == RunStopped(6, "discard")
    assert list(tmp_path.iterdir()) == []


def test_a_stop_meant_for_one_job_does_not_stop_the_next(tmp_path: Path) -> None:
    with TrainingProcess(registry=FAKES) as process:
        job = CountingJob(str(tmp_path / "1"), trouble="wait", trouble_at=2)
        watched(job, StopVerb.PAUSE, 2, process)
        events = list(process.run(CountingJob(str(tmp_path / "2"))))
    assert isinstance(events[-1], RunFinished)


def test_an_error_of_the_user_crosses_over(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="user error", trouble_at=2)
    with pytest.raises(InputError) as caught:
        list(run_job(job))
    assert (caught.value.message, caught.value.hint) == (
        "The corpus is empty.",
        "Choose another file.",
    )
    summary = RunFolder.open(tmp_path).summary
    assert summary is not None
    assert (summary["outcome"], summary["error"]) == ("failed", "InputError")


def test_a_bug_is_raised_with_the_end_of_the_log(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="bug", trouble_at=2)
    with pytest.raises(WorkerCrashed) as caught:
        list(run_job(job))
    assert "ZeroDivisionError: a bug in the recipe" in caught.value.log_tail
    assert "ZeroDivisionError" in RunFolder.open(tmp_path).log_path.read_text()
    assert RunFolder.open(tmp_path).state is RunState.FAILED


def test_a_child_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        TrainingProcess(registry=FAKES, preload=("no_such_module_at_all",)) as process,
        pytest.raises(WorkerCrashed, match="no_such_module_at_all"),
    ):
        list(process.run(CountingJob(str(tmp_path))))


def test_an_import_that_prints_does_no_harm(tmp_path: Path) -> None:
    with TrainingProcess(registry=FAKES, preload=("this",)) as process:  # a poem on import
        assert isinstance(list(process.run(CountingJob(str(tmp_path))))[-1], RunFinished)


@pytest.mark.parametrize("words", ["hello", "[1, 2]", "1", ""])
def test_what_others_print_before_ours_begins_does_no_harm(tmp_path: Path, words: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"print({words!r})", encoding="utf-8")
    root = worker_environment()["PYTHONPATH"]
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), root])}
    with TrainingProcess(registry=FAKES, environment=environment) as process:
        assert list(process.call(TELL, {"words": ["a"]})) == [{"word": "a"}]


def test_stray_prints_go_to_the_log(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="print", trouble_at=2)
    assert isinstance(list(run_job(job))[-1], RunFinished)
    log = RunFolder.open(tmp_path).log_path.read_text()
    assert log.splitlines() == ["a stray line", "and one past Python"]


def test_a_call_hands_over_what_it_yields_and_logs_what_it_prints(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with TrainingProcess(registry=FAKES) as process:
        told = list(process.call(TELL, {"words": ["one", "two"]}, log=log))
        again = list(process.call(TELL, {"words": ["one"]}))
    assert told == [{"word": "one"}, {"word": "two"}]
    assert again == told[:1]
    assert log.read_text() == "told\n"


def test_a_call_hears_a_stop_and_may_answer_it() -> None:
    with TrainingProcess(registry=FAKES) as process:
        arguments = {"words": [], "trouble": "wait"}
        for _ in range(2):  # asked again, it is told again
            values = process.call(TELL, arguments, lambda: StopVerb.PAUSE)
            assert list(values) == [["pause", None]]


def test_commands_do_not_come_from_the_standard_input_that_libraries_ask() -> None:
    """On Windows numpy would wait for the next command as it is imported."""
    with TrainingProcess(registry=FAKES) as process:
        assert list(process.call(f"{FAKES}:kind_of_input", {})) == [True]


def test_an_error_of_the_user_in_a_call_crosses_over() -> None:
    with TrainingProcess(registry=FAKES) as process:
        values = process.call(TELL, {"words": ["one"], "trouble": "user error"})
        assert next(values) == {"word": "one"}
        with pytest.raises(InputError, match="There is no more"):
            next(values)


def test_a_child_can_be_made_to_yield_to_all_others() -> None:
    with TrainingProcess(registry=FAKES) as process:
        as_usual = psutil.Process(process.pid).nice()
        yield_to_others(process.pid)
        lowest = 19
        if sys.platform == "win32":
            lowest = psutil.IDLE_PRIORITY_CLASS
        assert psutil.Process(process.pid).nice() == lowest != as_usual
    yield_to_others(process.pid)  # it has ended: nothing is left to do


@needs_posix
@pytest.mark.parametrize("refusal", [ProcessLookupError, PermissionError])
def test_a_child_that_ends_before_it_is_stopped_is_no_mistake(
    monkeypatch: pytest.MonkeyPatch, refusal: type[OSError]
) -> None:
    """Linux lets one signal a group of processes that have ended; macOS refuses (EPERM)."""
    signal_process_group = os.killpg

    def as_the_system_does(group: int, number: int) -> None:
        signal_process_group(group, 9)
        os.waitid(os.P_PID, group, os.WEXITED | os.WNOWAIT)
        raise refusal

    with TrainingProcess(registry=FAKES) as process:
        monkeypatch.setattr(os, "killpg", as_the_system_does)
        process.force_stop()
        assert not process.is_alive


def test_force_stop_ends_a_child_that_does_not_listen(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="deaf", trouble_at=6)
    with TrainingProcess(registry=FAKES) as process:
        seen = []
        for event in process.run(job):
            seen.append(event)
            if isinstance(event, StepFinished) and event.step == 6:
                process.force_stop()
    assert seen[-1] == event
    assert RunFolder.open(tmp_path).state is RunState.INTERRUPTED
    resumed = list(run_job(CountingJob(str(tmp_path))))
    assert isinstance(resumed[-1], RunFinished)


def test_leaving_the_iterator_early_pauses_the_run(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="wait", trouble_at=6)
    events = run_job(job)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert RunFolder.open(tmp_path).state is RunState.PAUSED


PARENT = """
import sys
from tests.fakes import CountingJob
from ulmfit_core.process import TrainingProcess
job = CountingJob(sys.argv[1], trouble="wait", trouble_at=6)
for event in TrainingProcess(registry="tests.fakes").run(job):
    print(type(event).__name__, getattr(event, "step", ""), flush=True)
"""


def test_the_parents_death_pauses_the_child(tmp_path: Path) -> None:
    """Nobody reads the orphan's events any more; its log is whole all the same."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=worker_environment(),
    ) as parent:
        assert parent.stdout is not None
        assert any(line.split() == ["StepFinished", "6"] for line in parent.stdout)
        parent.kill()
    folder = RunFolder.open(tmp_path)
    with folder.lock.held(timeout=20):
        pass  # the orphan has gone
    assert folder.state is RunState.PAUSED
    assert list(folder.events())[-1] == RunStopped(6, "pause")
    resumed = list(run_job(CountingJob(str(tmp_path))))
    assert isinstance(resumed[-1], RunFinished)


def test_a_child_that_does_not_hear_of_its_parents_end_is_ended(tmp_path: Path) -> None:
    job = CountingJob(str(tmp_path), trouble="deaf", trouble_at=6)
    with subprocess.Popen(
        [sys.executable, "-m", "ulmfit_core.worker", "--registry", FAKES, "--grace", "0.1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=worker_environment(),
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps({"run": job_to_json(job)}).encode() + b"\n")
        child.stdin.flush()
        assert any(b'"step": 6' in line for line in child.stdout)
        child.stdin.close()
        assert child.wait(timeout=60) == 1
    assert RunFolder.open(tmp_path).state is RunState.INTERRUPTED


def test_no_file_of_the_current_folder_replaces_a_module_of_the_child() -> None:
    assert worker_command(JOBS)[1:4] == ["-P", "-m", "ulmfit_core.worker"]


def test_threads_of_the_child_wait_without_spinning() -> None:
    environment = worker_environment()
    assert (environment["OMP_WAIT_POLICY"], environment["GOMP_SPINCOUNT"]) == ("PASSIVE", "0")
    assert environment.keys() >= os.environ.keys() - {"PYTHONPATH"}


def test_this_process_never_imports_torch() -> None:
    code = "import sys, ulmfit_core.process, ulmfit_core.training.history; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=worker_environment(),
    ).stdout.split()  # fmt: skip
    assert "torch" not in modules


@pytest.mark.slow
def test_an_idle_child_imports_torch_before_a_job_comes(tmp_path: Path) -> None:
    with TrainingProcess.start_idle(registry=FAKES) as process:
        job = CountingJob(str(tmp_path), trouble="modules", trouble_at=2)
        list(process.run(job))
    log = RunFolder.open(tmp_path).log_path.read_text()
    assert "torch loaded" in log
