"""``python -m ulmfit_core``: the ``ulmfit`` command, also for torchrun."""

from __future__ import annotations

import sys

from ulmfit_core.cli.app import run


def main() -> None:
    """Entry point of the ``ulmfit`` command."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
