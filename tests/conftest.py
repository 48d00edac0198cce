"""What every test shares: quiet threads, no screen, and no log line that nobody expected."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

# Read once, when torch and Qt are first imported: so they stand before any other import.
# Several test processes share the cores; a second thread in each would only wait and spin.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public test sets that lie beside the checkout; skips where they do not."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the public data sets are not beside the checkout, at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that leaves a warning of ours in the log; ``caplog.clear()`` accepts it."""
    yield
    ours = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING
        and record.name.partition(".")[0] in {"app", "ulmfit_core"}
    ]
    assert not ours, f"unexpected log lines: {ours}"
