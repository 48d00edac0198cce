from __future__ import annotations

import sys

import pytest

from app.platform.taskbar import claim_place


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows groups programs so")
def test_the_button_is_not_pythons() -> None:
    import ctypes

    claim_place()
    name = ctypes.c_wchar_p()
    ctypes.windll.shell32.GetCurrentProcessExplicitAppUserModelID(ctypes.byref(name))
    assert name.value == "ULMFiT.Studio"


def test_elsewhere_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    claim_place()
