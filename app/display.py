"""Whether there is a screen to show windows on."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether Qt will find a display; asked before Qt, which aborts where there is none."""
    if not platform.startswith(("linux", "freebsd")):
        return True
    if environment.get("QT_QPA_PLATFORM"):
        return True  # someone chose, as the tests do
    if environment.get("WAYLAND_DISPLAY"):
        return True
    name = environment.get("DISPLAY", "")
    return bool(name) and _answers(name)


def _answers(name: str) -> bool:
    """Whether a server listens; one on another machine is taken on trust."""
    host, _, rest = name.rpartition(":")
    if host not in ("", "unix"):
        return True
    number = rest.partition(".")[0]
    path = f"/tmp/.X11-unix/X{number}"
    return any(_connects(address) for address in (path, "\0" + path))


def _connects(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
