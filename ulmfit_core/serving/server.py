"""An application behind a socket, until a signal ends it."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ulmfit_core.serving.guard import Application

_BACKLOG = 256  # taken at one go; with the most that are kept, far fewer files than may be open


class Connection(H11Protocol):
    """Closed when the whole head of a request does not come in time, or, the oldest first, when
    there are too many on which nothing is asked."""

    seconds = 10.0
    most = 512

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look()
        if len(self.connections) > self.most:
            all_of_us = (one for one in self.connections if isinstance(one, Connection))
            idle = (one for one in all_of_us if one._is_idle)
            min(idle, key=lambda one: one._since, default=self).transport.close()

    @property
    def _is_idle(self) -> bool:
        has_asked = self.cycle is not None and not self.cycle.response_complete
        return not has_asked and not self.transport.is_closing()

    def _look(self, before: object = None) -> None:
        """``before``: what it was waiting for when it looked last."""
        now = (self.cycle, self._is_idle)
        if self._is_idle and now == before:
            self.transport.close()
        elif not self.transport.is_closing():
            self.loop.call_later(self.seconds, self._look, now)


def run(application: Application, listener: socket.socket, seconds_to_end: int) -> None:
    """Answer requests until a signal comes, which is raised again at the end.

    Requests that are under way have ``seconds_to_end`` to be answered.
    """
    config = uvicorn.Config(
        application,
        http=Connection,
        backlog=_BACKLOG,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=seconds_to_end,
    )
    uvicorn.Server(config).run(sockets=[listener])
