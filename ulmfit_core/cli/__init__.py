"""The ``ulmfit`` command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``ulmfit`` command."""
    import sys

    from ulmfit_core.cli.app import run

    sys.exit(run(sys.argv[1:]))
