"""The app's own place in the taskbar of Windows, where Python's is shared by all its programs."""

from __future__ import annotations

import sys

_ID = "ULMFiT.Studio"


def claim_place() -> None:
    """Before the first window; without it the button has Python's icon. Elsewhere nothing."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(_ID)
