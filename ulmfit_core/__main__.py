"""``python -m ulmfit_core``: the ``ulmfit`` command, also for torchrun."""

from __future__ import annotations

import os
import sys

from ulmfit_core.cli.app import UNREAD, run


def main() -> None:
    """Entry point of the ``ulmfit`` command."""
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = UNREAD
    if status == UNREAD:
        _drop_output()
    sys.exit(status)


def _drop_output() -> None:
    """The interpreter flushes once more as it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    main()
