"""One line for each request, for whoever runs the server; never a word of a text."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from ulmfit_core.serving.guard import Application, Message, Receive, Send

N_TEXTS = "n_texts"  # in the state of a request whose texts were counted


class RequestLog:
    """Says of each request, as it ends: when, who asked, method, path, status, milliseconds and
    number of texts. Status 0: there was no answer."""

    def __init__(self, application: Application, say: Callable[[str], None]) -> None:
        self._application = application
        self._say = say

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        status, began = 0, time.monotonic()

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._application(scope, receive, noting)
        finally:
            self._say(_line(scope, status, time.monotonic() - began))


def _line(scope: Message, status: int, seconds: float) -> str:
    """The path as it was sent, percent-encoded, and without a query, which might hold a text."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    client = (scope.get("client") or ["-"])[0]
    path = scope["raw_path"].decode("latin-1")
    n_texts = scope.get("state", {}).get(N_TEXTS, 0)
    asked = f"{now} {client} {scope['method']} {path} {status}"
    return f"{asked} {1000 * seconds:.0f} ms, {n_texts} text{'s' * (n_texts != 1)}"
