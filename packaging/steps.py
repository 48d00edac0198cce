"""One step of the set-up: a command whose output goes to a log and whose failure is a sentence."""

from __future__ import annotations

import os
import subprocess
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
    hint = "If the network was away, run this again when it is back."
    run([*command, "--constraint", str(CONSTRAINTS), *arguments], f"{failure} {hint}")


def run(command: list[str], failure: str) -> None:
    """Run a command with its output in the log; SetupError with its last lines if it fails."""
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
        raise SetupError("\n".join([failure, *_telling_lines(finished.stdout), f"More in {LOG}"]))


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
