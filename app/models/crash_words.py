"""What to do once a child process has died, in the words of the window."""

from __future__ import annotations

from app.translation import tr
from ulmfit_core.process import WorkerCrashed


def crash_hint(error: WorkerCrashed) -> str:
    """Of work that is no training: the core's hint speaks of a run and of the command's options."""
    if error.may_lack_memory:
        return tr("Memory may have run out: close other programs, then try again.")
    return tr("Try again; if it happens again, report it with what the program's log says of it.")
