from __future__ import annotations

import signal

import pytest

from ulmfit_core.cli.interrupts import Interrupted, Interrupts
from ulmfit_core.training.events import StopVerb


def test_first_signal_outside_a_run_ends_the_command() -> None:
    with Interrupts(print, "All is kept.") as interrupts:
        with pytest.raises(Interrupted, match="All is kept"):
            signal.raise_signal(signal.SIGINT)
        assert interrupts.stop_verb() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_pauses_a_run_and_second_ends_it(number: signal.Signals) -> None:
    said: list[str] = []
    forced: list[bool] = []
    with (
        Interrupts(said.append) as interrupts,
        interrupts.pausable(lambda: forced.append(True)),
    ):
        signal.raise_signal(number)
        assert interrupts.stop_verb() is StopVerb.PAUSE
        assert len(said) == 1
        assert not forced
        with pytest.raises(Interrupted, match="Stopped at once"):
            signal.raise_signal(number)
    assert forced == [True]


def test_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts(print):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
