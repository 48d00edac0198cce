"""Words of others on the screen: they say, and order nothing."""

from __future__ import annotations

import json

import pytest

from ulmfit_core.cli.progress import counted
from ulmfit_core.cli.screen import Screen
from ulmfit_core.errors import InputError

CLEARS = "spam\x1b[2J\x9b2J\u202egpj\x7f\r"
WRITTEN_OUT = r"spam\u001b[2J\u009b2J\u202egpj\u007f\u000d"


def say_all(screen: Screen) -> None:
    screen.note(CLEARS)
    screen.error(InputError(CLEARS, CLEARS))
    screen.say(CLEARS)
    screen.facts([(CLEARS, CLEARS)])
    screen.table([CLEARS, CLEARS], [[CLEARS, CLEARS]])
    with screen.busy(CLEARS), counted(screen, f"[b]{CLEARS}") as show:
        show(1, 2)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_name_gives_the_terminal_no_orders(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    if is_terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "200")
    say_all(Screen())
    said = "".join(capsys.readouterr())
    assert not any(order in said for order in ("\x1b[2J", "\x9b", "\u202e", "\x7f"))
    assert said.count(WRITTEN_OUT) >= 10
    assert f"[b]{WRITTEN_OUT}" in said


def test_json_says_the_same_name_without_orders(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(as_json=True).result({"label": CLEARS})
    said = capsys.readouterr().out
    assert said.isprintable() or said.strip().isprintable()
    assert json.loads(said) == {"label": CLEARS}
