"""Which build of torch to install, and from where."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys

from steps import CONSTRAINTS, PYTHON, SetupError, ask, pip, run, say

NOT_FETCHED = (
    "PyTorch's CPU build could not be fetched. Run this again with a network that reaches it, or "
    "take the ordinary build, several GB large: make run ULMFIT_TORCH=default"
)

NO_INTEL_MAC = (
    "PyTorch has no packages for an Intel processor on macOS, so nothing could be trained here. "
    "On a Mac with Apple silicon this is a Python for Intel: take one for arm64, as python.org has "
    "it, and name it: make run PYTHON=/usr/local/bin/python3"
)


def refuse_where_there_is_none() -> None:
    """Raises SetupError on a computer that PyTorch has no packages for."""
    if (sys.platform, platform.machine()) == ("darwin", "x86_64"):
        raise SetupError(NO_INTEL_MAC)


def install_torch() -> None:
    """The pinned torch; on Linux without an NVIDIA card its CPU build (200 MB, not 3 GB)."""
    version = pinned("torch")
    here = ask("from importlib.metadata import version; print(version('torch'))")
    if here is not None and here.partition("+")[0] == version:
        return
    if wants_cpu_build():
        _install_cpu_build(version)
    else:
        say(f"Installing PyTorch {version}, which takes some minutes")
        pip([f"torch=={version}"], "PyTorch could not be installed.")


def wants_cpu_build() -> bool:
    """Elsewhere the plain package is the right one; ULMFIT_TORCH=default asks for it here too."""
    if not sys.platform.startswith("linux") or os.environ.get("ULMFIT_TORCH") == "default":
        return False
    return not has_nvidia_card()


def has_nvidia_card() -> bool:
    """Whether the driver's own tool lists a card."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return False
    listing = subprocess.run([program, "-L"], capture_output=True, text=True)
    return listing.returncode == 0 and "GPU" in listing.stdout


def _install_cpu_build(version: str) -> None:
    say(f"Installing PyTorch {version} for the processor (about 200 MB)")
    try:
        pip([f"torch=={version}+cpu"], "pip's sources have no CPU build.")
    except SetupError:
        # pip only knows its configured sources; uv also knows where PyTorch keeps these builds.
        pip(["uv"], "uv, which fetches PyTorch's CPU build, could not be installed.")
        command = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
        options = ["--torch-backend", "cpu", "--constraint", str(CONSTRAINTS)]
        run([*command, *options, f"torch=={version}"], NOT_FETCHED)


def pinned(package: str) -> str:
    """The version the constraints name. Raises SetupError when they name none."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name == package:
            return version
    raise SetupError(f"{CONSTRAINTS.name} names no version of {package}.")
