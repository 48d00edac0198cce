"""The ``ulmfit`` command: its commands, and what becomes of errors.

Exit status: 0 done, 1 a bug of ours, 2 something the user can mend, 130 interrupted, 141 nobody
reads its output any more.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from ulmfit_core.cli.agreement import agreement
from ulmfit_core.cli.convert import convert
from ulmfit_core.cli.evaluate import evaluate
from ulmfit_core.cli.info import info
from ulmfit_core.cli.interrupts import Interrupted, Interrupts
from ulmfit_core.cli.perplexity import perplexity
from ulmfit_core.cli.predict import predict
from ulmfit_core.cli.pretrain import pretrain
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.serve import serve
from ulmfit_core.cli.train import train
from ulmfit_core.machine import machine_error
from ulmfit_core.process import WorkerCrashed

DONE, BUG, USER, INTERRUPTED = 0, 1, 2, 130
UNREAD = 141  # what a shell says of whom SIGPIPE ended: cat, grep

app = typer.Typer(
    name="ulmfit",
    help="Train text classifiers that learn from few labels (ULMFiT), check them and use them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS = (train, evaluate, predict, info, convert, agreement, serve, perplexity, pretrain)
for function in _COMMANDS:
    app.command()(function)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"ulmfit {version('ulmfit-studio')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run the command line ``arguments``; returns the exit status, whatever happens."""
    command = typer.main.get_command(app)
    return guarded(lambda: command(args=list(arguments), prog_name="ulmfit"))


def guarded(action: Callable[[], object]) -> int:
    """Do ``action``; every way it can end becomes a sentence and an exit status."""
    # Read when torch is first imported: spinning threads slow down whoever shares the cores.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    _take_any_character()
    screen = Screen()
    try:
        with Interrupts(screen.note):
            action()
    except SystemExit as end:
        if _is_unread(end):
            return UNREAD
        return end.code if isinstance(end.code, int) else DONE
    except Interrupted as end:
        screen.note(end.message)
        return INTERRUPTED
    except BrokenPipeError:
        return UNREAD
    except WorkerCrashed as crash:
        screen.note(f"{crash.log_tail}\n\n{crash.message} {crash.hint}".strip())
        return BUG
    except Exception as error:
        known = machine_error(error)
        if known is None:
            return _bug(screen)
        screen.error(known)
        return USER
    return DONE


def _take_any_character() -> None:
    """What the output's encoding has not is escaped, as on standard error: output that is sent to
    a file is in cp1252 on many a Windows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _is_unread(end: SystemExit) -> bool:
    """Whether the command's framework, or the console, ended it for a closed pipe: with 1."""
    error = end.__context__
    while error is not None and not isinstance(error, BrokenPipeError):
        error = error.__context__
    return error is not None


def _bug(screen: Screen) -> int:
    screen.note(traceback.format_exc())
    screen.note("This is a bug of ours, not yours. Please report it with the lines above.")
    return BUG
