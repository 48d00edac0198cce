"""A run in a low-priority child process, served as the same iterator of events.

Torch-free: only the child imports what trains. The child records the run in its folder
itself (see ``run_record.record``), so the log is whole even when this process dies first.
"""

from __future__ import annotations

import importlib
import json
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

from ulmfit_core import errors
from ulmfit_core.errors import UlmfitError
from ulmfit_core.training.events import (
    StopCheck,
    StopVerb,
    TrainingEvent,
    from_json,
    never,
)
from ulmfit_core.training.jobs import job_to_json
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.run_record import record
from ulmfit_core.worker_launch import signal_group, start_worker, worker_command

JOBS = "ulmfit_core.training.jobs"
_POLL_SECONDS = 0.1  # how late a stop may reach a silent child
_LOG_LINES = 20
_KILLED = -9
_PATIENCE = 30.0  # seconds


class Job(Protocol):
    """A frozen job dataclass as far as a process needs to know it."""

    @property
    def kind(self) -> str: ...

    @property
    def run_dir(self) -> str: ...


class JobRegistry(Protocol):
    """A module that knows jobs and their recipes; ``ulmfit_core.training.jobs`` is ours."""

    def job_from_json(self, values: dict[str, Any]) -> Any: ...

    def recipe_of(self, kind: str) -> Callable[..., Iterator[TrainingEvent]]: ...


class WorkerCrashed(Exception):
    """The training process died without a word: a bug of ours or not enough memory.

    ``log_tail`` holds the last lines it wrote, ``exit_code`` is negative for a signal.
    """

    def __init__(self, exit_code: int, log_tail: str) -> None:
        self.exit_code = exit_code
        self.log_tail = log_tail
        self.message = (
            f"The training process stopped unexpectedly ({_exit_words(exit_code)}). "
            "Everything up to the last checkpoint is kept."
        )
        self.hint = (
            "The machine may have run out of memory: close other programs. A training can go on "
            "with half the batch (batch_parts=2 with --set and --lm-set)."
            if self.may_lack_memory
            else "Resume the run; if it happens again, report it with the run's log.txt."
        )
        super().__init__(f"{self.message} {self.hint}\n{log_tail}".strip())

    @property
    def may_lack_memory(self) -> bool:
        """Whether it was killed: by the system, where memory had run out."""
        return self.exit_code == _KILLED


def run_in_process(
    job: Job, should_stop: StopCheck = never, *, registry: str = JOBS
) -> Iterator[TrainingEvent]:
    """What ``TrainingProcess.run`` yields, from the same recipe, in this process and recorded in
    ``job.run_dir`` the same way."""
    jobs = _registry(registry)
    folder = RunFolder.open_or_create(job.run_dir, job_to_json(job))
    yield from record(folder, jobs.recipe_of(job.kind)(job, should_stop=should_stop))


class TrainingProcess:
    """One child process; runs jobs one after another until closed."""

    def __init__(
        self,
        *,
        registry: str = JOBS,
        preload: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        """Start the child, which imports the modules named in ``preload`` at once.

        It has ``patience`` seconds to pause what is left early; then it ends where it stands.
        """
        self._force_stopped = False
        self._patience = patience
        self._log_path: Path | None = None  # of what the child does
        self._early_stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        try:
            self._child = start_worker(
                worker_command(registry, preload), self._early_stderr, environment
            )
        except OSError:
            self._early_stderr.close()
            raise
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="training-events", daemon=True)
        self._reader.start()

    @classmethod
    def start_idle(
        cls, *, registry: str = JOBS, environment: Mapping[str, str] | None = None
    ) -> TrainingProcess:
        """A child that imports torch now, so that a later job starts at once."""
        return cls(registry=registry, preload=("torch",), environment=environment)

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        return self._child.poll() is None

    def ending(self, is_unwanted: Callable[[], bool]) -> StopCheck:
        """A ``should_stop`` that ends the child at once, in the midst of what it does, where it
        ``is_unwanted``."""

        def end_if_unwanted() -> None:
            if is_unwanted():
                self.force_stop(grace_seconds=0.0)

        return end_if_unwanted

    def run(self, job: Job, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
        """The run's events, recorded in ``job.run_dir`` by the child.

        ``should_stop`` is asked several times a second even while the child is silent. Leaving
        the iterator early pauses the run with a checkpoint. After ``force_stop`` it just ends;
        the run is "interrupted" and resumes from its last checkpoint. Raises the child's
        UlmfitError, or WorkerCrashed.
        """
        command = {"run": job_to_json(job)}
        log = RunFolder(Path(job.run_dir)).log_path
        for message in self._asked(command, should_stop, log):
            yield from_json(message)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        should_stop: StopCheck = never,
        log: Path | None = None,
    ) -> Iterator[Any]:
        """What a generator function of ours yields in the child, as JSON brings it over.

        ``function`` is "module:name"; it is given the child's StopRequests, then
        ``arguments``. What it prints goes to ``log``. Ends and raises as ``run`` does.
        """
        command = {
            "call": function,
            "arguments": dict(arguments),
            "log": str(log) if log else "",
        }
        for message in self._asked(command, should_stop, log):
            yield message["value"]

    def force_stop(self, grace_seconds: float = 2.0) -> None:
        """End the child now: terminate, then kill it with all it started.

        Work since the last checkpoint is lost. Safe to call from another thread while
        the run is being iterated.
        """
        self._force_stopped = True
        if not self.is_alive:
            return
        signal_group(self._child, force=False)
        try:
            self._child.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            signal_group(self._child, force=True)
            self._child.wait()

    def close(self) -> None:
        """Let the child pause what it runs and exit; force it when its patience is over."""
        assert self._child.stdin is not None
        with suppress(OSError):  # it may have gone already
            self._child.stdin.close()
        try:
            self._child.wait(self._patience)
        except subprocess.TimeoutExpired:
            self.force_stop()
        self._reader.join()
        self._early_stderr.close()

    def __enter__(self) -> TrainingProcess:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _asked(
        self, command: Mapping[str, Any], should_stop: StopCheck, log: Path | None
    ) -> Iterator[dict[str, Any]]:
        """The replies to a command; a child whose work is left early is closed."""
        self._log_path = log
        ended = False
        try:
            self._send(command)
            for message in self._replies(should_stop):
                if "event" not in message and "value" not in message:
                    ended = True
                    _raise_error(message)
                    return
                yield message
        finally:
            if not ended:
                self.close()

    def _replies(self, should_stop: StopCheck) -> Iterator[dict[str, Any]]:
        """What the child says, up to its death; forwards each new stop verb meanwhile."""
        sent: StopVerb | None = None
        while True:
            verb = should_stop()
            if verb != sent:
                sent = verb
                if verb is not None:
                    self._send({"stop": verb.value})
            try:
                message = self._messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if message is None:
                return self._raise_crash()
            yield message

    def _send(self, command: Mapping[str, Any]) -> None:
        assert self._child.stdin is not None
        with suppress(OSError, ValueError):  # a dead child is noticed at the end of its output
            self._child.stdin.write(json.dumps(command).encode() + b"\n")
            self._child.stdin.flush()

    def _read(self) -> None:
        """Lines to messages, None at the end; a thread, as Windows cannot select on a pipe."""
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                if (message := _message(line)) is not None:
                    self._messages.put(message)
        self._messages.put(None)

    def _raise_crash(self) -> None:
        exit_code = self._child.wait()
        if not self._force_stopped:
            raise WorkerCrashed(exit_code, self._log_tail())

    def _log_tail(self) -> str:
        self._early_stderr.seek(0)
        text = self._early_stderr.read()
        if self._log_path is not None and self._log_path.exists():
            text += self._log_path.read_bytes()
        return "\n".join(text.decode("utf-8", "replace").splitlines()[-_LOG_LINES:])


def _registry(name: str) -> JobRegistry:
    return cast(JobRegistry, importlib.import_module(name))


def _message(line: bytes) -> dict[str, Any] | None:
    """What the child said; None for half a line of a killed one, and for what somebody else's
    code prints before ours begins (a ``sitecustomize``)."""
    try:
        message = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _raise_error(message: Mapping[str, Any]) -> None:
    """Raise again what the child raised; ``{"done": true}`` raises nothing."""
    if "error" in message:
        kind = getattr(errors, message["error"], UlmfitError)
        raise kind(message["message"], message["hint"])


def _exit_words(exit_code: int) -> str:
    if exit_code < 0:
        with suppress(ValueError):
            return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"
