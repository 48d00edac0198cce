"""``python -m ulmfit_core``: the ``ulmfit`` command, also for torchrun."""

from __future__ import annotations

from ulmfit_core.cli import main

if __name__ == "__main__":
    main()
