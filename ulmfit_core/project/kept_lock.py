"""The lock on a project's folder, kept until the last who needs it lets go, in whatever thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ulmfit_core.errors import StorageError


class KeptLock:
    """``release`` is called once, by the last of the ``kept`` blocks to end."""

    def __init__(self, release: Callable[[], object]) -> None:
        self._release = release
        self._n_keepers = 0
        self._is_released = False
        self._mutex = threading.Lock()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Raises StorageError where it is released already."""
        self._keep()
        try:
            yield
        finally:
            self._let_go()

    def _keep(self) -> None:
        with self._mutex:
            if self._is_released:
                raise StorageError(
                    "The project was closed before the import began; nothing was changed.",
                    "Open it and import again.",
                )
            self._n_keepers += 1

    def _let_go(self) -> None:
        with self._mutex:
            self._n_keepers -= 1
            if not self._n_keepers:
                self._is_released = True
                self._release()
