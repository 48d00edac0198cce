"""An invisible screen with a keyboard and a mouse, and a program on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from tests.recipes.assistive import Assistive, Element, start_session_bus

PROGRAMS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
REPOSITORY = Path(__file__).resolve().parents[2]
_POLL = 0.05  # seconds between two looks at what is waited for
_PATIENCE = 60.0

Found = TypeVar("Found")


def missing_programs() -> str:
    """A sentence about what such a screen needs and is not here; empty where all is."""
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    return f"needs a screen to drive: install {' '.join(missing)}" if missing else ""


class Desktop:
    """What a person has: eyes (by way of the accessibility bus), a keyboard, a mouse."""

    def __init__(self, environment: dict[str, str], assistive: Assistive) -> None:
        self.environment = environment
        self._assistive = assistive
        self._watched: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """A program on this screen; what it says on standard error goes to ``log``."""
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=self.environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stderr=stream,
            )
        self._watched.append(process)
        return process

    def press(self, *keys: str) -> None:
        """Press and release, one after the other, as ``ctrl+n`` or ``Return``."""
        self._xdotool("key", "--delay", "20", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "8", text)

    def click(self, name: str, role: str = "") -> None:
        """Move the mouse to a thing once it can be pressed, and press."""
        x, y = self.wait_for(name, role).middle
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def see(self, name: str, role: str = "") -> Element | None:
        """The innermost thing of this name that is showing; ``*`` stands for any words."""
        found = None
        for element in self._assistive.showing():
            if _is_called(element, name) and role in ("", element.role):
                found = element
        return found

    def read(self, name: str) -> str:
        """What is written in the thing of this name."""
        return self._assistive.text(self.wait_for(name))

    def focused(self) -> Element | None:
        """What has the keyboard."""
        found = None
        for element in self._assistive.showing():
            if element.is_focused:
                found = element
        return found

    def wait_for(self, name: str, role: str = "") -> Element:
        """Wait until a thing is showing and can be used."""

        def usable() -> Element | None:
            element = self.see(name, role)
            return element if element is not None and element.is_enabled else None

        return self.wait(usable, f"{role or 'something'} called {name!r}")

    def wait(
        self, look: Callable[[], Found | None], what: str, patience: float = _PATIENCE
    ) -> Found:
        """Look again and again until something is found; AssertionError if it never is."""
        end = time.monotonic() + patience
        while True:
            found = look()
            if found:
                return found
            gone = [process.args for process in self._watched if process.poll() is not None]
            assert not gone, f"{gone} ended while waiting for {what}"
            assert time.monotonic() < end, f"no {what}; showing: {self.words()}"
            time.sleep(_POLL)

    def words(self) -> list[str]:
        """All that is showing, for the report of a failure."""
        return [f"{e.role}: {e.name}" for e in self._assistive.showing() if e.name]

    def take_keyboard(self, title: str) -> None:
        """Give the keyboard to a window, as a window manager does when one opens."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            check=True,
            timeout=_PATIENCE,
            stdout=subprocess.DEVNULL,
        )


def _is_called(element: Element, name: str) -> bool:
    return fnmatchcase(element.name, name)


@contextmanager
def desktop(home: Path, size: str = "1280x800") -> Iterator[Desktop]:
    """A screen of its own in a home of its own; nothing of it is left afterwards."""
    with _display(size) as display, _bus(_environment(home, display)) as environment:
        assistive = Assistive(environment["DBUS_SESSION_BUS_ADDRESS"])
        made = Desktop(environment, assistive)
        try:
            yield made
        finally:
            assistive.close()
            for process in made._watched:
                process.kill()
                process.wait()


def _environment(home: Path, display: str) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("QT_", "XDG_", "DBUS_"))}
    folders = {"CONFIG_HOME": "config", "DATA_HOME": "data", "STATE_HOME": "state"} | {
        "CACHE_HOME": "cache",
        "DOCUMENTS_DIR": "Documents",
        "RUNTIME_DIR": "run",
    }
    for name in folders.values():
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept | {
        "HOME": str(home),
        "DISPLAY": display,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONWARNINGS": "error",
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        **{f"XDG_{name}": str(home / folder) for name, folder in folders.items()},
    }


@contextmanager
def _display(size: str) -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as stream:
            number = stream.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    process, address = start_session_bus(environment)
    try:
        yield environment | {"DBUS_SESSION_BUS_ADDRESS": address}
    finally:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
