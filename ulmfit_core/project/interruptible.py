"""Long work on a project's file that can be stopped midway, with nothing half-done left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ulmfit_core.project.database import Database

StopCheck = Callable[[], bool]

_STEPS = 10_000  # of SQLite's machine between two looks at whether to stop


class Interrupted(Exception):
    """It was asked to stop before it was through."""


@contextmanager
def interruptible(database: Database, should_stop: StopCheck) -> Iterator[None]:
    """Whatever statement of the block runs when ``should_stop`` says so ends in Interrupted."""
    database.connection.set_progress_handler(lambda: int(should_stop()), _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_INTERRUPT":
            raise
        raise Interrupted from error
    finally:
        database.connection.set_progress_handler(None, 0)


def stop_where_asked(should_stop: StopCheck) -> None:
    """For work that is no statement. Raises Interrupted."""
    if should_stop():
        raise Interrupted
