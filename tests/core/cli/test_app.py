from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from tests.builders import tiny_bundle
from tests.core.cli.conftest import Ulmfit
from ulmfit_core.cli.app import app, guarded
from ulmfit_core.cli.interrupts import Interrupted
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.process import WorkerCrashed

COMMANDS = ("train", "evaluate", "predict", "info", "agreement", "perplexity", "pretrain")
HEAVY = ("torch", "pandas", "sklearn", "onnxruntime", "onnx", "scipy")


def test_help_names_every_command(ulmfit: Ulmfit) -> None:
    said = ulmfit("--help")
    assert said.status == 0
    assert all(f"  {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(ulmfit: Ulmfit, command: str) -> None:
    said = ulmfit(command, "--help")
    assert said.status == 0
    assert " range>" not in said.out  # a type where a metavar should be
    params = vars(typer.main.get_command(app))["commands"][command].params
    assert [param.name for param in params if not getattr(param, "help", "x")] == []


@pytest.mark.parametrize("command", ["perplexity", "pretrain"])
def test_help_says_which_column_is_read_where_none_is_named(ulmfit: Ulmfit, command: str) -> None:
    assert 'Without it, "text".' in " ".join(ulmfit(command, "--help").out.split())


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ulmfit_core.cli.app import run; run(['train', '--help']);"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_version(ulmfit: Ulmfit) -> None:
    assert ulmfit("--version").out.startswith("ulmfit 0.")


def test_module_is_the_command() -> None:
    command = [sys.executable, "-m", "ulmfit_core", "train"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Missing" in done.stderr


@pytest.mark.parametrize("wrong", [["fly"], ["train", "--wings"], ["info", "a", "b"]])
def test_wrong_usage_is_2(ulmfit: Ulmfit, wrong: list[str]) -> None:
    said = ulmfit(*wrong)
    assert said.status == 2
    assert said.out == ""
    assert "Usage: ulmfit" in said.err


def raiser(error: BaseException) -> int:
    def action() -> None:
        raise error

    return guarded(action)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError("It is wet.", "Dry it."), 2, "Error: It is wet.\nDry it."),
        (Interrupted("Paused. All is kept."), 130, "Paused. All is kept."),
        (ZeroDivisionError("oops"), 1, "This is a bug of ours"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), 2, "(/x)"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "/x"), 2, "too long (/x)"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (OSError(errno.EBADF, "Bad file descriptor"), 1, "This is a bug of ours"),
        (WorkerCrashed(-9, "last words"), 1, "The training process stopped"),
    ],
)
def test_every_end_has_a_status_and_a_sentence(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, said: str
) -> None:
    assert raiser(error) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert ("Traceback" in captured.err) == (said == "This is a bug of ours")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise there")
@pytest.mark.parametrize(
    "arguments", [["train", "--help"], ["--version"], ["info", "en-compact"], ["info", "--json"]]
)
def test_whom_nobody_reads_any_more_ends_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "ulmfit_core", *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_a_console_of_any_encoding_is_written_to(tmp_path: Path, encoding: str) -> None:
    bundle, model = tiny_bundle(), tmp_path / "m.ulmfit"
    labels = ("Łódź", "日本", *bundle.config.labels[2:])
    write_bundle(replace(bundle, config=replace(bundle.config, labels=labels)), model)
    command = [sys.executable, "-m", "ulmfit_core", "info", model]
    known = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    said, told = (
        subprocess.run([*command, *option], capture_output=True, env=known)
        for option in ([], ["--json"])
    )
    assert (said.returncode, said.stderr, told.returncode, told.stderr) == (0, b"", 0, b"")
    assert labels[1].encode(encoding, "backslashreplace") in said.stdout
    assert json.loads(told.stdout.decode(encoding))["labels"] == list(labels)


def test_markup_in_a_message_is_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert raiser(InputError("No file [red]x[/] :smile:")) == 2
    assert "No file [red]x[/] :smile:" in capsys.readouterr().err
