"""The ``ulmfit-studio`` command."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

from app.qt_version import refusal

MISSING_QT = 'The desktop app needs Qt. Install it: pip install "ulmfit-studio[app]".'
NO_WINDOWS_YET = (
    "This version has no windows yet. The same work is done by the command: ulmfit --help."
)


def obstacle() -> str | None:
    """Why no window can be opened with what is installed, or None."""
    try:
        pyside = version("PySide6-Essentials")
    except PackageNotFoundError:
        return MISSING_QT
    return refusal(pyside, sys.version_info[:2])


def main() -> int:
    """Say what stands in the way of a window; 2 because the user can mend it."""
    print(obstacle() or NO_WINDOWS_YET, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
