"""What both programs of a bundle run: the app, the command, or a module that either starts.

A bundle has no Python to start; its programs answer ``-m ulmfit_core.MODULE`` as one would, so
that whoever starts a child process need not know.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

APP, COMMAND = "ulmfit-studio", "ulmfit"
_SAFE_PATH = "-P"  # a bundle imports nothing from the current folder anyway


def main() -> None:
    """Run what the name of the program and its arguments ask for."""
    _give_back_library_path()
    _provide_output()
    program = Path(sys.executable)
    sys.executable = str(program.with_name(COMMAND + program.suffix))
    module = taken_module(sys.argv) or ("app" if program.stem == APP else "ulmfit_core")
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def taken_module(arguments: list[str]) -> str | None:
    """The module of ours that ``-m`` names, and taken out of ``arguments``; None without one."""
    start = 2 if arguments[1:2] == [_SAFE_PATH] else 1
    name = arguments[start + 1] if len(arguments) > start + 1 else ""
    if arguments[start : start + 1] != ["-m"] or name.partition(".")[0] != "ulmfit_core":
        return None
    del arguments[1 : start + 2]
    return name


def _give_back_library_path() -> None:
    """Programs of the system that we start must not load the bundle's libraries."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def _provide_output() -> None:
    """On Windows a program without a console has no streams."""
    if sys.stderr is None:
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


if __name__ == "__main__":
    main()
