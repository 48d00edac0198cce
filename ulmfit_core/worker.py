"""The child process that trains: commands in, events out, one JSON object a line.

``python -m ulmfit_core.worker`` reads ``{"run": job}``, ``{"call": "module:generator",
"arguments": {…}, "log": path}``, ``{"stop": verb}`` and ``{"exit": true}`` from standard
input. It writes each event of the run, or ``{"value": …}`` for whatever the generator yields,
then ``{"done": true}`` or ``{"error": kind, "message": …, "hint": …}``, to standard output.
When the input ends, its parent has gone: it pauses the run with a checkpoint and exits; a job
that does not hear of it in time is ended where it stands.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from ulmfit_core.errors import UlmfitError
from ulmfit_core.machine import machine_error
from ulmfit_core.training.events import StopVerb, to_json
from ulmfit_core.training.run_folder import RunFolder
from ulmfit_core.training.run_record import record

NICENESS = 10
_GRACE_SECONDS = 120.0  # for a job to hear that its parent has gone, and to save
_STDIN, _STDOUT, _STDERR = 0, 1, 2
_CHUNK_BYTES = 1 << 16
_AS_IS = getattr(os, "O_BINARY", 0)  # Windows would end a line that Python has ended again


class Commands:
    """What the parent asks for, read by a thread so that a stop is seen between steps."""

    def __init__(self, lines: Iterable[bytes], grace: float = _GRACE_SECONDS) -> None:
        self._lines = lines
        self._grace = grace
        self._jobs: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._verb: StopVerb | None = None
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def jobs(self) -> Iterator[dict[str, Any]]:
        """Each ``run`` or ``call`` as it arrives; ends at ``exit`` or when the parent has gone."""
        while (job := self._jobs.get()) is not None:
            yield job

    def stop_verb(self) -> StopVerb | None:
        """The running job's stop check; the newest verb counts."""
        return self._verb

    def answer(self) -> None:
        """Forget the verb: it was acted on."""
        self._verb = None

    def _read(self) -> None:
        for line in self._lines:
            command = json.loads(line)
            if "run" in command or "call" in command:
                self._verb = None  # here, not in the main thread: a stop may follow at once
                self._jobs.put(command)
            elif "stop" in command:
                self._verb = StopVerb(command["stop"])
            else:
                break
        self._verb = self._verb or StopVerb.PAUSE
        self._jobs.put(None)
        _exit_after(self._grace)


class Messages:
    """Standard output, kept for the protocol: whatever else prints goes to standard error."""

    def __init__(self) -> None:
        self._descriptor = os.dup(_STDOUT)
        os.dup2(_STDERR, _STDOUT)
        sys.stdout = sys.stderr

    def send(self, message: dict[str, Any]) -> None:
        """One line to the parent. Nobody left to read it is no reason to lose the run."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:  # the parent has gone; the end of its input pauses the run
            return


class StderrLog:
    """Sends standard error, native crashes included, to a run's log for a while."""

    def __init__(self) -> None:
        self._original = os.dup(_STDERR)

    @contextmanager
    def written_to(self, path: Path) -> Iterator[None]:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _AS_IS, 0o644)
        self._point_to(descriptor)
        os.close(descriptor)
        try:
            yield
        except Exception as error:
            if not isinstance(error, UlmfitError):
                traceback.print_exc()
            raise
        finally:
            self.restore()

    def restore(self) -> None:
        """Let go of the log; a discarded run can be deleted only then on Windows."""
        self._point_to(self._original)

    def _point_to(self, descriptor: int) -> None:
        sys.stderr.flush()
        os.dup2(descriptor, _STDERR)
        os.dup2(descriptor, _STDOUT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve jobs until told to exit; returns the process's exit status."""
    options = _parsed(arguments)
    faulthandler.enable()
    _lower_priority()
    messages, log = Messages(), StderrLog()
    commands = Commands(_lines_of(_taken_input()), options.grace)
    for name in options.preload:
        importlib.import_module(name)
    registry = importlib.import_module(options.registry)
    for command in commands.jobs():
        _serve(command, registry, commands, messages, log)
    return 0


def _serve(
    command: dict[str, Any], registry: Any, commands: Commands, messages: Messages, log: StderrLog
) -> None:
    """One run or call, reported line by line."""
    try:
        replies = _call(command, commands, log) if "call" in command else None
        for message in replies or _run(command["run"], registry, commands, log):
            messages.send(message)
    except Exception as error:
        known = machine_error(error)
        if known is None:
            raise
        messages.send({"error": type(known).__name__, "message": known.message, "hint": known.hint})
    else:
        messages.send({"done": True})


def _run(
    values: dict[str, Any], registry: Any, commands: Commands, log: StderrLog
) -> Iterator[dict[str, Any]]:
    """The events of a run, which is recorded in its folder."""
    job = registry.job_from_json(values)
    folder = RunFolder.open_or_create(job.run_dir, values)
    with log.written_to(folder.log_path):
        recipe = registry.recipe_of(job.kind)
        for event in record(folder, recipe(job, should_stop=commands.stop_verb)):
            message = to_json(event)
            if message.get("verb") == StopVerb.DISCARD:
                log.restore()
            yield message


def _call(command: dict[str, Any], commands: Commands, log: StderrLog) -> Iterator[dict[str, Any]]:
    """What a generator function of ours yields, given the stop requests and its arguments."""
    module, _, name = command["call"].partition(":")
    function = getattr(importlib.import_module(module), name)
    with log.written_to(Path(command["log"])) if command["log"] else nullcontext():
        for value in function(commands, **command["arguments"]):
            if isinstance(value, dict) and value.get("verb") == StopVerb.DISCARD:
                log.restore()
            yield {"value": value}


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ulmfit_core.worker")
    parser.add_argument("--registry", default="ulmfit_core.training.jobs")
    parser.add_argument("--preload", action="append", default=[])
    parser.add_argument("--grace", type=float, default=_GRACE_SECONDS)
    return parser.parse_args(arguments)


def _exit_after(seconds: float) -> None:
    """Nobody waits for this process any more; it must not compute for hours unseen."""
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


def _lower_priority() -> None:
    """Leave the cores to whoever works at the keyboard; Windows is told when we are started."""
    if sys.platform != "win32":
        os.nice(NICENESS)


def _taken_input() -> int:
    """A descriptor of what the parent sends; whoever reads standard input finds its end.

    On Windows, asking standard input what it is waits while a thread reads from it, and numpy
    asks as it is loaded (numpy#24290).
    """
    taken = os.dup(_STDIN)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, _STDIN)
    os.close(nothing)
    return taken


def _lines_of(descriptor: int) -> Iterator[bytes]:
    """Each whole line as soon as it is sent.

    Not a file object: a thread blocked in its buffer would abort the interpreter's exit.
    """
    pending = b""
    while chunk := os.read(descriptor, _CHUNK_BYTES):
        *lines, pending = (pending + chunk).split(b"\n")
        yield from lines


if __name__ == "__main__":
    sys.exit(main())
