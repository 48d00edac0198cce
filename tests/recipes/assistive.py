"""The windows of other processes as a screen reader is told of them: names, places, states.

Speaks the AT-SPI protocol over D-Bus. What has no accessible name cannot be found here, and so
cannot be used by who depends on it.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_NAMESPACE = "org.a11y.atspi"
_ENABLED, _FOCUSED, _SHOWING, _CHECKED = 8, 12, 25, 4  # bits of AtspiStateType
_BETWEEN_QUESTIONS = 0.01  # seconds
_SCREEN = 0  # coordinates from the corner of the screen


@dataclass(frozen=True)
class Element:
    """One thing in a window. ``box`` is left, top, width, height on the screen."""

    bus_name: str
    path: str
    role: str
    name: str
    description: str
    states: int
    box: tuple[int, int, int, int]

    @property
    def is_enabled(self) -> bool:
        return bool(self.states >> _ENABLED & 1)

    @property
    def is_focused(self) -> bool:
        return bool(self.states >> _FOCUSED & 1)

    @property
    def is_checked(self) -> bool:
        return bool(self.states >> _CHECKED & 1)

    @property
    def is_showing(self) -> bool:
        return bool(self.states >> _SHOWING & 1)

    @property
    def middle(self) -> tuple[int, int]:
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


class Assistive:
    """A connection to the accessibility bus that belongs to a session bus."""

    def __init__(self, session_bus: str) -> None:
        with open_dbus_connection(session_bus) as session:
            launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = _call(session, launcher, "GetAddress")
        self._bus: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        self._bus.close()

    def showing(self) -> Iterator[Element]:
        """Everything that can be seen now, of all applications, from the outside in."""
        for application in self._applications():
            for window in self._children(*application):
                yield from self._below(*window)

    def answer_times(self, is_over: Callable[[], bool]) -> list[float]:
        """How long, in seconds, the first application takes for each of many small questions.

        It answers in the thread that draws its windows, so this is how long that was busy.
        """
        (application, *_) = self._applications()
        where, times = self._address(*application, "Accessible"), []
        while not is_over():
            start = time.perf_counter()
            _call(self._bus, where, "GetState")
            times.append(time.perf_counter() - start)
            time.sleep(_BETWEEN_QUESTIONS)
        return times

    def text(self, element: Element) -> str:
        """What is written in an element."""
        where = self._address(element.bus_name, element.path, "Text")
        return str(_call(self._bus, where, "GetText", "ii", (0, -1))[0])

    def _applications(self) -> list[tuple[str, str]]:
        return self._children(f"{_NAMESPACE}.Registry", f"/org/a11y/atspi/{_ROOT}")

    def _below(self, bus_name: str, path: str) -> Iterator[Element]:
        element = self._element(bus_name, path)
        if not element.is_showing:
            return
        yield element
        for child in self._children(bus_name, path):
            yield from self._below(*child)

    def _element(self, bus_name: str, path: str) -> Element:
        accessible = self._address(bus_name, path, "Accessible")
        component = self._address(bus_name, path, "Component")
        ((low, high),) = _call(self._bus, accessible, "GetState", or_else=((0, 0),))
        (role,) = _call(self._bus, accessible, "GetRoleName", or_else=("",))
        name = self._property(accessible, "Name")
        description = self._property(accessible, "Description")
        ((left, top, width, height),) = _call(
            self._bus, component, "GetExtents", "u", (_SCREEN,), or_else=((0, 0, 0, 0),)
        )
        states, box = low | high << 32, (left, top, width, height)
        return Element(bus_name, path, str(role), name, description, states, box)

    def _children(self, bus_name: str, path: str) -> list[tuple[str, str]]:
        where = self._address(bus_name, path, "Accessible")
        if int(self._property(where, "ChildCount") or 0) > _MOST_CHILDREN:
            return []
        (found,) = _call(self._bus, where, "GetChildren", or_else=((),))
        return [(name, child) for name, child in found if not child.endswith("/null")]

    def _property(self, where: DBusAddress, name: str) -> str:
        reply = self._bus.send_and_get_reply(Properties(where).get(name))
        return str(reply.body[0][1]) if _worked(reply) else ""

    @staticmethod
    def _address(bus_name: str, path: str, interface: str) -> DBusAddress:
        return DBusAddress(path, bus_name, f"{_NAMESPACE}.{interface}")


_ROOT = "accessible/root"
_MOST_CHILDREN = 1000  # a table of a million documents is not read out cell by cell


def _worked(reply: Any) -> bool:
    return bool(reply.header.message_type.name == "method_return")


def _call(
    bus: DBusConnection,
    where: DBusAddress,
    method: str,
    signature: str | None = None,
    arguments: tuple[object, ...] = (),
    or_else: tuple[Any, ...] | None = None,
) -> tuple[Any, ...]:
    """What a method answers; ``or_else`` where the thing asked went away meanwhile."""
    reply = bus.send_and_get_reply(new_method_call(where, method, signature, arguments))
    if _worked(reply):
        return tuple(reply.body)
    if or_else is not None:
        return or_else
    raise LookupError(f"{where.object_path} {method}: {reply.body}")


def start_session_bus(environment: Mapping[str, str]) -> tuple[subprocess.Popen[str], str]:
    """A session bus of our own, and its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()
