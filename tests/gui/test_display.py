from __future__ import annotations

import os

import pytest

from app.display import has_display


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        pytest.param(  # nobody listens there
            *({"DISPLAY": ":7919"}, "linux", False),
            marks=pytest.mark.skipif(os.name == "nt", reason="no sockets of that kind"),
        ),
        ({"DISPLAY": "elsewhere:0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_display(environment: dict[str, str], platform: str, expected: bool) -> None:
    assert has_display(environment, platform) is expected
