"""An application behind a socket, until a signal ends it."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ulmfit_core.serving.guard import Application


class HeadTimeout(H11Protocol):
    """Closes a connection on which the whole head of a request does not come in time.

    Connections are not counted, so those on which nothing is asked must not be left open.
    """

    seconds = 10.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look()

    def _look(self, before: tuple[object, bool] | None = None) -> None:
        """``before``: the last request, and whether it was answered, when it looked last."""
        now = (self.cycle, self.cycle is None or self.cycle.response_complete)
        if now == before and now[1]:
            self.transport.close()
        elif not self.transport.is_closing():
            self.loop.call_later(self.seconds, self._look, now)


def run(application: Application, listener: socket.socket, seconds_to_end: int) -> None:
    """Answer requests until a signal comes, which is raised again at the end.

    Requests that are under way have ``seconds_to_end`` to be answered.
    """
    config = uvicorn.Config(
        application,
        http=HeadTimeout,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=seconds_to_end,
    )
    uvicorn.Server(config).run(sockets=[listener])
