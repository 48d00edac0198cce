"""The shared libraries that Qt loads on Linux: which are missing, and how to get them.

A separate file from ``bootstrap`` because it is the only part that knows about distributions.
Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

# What to try to load, and the Debian package that brings it. Found by starting Qt in a bare
# Debian and adding what the loader missed; Ubuntu's renamed "t64" packages answer to these names.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}


def provide_for_windows() -> None:
    """Install what Qt misses, or print the line to type; never stops the set-up."""
    missing = _missing_libraries()
    if missing and not install(missing, "the system libraries Qt needs"):
        print(f"Windows cannot open yet: {_what_to_do(missing)}", file=sys.stderr)


def provide_for_tests() -> None:
    """Install the invisible screen, its keyboard and mouse, and the bus of screen readers, that a
    few window tests use; they skip without them."""
    missing = [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    if missing and not install(missing, "an invisible screen for the window tests"):
        print(f"Some window tests will be skipped. {_what_to_do(missing)}", file=sys.stderr)


def install(packages: Iterable[str], purpose: str) -> bool:
    """Install Debian packages if that needs no password; True when they are there."""
    packages = list(packages)
    prefix = _privilege()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print(f"Installing {purpose}: {' '.join(packages)}", flush=True)
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    installation = [*command, "install", "-y", "--no-install-recommends", *packages]
    # The package lists may be old or empty: only then is it worth fetching them.
    return _succeeds(installation) or (_succeeds([*command, "update"]) and _succeeds(installation))


def _missing_libraries() -> list[str]:
    return [package for name, package in QT_LIBRARIES.items() if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _privilege() -> list[str] | None:
    """The words to put before a command of root's, or None when a password would be asked."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _succeeds(command: list[str]) -> bool:
    finished = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return finished.returncode == 0


def _what_to_do(packages: list[str]) -> str:
    names = " ".join(packages)
    if shutil.which("apt-get"):
        return f"Type: sudo apt-get install -y --no-install-recommends {names}"
    return f"Install what your system calls these Debian packages: {names}"
