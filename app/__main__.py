"""The ``ulmfit-studio`` command, and what ``make run`` starts."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from app.display import has_display
from app.qt_version import refusal

MISSING_QT = 'The desktop app needs Qt. Install it: pip install "ulmfit-studio[app]".'
NO_DISPLAY = "There is no display to open a window on: the same work, on the bundled sample."


def obstacle() -> str | None:
    """Why no window can be opened with what is installed, or None."""
    try:
        pyside = version("PySide6-Essentials")
    except PackageNotFoundError:
        return MISSING_QT
    return refusal(pyside, sys.version_info[:2])


def main() -> int:
    """Open the window; without a display do the same work here; 2 where the user has to mend it."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr, flush=True)
        return subprocess.call([sys.executable, "-m", "ulmfit_core.demo"])
    sentence = obstacle()
    if sentence is not None:
        print(sentence, file=sys.stderr)
        return 2
    from app.application import run

    return run(sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
