"""The project's own Python environment in ``.venv``: is it current, and if not, build it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import sys
import time
import tomllib

import system_libraries
from steps import CONSTRAINTS, PYTHON, ROOT, VENV, SetupError, ask, pip, run, say
from torch_build import install_torch, refuse_where_there_is_none

STAMP = VENV / "bootstrap.json"  # written last: what this environment was built from
BUILDING = VENV / "bootstrap.unfinished"  # there from first to last step, with our process id
BUILD_PACKAGES = ["hatchling", "editables", "setuptools"]
EXTRAS = "train,parquet,serve,app,dev"


def provide(*, for_tests: bool) -> int:
    """Set up everything; the exit status of the command."""
    try:
        _provide_system_libraries(for_tests)
        if _stamped() != _fingerprint():
            _set_up()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The set-up stopped: {error}. Mend that and run it again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The set-up was interrupted; the next one begins again.", file=sys.stderr)
        return 130
    return 0


def _provide_system_libraries(for_tests: bool) -> None:
    if not sys.platform.startswith("linux"):
        return  # other systems bring what Qt needs
    system_libraries.provide_for_windows()
    if for_tests:
        system_libraries.provide_for_tests()


def _fingerprint() -> str:
    """Changes when the environment has to be built or brought up to date."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        sys.version,
        platform.machine(),
        str(ROOT),
        json.dumps([project["build-system"], project["project"], project["tool"]["hatch"]]),
        CONSTRAINTS.read_text(encoding="utf-8"),
        *(path.read_text(encoding="utf-8") for path in sorted(CONSTRAINTS.parent.glob("*.py"))),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _stamped() -> str | None:
    """The fingerprint this environment was finished with, or None."""
    if BUILDING.exists() or not PYTHON.exists():
        return None
    try:
        return str(json.loads(STAMP.read_text(encoding="utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError):
        return None


def _set_up() -> None:
    started = time.monotonic()
    refuse_where_there_is_none()
    _refuse_second_set_up()
    if VENV.exists() and not _is_usable():
        say(f"The environment in {VENV.name} is incomplete or not this Python's: building anew.")
        shutil.rmtree(VENV)
    VENV.mkdir(exist_ok=True)
    BUILDING.write_text(str(os.getpid()), encoding="utf-8")
    if not PYTHON.exists():
        _make_environment()
    install_torch()
    _install_project()
    STAMP.write_text(json.dumps({"fingerprint": _fingerprint()}), encoding="utf-8")
    BUILDING.unlink()
    say(f"Ready after {time.monotonic() - started:.0f} seconds.")
    if os.name == "nt":  # where no `make` goes on from here
        say(r"The app: .venv\Scripts\ulmfit-studio, the command: .venv\Scripts\ulmfit")


def _refuse_second_set_up() -> None:
    """Two set-ups at once would delete each other's work."""
    try:
        process = int(BUILDING.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if process != os.getpid() and _is_running(process):
        raise SetupError(f"Another set-up (process {process}) is at work here: wait for its end.")


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return False  # there the question itself would end the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_usable() -> bool:
    """Whether what is there was finished, lies where it was made, and runs this very Python."""
    if BUILDING.exists() or not PYTHON.exists():
        return False
    settings = VENV / "pyvenv.cfg"
    if not settings.exists() or str(VENV) not in settings.read_text(encoding="utf-8"):
        return False
    return ask("import sys; print(sys.version)") == sys.version


def _make_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart from Python
        package = "python{}.{}-venv".format(*sys.version_info)
        if not system_libraries.install([package], "what makes Python environments"):
            raise SetupError(f"This Python cannot make environments. Install {package} first.")
    # When this runs under the old environment's Python, that one has just been deleted.
    base = getattr(sys, "_base_executable", None) or sys.executable
    run([base, "-m", "venv", str(VENV)], "The environment could not be made.")


def _install_project() -> None:
    say("Installing the other packages (about 200 MB)")
    pip(BUILD_PACKAGES, "The build tools could not be installed.")
    # Built with the pinned tools just installed, so nothing unpinned is fetched for it.
    project = ["--no-build-isolation", "--editable", f"{ROOT}[{EXTRAS}]"]
    pip(project, "The packages could not be installed.")
