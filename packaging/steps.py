"""One step of the set-up: a command whose output goes to a log and whose failure is a sentence."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
LOG = VENV / "bootstrap.log"

# Settings of the user's that would send packages elsewhere, or ask questions.
SETTINGS = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PYTHONNOUSERSITE": "1"}


class SetupError(Exception):
    """The set-up cannot go on; its text is the sentence to show."""


def pip(arguments: list[str], failure: str) -> None:
    """``pip install`` into the environment under the constraints."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input"]
    run([*command, "--constraint", str(CONSTRAINTS), *arguments], failure, what_to_do)


def what_to_do(output: str) -> str:
    """After a failure of pip's: another system where there is no build for this one, or again."""
    is_away = "connection" in output.lower()  # pip then finds no version either
    if "No matching distribution found" in output and not is_away:
        return (
            f"One of them has no build for this system ({_system()}). README says under Start for "
            "which there are builds."
        )
    return "If the network was away, run this again when it is back."


def _system() -> str:
    """This system as builds are named by it: Linux aarch64, glibc 2.36, Python 3.11."""
    python = "Python {}.{}".format(*sys.version_info)
    parts = [f"{platform.system()} {platform.machine()}", " ".join(platform.libc_ver()), python]
    return ", ".join(part for part in parts if part.strip())


def run(
    command: list[str], failure: str, what_to_do: Callable[[str], str] = lambda output: ""
) -> None:
    """Run a command with its output in the log; SetupError with its last lines if it fails.

    ``what_to_do`` makes of the output what follows the sentence ``failure``.
    """
    finished = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **SETTINGS},
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{finished.stdout}\n")
    if finished.returncode != 0:
        sentence = f"{failure} {what_to_do(finished.stdout)}".strip()
        raise SetupError("\n".join([sentence, *_telling_lines(finished.stdout), f"More in {LOG}"]))


def _telling_lines(output: str) -> list[str]:
    lines = [line for line in output.splitlines() if line.strip()]
    return [line for line in lines if "error" in line.lower()][-3:] or lines[-3:]


def ask(question: str) -> str | None:
    """What the environment's Python prints, or None when it fails."""
    answer = subprocess.run([str(PYTHON), "-c", question], capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else None


def say(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)
